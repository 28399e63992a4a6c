import { Loop } from './loop.ts'

/** A loop that never looks again by itself, and what awaits its next look. */
function looking(pauseMs: number) {
  let looks = 0
  let told: () => void = () => {}
  const loop = new Loop(async () => {
    looks++
    told()
    return pauseMs
  })
  const next = () => new Promise<void>((resolve) => (told = resolve))
  return { loop, next, looks: () => looks }
}

describe('a loop', () => {
  it('looks at once, and again as soon as it is woken', async () => {
    const { loop, next, looks } = looking(3_600_000)
    const first = next()
    const stop = loop.start()
    await first
    const second = next()
    loop.wake()
    await second
    await stop()
    expect(looks()).toBe(2)
  })

  it('misses nobody who wakes it while it looks', async () => {
    let looks = 0
    const loop: Loop = new Loop(async () => {
      if (++looks === 1) loop.wake()
      else void stop()
      return 3_600_000
    })
    const stop = loop.start()
    await new Promise<void>((resolve) => setImmediate(resolve))
    await stop()
    expect(looks).toBe(2)
  })

  it('ends at once from its pause, and says so to what is under way', async () => {
    const { loop, next } = looking(3_600_000)
    const first = next()
    const stop = loop.start()
    await first
    expect(loop.isEnding).toBe(false)
    await stop()
    expect(loop.isEnding).toBe(true)
  })
})
