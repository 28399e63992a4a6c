import { Injectable } from '@nestjs/common'
import type { Transaction } from '@yiwang/database'
import { Outbox, PermanentError, type ReceivedEvent } from '@yiwang/messaging'
import { Clock } from '@yiwang/service-kit'
import { Calendars } from './adapters/calendars.ts'
import { ClockStore } from './adapters/db/clock-store.ts'
import { writeEvents } from './adapters/db/outbox-rows.ts'
import { type Calendars as ByCode, type Folded, type TimedCase, UnknownCaseError } from './domain/fold.ts'

/** How the events of a topic change clocks. */
export interface Followed<Value> {
  readonly partOf: (partition: number) => number
  /** Undefined where an event says nothing of time and nothing has to be kept of it. */
  readonly fold: (before: TimedCase | undefined, value: Value, event: ReceivedEvent<Value>, calendars: ByCode) => Folded | undefined
}

/** Folds events into the clocks of their key: a batch is locked and loaded, folded in memory, and written at once. */
@Injectable()
export class FoldBatch {
  constructor(
    private readonly store: ClockStore,
    private readonly calendars: Calendars,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  async apply<Value>(tx: Transaction, events: readonly ReceivedEvent<Value>[], followed: Followed<Value>): Promise<void> {
    const ids = events.map(({ key }) => key)
    const book = await this.store.load(tx, ids)
    const rebuilding = events.some(({ repeated }) => repeated)
    const [kept] = rebuilding ? await Promise.all([this.store.loadKept(tx, ids), this.store.loadTold(tx, book, ids)]) : []
    for (const event of events) {
      const { key, partition, repeated = false } = event
      if (repeated && kept?.has(key)) continue
      const folded = this.fold(book.caseOf(key), event, followed)
      if (folded) book.put(folded, followed.partOf(partition), repeated)
    }
    const effects = await this.store.saveRungs(tx, book.effects, this.clock.now().getTime())
    // In this order: the rows carry the numbers of the events.
    await Promise.all([writeEvents(tx, this.outbox, book, effects), this.store.saveClocks(tx, book), this.store.saveCases(tx, book)])
  }

  /** Some faults no retry will mend: they park the key at once. */
  private fold<Value>(before: TimedCase | undefined, event: ReceivedEvent<Value>, { fold }: Followed<Value>): Folded | undefined {
    try {
      return fold(before, event.value, event, (code) => this.calendars.inForce(code))
    } catch (error) {
      if (error instanceof UnknownCaseError || error instanceof RangeError) throw new PermanentError(error.message)
      throw error
    }
  }
}
