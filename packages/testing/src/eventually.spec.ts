import { eventually } from './eventually.ts'

describe('eventually', () => {
  it('returns what the first attempt that holds returns', async () => {
    let tries = 0
    const third = await eventually(() => {
      if (++tries < 3) throw new Error('not yet')
      return tries
    })
    expect(third).toBe(3)
  })

  it('fails with the last failure when the time is over', async () => {
    const never = () => Promise.reject(new Error('still not'))
    await expect(eventually(never, { timeout: 60, interval: 5 })).rejects.toThrow('still not')
  })
})
