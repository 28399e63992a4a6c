import { Injectable } from '@nestjs/common'
import type { votingEvents } from '@yiwang/contracts'
import type { Transaction } from '@yiwang/database'
import type { ReceivedEvent } from '@yiwang/messaging'
import { decisionFactOf } from './adapters/kafka/decision-fact.ts'
import { foldDecision } from './domain/decision.ts'
import { partOfDecisions } from './domain/parts.ts'
import { FoldBatch, type Followed } from './fold-batch.ts'

const decisions: Followed<votingEvents.DecisionEvent> = {
  partOf: partOfDecisions,
  fold: (decision, value, { fact }, calendars) => foldDecision(decision, decisionFactOf(fact, value), calendars),
}

/** Folds the facts of decisions into the clocks of their stages. */
@Injectable()
export class FollowDecisions {
  constructor(private readonly batch: FoldBatch) {}

  apply(tx: Transaction, events: readonly ReceivedEvent<votingEvents.DecisionEvent>[]): Promise<void> {
    return this.batch.apply(tx, events, decisions)
  }
}
