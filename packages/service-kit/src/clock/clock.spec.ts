import { clockFrom, DemoClock, SystemClock } from './clock.ts'

const at = (iso: string) => ({ speed: 1, now: () => new Date(iso) })

describe('the clock', () => {
  it('is real time where nothing is configured', () => {
    expect(clockFrom({})).toBeInstanceOf(SystemClock)
  })

  it('begins at the demo origin and runs at its speed', () => {
    const time = { realOrigin: Date.parse('2026-11-24T03:00:00Z'), demoOrigin: Date.parse('2026-11-25T01:00:00Z'), speed: 60 }
    expect(new DemoClock(time, at('2026-11-24T03:00:00Z')).now().toISOString()).toBe('2026-11-25T01:00:00.000Z')
    expect(new DemoClock(time, at('2026-11-24T03:01:00Z')).now().toISOString()).toBe('2026-11-25T02:00:00.000Z')
  })

  it('goes on where it stood when the origins are kept', () => {
    const clock = clockFrom({ CLOCK_REAL_ORIGIN: 0, CLOCK_DEMO_ORIGIN: 86_400_000, CLOCK_SPEED: 1 })
    expect(clock.speed).toBe(1)
    expect(clock.now().getTime() - new SystemClock().now().getTime()).toBeGreaterThan(86_399_000)
  })
})
