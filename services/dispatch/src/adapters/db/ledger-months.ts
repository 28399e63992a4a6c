import { Injectable } from '@nestjs/common'
import { Database, sql } from '@yiwang/database'
import { Clock, Lifecycle, Logger, SystemClock } from '@yiwang/service-kit'

const MONTHS_AHEAD = 3
const EVERY_MS = 600_000
const RETRY_MS = 500

/**
 * Makes the ledger's partitions ahead of time. What finds none goes to the default partition, so a month that comes too
 * soon loses nothing. Ids carry real time, whatever the demo clock shows; both are provided for.
 */
@Injectable()
export class LedgerMonths {
  private timer: NodeJS.Timeout | undefined

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly log: Logger,
    private readonly lifecycle: Lifecycle,
  ) {
    lifecycle.consumersNeed(new Promise<void>((made) => this.ensure(made)))
    lifecycle.onStop('work', 'ledger months', () => clearTimeout(this.timer))
  }

  private ensure(made?: () => void): void {
    ensureLedgerMonths(this.database, [this.clock.now(), new SystemClock().now()]).then(
      () => {
        made?.()
        this.again(EVERY_MS)
      },
      (error) => {
        this.log.warn({ err: error }, 'the partitions of the ledger could not be made yet')
        this.again(RETRY_MS, made)
      },
    )
  }

  private again(ms: number, made?: () => void): void {
    if (!this.lifecycle.stopping) this.timer = setTimeout(() => this.ensure(made), ms).unref()
  }
}

/** From the month before each instant on. */
export async function ensureLedgerMonths(database: Database, instants: readonly Date[]): Promise<void> {
  for (const now of instants) {
    const before = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1))
    await database.run(sql`select ledger.ensure_months(${before.toISOString().slice(0, 10)}::date, ${MONTHS_AHEAD + 2}::int)`)
  }
}
