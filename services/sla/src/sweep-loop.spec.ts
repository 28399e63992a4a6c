import { setImmediate as turn } from 'node:timers/promises'
import { HealthRegistry, type Logger } from '@yiwang/service-kit'
import { eventually, fixedClock } from '@yiwang/testing'
import type { Sweep, Swept } from './adapters/db/sweep.ts'
import { Watermarks } from './adapters/db/watermarks.ts'
import { SweepLoop } from './sweep-loop.ts'

/** Sweeps that end when the test says so. */
class SweepsAtHand {
  readonly begun: PromiseWithResolvers<Swept>[] = []

  fire(): Promise<Swept> {
    const sweep = Promise.withResolvers<Swept>()
    this.begun.push(sweep)
    return sweep.promise
  }

  /** Resolves when so many have begun. */
  begin(count: number): Promise<void> {
    return eventually(async () => expect(this.begun).toHaveLength(count))
  }
}

describe('the loop of the sweep', () => {
  let sweeps: SweepsAtHand
  let health: HealthRegistry
  let said: string[]
  let stop: () => Promise<void>
  beforeEach(() => {
    sweeps = new SweepsAtHand()
    health = new HealthRegistry()
    said = []
    const log = { warn: () => said.push('warn'), error: () => said.push('error') } as unknown as Logger
    stop = new SweepLoop(sweeps as unknown as Sweep, fixedClock('2026-11-30T00:00:00Z'), log, new Watermarks(), health).start()
  })

  it('sweeps by one statement, by two at once while more is due, and then by one again', async () => {
    await sweeps.begin(1)
    sweeps.begun[0]!.resolve({ rungs: 0, more: true })
    await sweeps.begin(3)
    for (const sweep of sweeps.begun.slice(1)) sweep.resolve({ rungs: 1, more: false })
    await sweeps.begin(4)
    sweeps.begun[3]!.resolve({ rungs: 0, more: false })
    await stop()
    expect(said).toEqual([])
  })

  it('waits for both when one of two fails, and stops only then; what the other did counts', async () => {
    await sweeps.begin(1)
    sweeps.begun[0]!.resolve({ rungs: 500, more: true })
    await sweeps.begin(3)
    sweeps.begun[1]!.reject(new Error('the server closed the connection'))
    let stopped = false
    const stopping = stop().then(() => {
      stopped = true
    })
    await turn()
    expect(stopped).toBe(false)
    sweeps.begun[2]!.resolve({ rungs: 3, more: false })
    await stopping
    expect(said).toEqual(['error'])
    expect((await health.readiness()).checks['sweep']).toEqual({ ok: true })
    expect(sweeps.begun).toHaveLength(3)
  })

  it('tells of two faults the one that does not pass by itself', async () => {
    await sweeps.begin(1)
    sweeps.begun[0]!.resolve({ rungs: 500, more: true })
    await sweeps.begin(3)
    sweeps.begun[1]!.reject(Object.assign(new Error('the server is starting up'), { code: '57P03' }))
    sweeps.begun[2]!.reject(new Error('there is no such column'))
    await eventually(() => expect(said).toEqual(['error']))
    await stop()
  })
})
