import { KeptTurnouts } from './kept-turnouts.ts'

function counting(takesMs: number) {
  let now = 0
  let counts = 0
  const turnouts = new KeptTurnouts(
    async () => {
      now += takesMs
      return ++counts
    },
    () => now,
  )
  return { of: () => turnouts.of('a decision'), later: (ms: number) => (now += ms) }
}

describe('a turnout', () => {
  it('that is counted in no time is counted for each who asks', async () => {
    const { of } = counting(5)
    expect([await of(), await of()]).toEqual([1, 2])
  })

  it('that takes a second is kept for ten', async () => {
    const { of, later } = counting(1_000)
    expect(await of()).toBe(1)
    later(9_000)
    expect(await of()).toBe(1)
    later(1_001)
    expect(await of()).toBe(2)
  })

  it('is counted once for all who ask meanwhile', async () => {
    const { of } = counting(5)
    expect(await Promise.all([of(), of(), of()])).toEqual([1, 1, 1])
  })

  it('that could not be counted is tried again', async () => {
    let fails = true
    const turnouts = new KeptTurnouts(async () => {
      if (fails) throw new Error('no database')
      return 1
    })
    await expect(turnouts.of('a decision')).rejects.toThrow('no database')
    fails = false
    expect(await turnouts.of('a decision')).toBe(1)
  })
})
