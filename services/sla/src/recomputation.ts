import { Injectable } from '@nestjs/common'
import { Database, type Transaction } from '@yiwang/database'
import { Outbox } from '@yiwang/messaging'
import { Clock, Logger } from '@yiwang/service-kit'
import { Calendars } from './adapters/calendars.ts'
import { clockOf } from './adapters/db/clock-row.ts'
import { ClockStore } from './adapters/db/clock-store.ts'
import { writeEvents } from './adapters/db/outbox-rows.ts'
import { OutdatedClocks, type OutdatedRow, type Vintage } from './adapters/db/outdated-clocks.ts'
import { type CalendarInForce, type Change, recompute } from './domain/clock.ts'

const BATCH = 500

interface Renewed {
  readonly clocks: number
  readonly moved: number
}

/**
 * When a notice changes a calendar, running clocks are derived anew, in batches. What ends before the first changed day comes
 * out the same; what looks beyond it moves.
 */
@Injectable()
export class Recomputation {
  constructor(
    private readonly database: Database,
    private readonly store: ClockStore,
    private readonly outdated: OutdatedClocks,
    private readonly calendars: Calendars,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {}

  /** Does what there is to do. Idempotent, and any number of replicas may do it. */
  async run(): Promise<void> {
    for (const vintage of await this.outdated.vintages(this.database)) {
      const inForce = this.calendars.find(vintage.calendar)
      if (inForce && inForce.version !== vintage.version) await this.renew(vintage, inForce)
    }
  }

  private async renew(vintage: Vintage, inForce: CalendarInForce): Promise<void> {
    let clocks = 0
    let moved = 0
    for (;;) {
      const some = await this.database.transaction((tx) => this.renewSome(tx, vintage, inForce))
      if (some.clocks === 0) break
      clocks += some.clocks
      moved += some.moved
    }
    const { calendar, version: from } = vintage
    if (clocks > 0)
      this.log.info({ calendar, from, to: inForce.version, clocks, moved }, 'the calendar has changed; clocks were derived anew')
  }

  private async renewSome(tx: Transaction, vintage: Vintage, inForce: CalendarInForce): Promise<Renewed> {
    const rows = await this.outdated.take(tx, vintage, BATCH)
    if (rows.length === 0) return { clocks: 0, moved: 0 }
    const book = await this.store.open(tx, [...new Set(rows.map((row) => row.case_id))], rows)
    const recomputed = rows.map((row) => {
      const { clock: after, effects } = this.recomputed(row, inForce)
      const kase = book.caseOf(row.case_id)!
      const ofCase = effects.map((effect) => ({ ...effect, case: kase }))
      book.change(ofCase, [after])
      return { before: clockOf(row), after }
    })
    const now = this.clock.now()
    await writeEvents(tx, this.outbox, book, await this.store.saveRungs(tx, book.effects, now.getTime()))
    await this.store.saveClocks(tx, book)
    const moved = recomputed.filter(({ before, after }) => before.dueAt !== after.dueAt)
    await this.outdated.note(tx, moved, now)
    return { clocks: rows.length, moved: moved.length }
  }

  /** As of what is known: the sweep has fired nothing beyond it, so nothing has to be taken back. */
  private recomputed(row: OutdatedRow, inForce: CalendarInForce): Change {
    const clock = clockOf(row)
    try {
      return recompute(inForce, clock, row.known.getTime())
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      this.log.error({ case: clock.caseId, kind: clock.kind }, 'a clock ends outside the new calendar and keeps its due instant')
      const { code, version } = inForce
      return { clock: { ...clock, calendar: { code, version } }, effects: [] }
    }
  }
}
