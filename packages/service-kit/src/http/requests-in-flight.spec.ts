import { RequestsInFlight } from './requests-in-flight.ts'

/** What is taken in after some seconds of a process that answers so many requests a second and always has enough to do. */
function takenIn(most: number, perSecond: number): number {
  let ms = 0
  const requests = new RequestsInFlight(most, () => ms)
  const served: (() => void)[] = []
  const fill = () => {
    for (let leave = requests.enter(); leave; leave = requests.enter()) served.push(leave)
  }
  for (const step = 1000 / perSecond; ms < 10_000; ms += step) {
    fill()
    served.shift()!()
  }
  fill()
  return requests.current
}

describe('the requests in flight', () => {
  it.each([
    ['a fast process takes in what it answers within 0.3 s', 500, 150],
    ['a slow one never less than 32, so that a burst from rest is served', 20, 32],
    ['none more than the configured limit', 5_000, 256],
  ])('%s', (_, perSecond, expected) => {
    const taken = takenIn(256, perSecond)
    expect(taken).toBeGreaterThanOrEqual(expected * 0.95)
    expect(taken).toBeLessThanOrEqual(expected * 1.05)
  })

  it('are bounded by a configured limit below that', () => {
    expect(takenIn(2, 500)).toBe(2)
  })

  it('make room when one has ended, once', () => {
    const requests = new RequestsInFlight(1, () => 0)
    const leave = requests.enter()!
    expect(requests.enter()).toBeUndefined()
    leave()
    leave()
    expect(requests.current).toBe(0)
    expect(requests.enter()).toBeDefined()
  })
})
