import { Injectable } from '@nestjs/common'
import type { dispatchEvents } from '@yiwang/contracts'
import type { Transaction } from '@yiwang/database'
import type { ReceivedEvent } from '@yiwang/messaging'
import { entryOf } from './adapters/kafka/entry.ts'
import { fold } from './domain/fold.ts'
import { partOfCases } from './domain/parts.ts'
import { FoldBatch, type Followed } from './fold-batch.ts'

const cases: Followed<dispatchEvents.LedgerEntry> = {
  partOf: partOfCases,
  fold: (kase, value, _, calendars) => fold(kase, entryOf(value), calendars),
}

/** Folds the entries of cases into their clocks. */
@Injectable()
export class FollowCases {
  constructor(private readonly batch: FoldBatch) {}

  apply(tx: Transaction, events: readonly ReceivedEvent<dispatchEvents.LedgerEntry>[]): Promise<void> {
    return this.batch.apply(tx, events, cases)
  }
}
