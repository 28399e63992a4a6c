import { Injectable } from '@nestjs/common'
import type { dispatchEvents } from '@yiwang/contracts'
import type { Transaction } from '@yiwang/database'
import { Outbox, PermanentError, type ReceivedEvent } from '@yiwang/messaging'
import { Clock } from '@yiwang/service-kit'
import { Calendars } from './adapters/calendars.ts'
import { ClockStore } from './adapters/db/clock-store.ts'
import { writeEvents } from './adapters/db/outbox-rows.ts'
import { entryOf } from './adapters/kafka/entry.ts'
import type { Entry } from './domain/entry.ts'
import { type Folded, fold, type TimedCase, UnknownCaseError } from './domain/fold.ts'

/** Folds the entries of cases into their clocks: a batch is locked and loaded, folded in memory, and written at once. */
@Injectable()
export class FollowCases {
  constructor(
    private readonly store: ClockStore,
    private readonly calendars: Calendars,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  async apply(tx: Transaction, events: readonly ReceivedEvent<dispatchEvents.LedgerEntry>[]): Promise<void> {
    const ids = events.map(({ key }) => key)
    const book = await this.store.load(tx, ids)
    const rebuilding = events.some(({ repeated }) => repeated)
    const [kept] = rebuilding ? await Promise.all([this.store.loadKept(tx, ids), this.store.loadTold(tx, book, ids)]) : []
    for (const { value, partition, repeated = false } of events) {
      const entry = entryOf(value)
      if (repeated && kept?.has(entry.caseId)) continue
      book.put(this.fold(book.caseOf(entry.caseId), entry), partition, repeated)
    }
    const effects = await this.store.saveRungs(tx, book.effects, this.clock.now().getTime())
    // In this order: the rows carry the numbers of the events.
    await Promise.all([writeEvents(tx, this.outbox, book, effects), this.store.saveClocks(tx, book), this.store.saveCases(tx, book)])
  }

  /** Some faults no retry will mend: they park the key of the case at once. */
  private fold(kase: TimedCase | undefined, entry: Entry): Folded {
    try {
      return fold(kase, entry, (code) => this.calendars.inForce(code))
    } catch (error) {
      if (error instanceof UnknownCaseError || error instanceof RangeError) throw new PermanentError(error.message)
      throw error
    }
  }
}
