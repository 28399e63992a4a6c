import { Injectable } from '@nestjs/common'
import { isTransient } from '@yiwang/database'
import { Clock, type Health, HealthRegistry, inSpanIf, Logger, Loop, record, spanNames } from '@yiwang/service-kit'
import { SWEEPS_AT_ONCE, Sweep } from './adapters/db/sweep.ts'
import { Watermarks } from './adapters/db/watermarks.ts'

/** At most this long after its watermark has passed a rung is found, by whichever replica; by the one that moved it, at once. */
const IDLE_MS = 500
const AFTER_FAULT_MS = 1_000
const STALLED_AFTER_MS = 15_000

/** Fires rungs for as long as the service runs. Replicas share the work by the locks of the rows. */
@Injectable()
export class SweepLoop {
  private readonly loop = new Loop(() => this.once())
  private lastSweep = performance.now()
  /** Whether the last sweep may have left clocks that are due. */
  private more = false

  constructor(
    private readonly sweep: Sweep,
    private readonly clock: Clock,
    private readonly log: Logger,
    watermarks: Watermarks,
    health: HealthRegistry,
  ) {
    watermarks.onAdvance(this.loop.wake)
    health.register('sweep', () => this.health())
  }

  /** Returns how to stop it. */
  start(): () => Promise<void> {
    this.lastSweep = performance.now()
    record('rungsFired', 0)
    return this.loop.start()
  }

  /** Returns how long to wait for the next one. */
  private async once(): Promise<number> {
    const { fault } = await inSpanIf(
      spanNames.sweep,
      ({ rungs }) => rungs > 0,
      () => this.fire(),
    )
    if (fault === undefined) return this.more ? 0 : IDLE_MS
    this.log[isTransient(fault) ? 'warn' : 'error']({ err: fault }, 'a sweep failed; rungs wait and keep their planned instants')
    return AFTER_FAULT_MS
  }

  /**
   * Several at once while there is more. All are waited for: one that fails takes nothing from what the other did. Of two faults the one that
   * does not pass by itself is told.
   */
  private async fire(): Promise<{ rungs: number; fault: unknown }> {
    const now = this.clock.now()
    const ended = await Promise.allSettled(Array.from({ length: this.more ? SWEEPS_AT_ONCE : 1 }, () => this.sweep.fire(now)))
    const swept = ended.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    if (swept.length > 0) this.lastSweep = performance.now()
    this.more = swept.some(({ more }) => more)
    const rungs = swept.reduce((sum, one) => sum + one.rungs, 0)
    if (rungs > 0) record('rungsFired', rungs)
    const faults = ended.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []))
    return { rungs, fault: faults.find((fault) => !isTransient(fault)) ?? faults[0] }
  }

  private health(): Health {
    return performance.now() - this.lastSweep < STALLED_AFTER_MS ? { ok: true } : { ok: false, reason: 'no sweep has succeeded lately' }
  }
}
