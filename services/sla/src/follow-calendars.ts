import { setTimeout as sleep } from 'node:timers/promises'
import { Injectable } from '@nestjs/common'
import { isTransient } from '@yiwang/database'
import { Logger } from '@yiwang/service-kit'
import { Recomputation } from './recomputation.ts'

const EVERY_MS = 5_000

/** Looks whether clocks run by a version of a calendar that is no longer in force: a notice is rare, and never urgent to the second. */
@Injectable()
export class FollowCalendars {
  constructor(
    private readonly recomputation: Recomputation,
    private readonly log: Logger,
  ) {}

  /** Returns how to stop it. */
  start(): () => Promise<void> {
    const stop = new AbortController()
    const done = this.run(stop.signal)
    return async () => {
      stop.abort()
      await done
    }
  }

  private async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.once()
      await sleep(EVERY_MS, undefined, { signal }).catch(() => {})
    }
  }

  private async once(): Promise<void> {
    try {
      await this.recomputation.run()
    } catch (error) {
      const level = isTransient(error) ? 'warn' : 'error'
      this.log[level]({ err: error }, 'clocks could not be derived anew; it is tried again')
    }
  }
}
