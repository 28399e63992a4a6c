import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DemoClock } from './demo-clock.ts'

describe('the demo clock', () => {
  let folder: string
  let real: number
  const clocks: DemoClock[] = []
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'yiwang-clock-'))
    real = Date.parse('2026-11-24T12:00:00Z')
  })
  afterEach(() => {
    for (const clock of clocks.splice(0)) clock.stop()
    rmSync(folder, { recursive: true })
  })
  const start = (speed?: number) => {
    const clock = new DemoClock(join(folder, 'clock.json'), speed, () => real)
    clocks.push(clock)
    return clock
  }

  it('begins at nine on a working morning in Shanghai', () => {
    expect(new Date(start().now()).toISOString()).toBe('2026-03-03T01:00:00.000Z')
  })

  it('runs at its speed', () => {
    const clock = start(60)
    real += 1000
    expect(new Date(clock.now()).toISOString()).toBe('2026-03-03T01:01:00.000Z')
  })

  it('goes on where it stopped, at the speed that it had', () => {
    const first = start(60)
    real += 1000
    first.stop()
    real += 86_400_000
    const second = start()
    expect(second.now()).toBe(first.demoOrigin + 60_000)
    expect(second.speed).toBe(60)
  })

  it('never goes back after it was killed', () => {
    const killed = start(10)
    real += 999 // it would have been saved again a millisecond later
    expect(start().now()).toBeGreaterThanOrEqual(killed.now())
  })
})
