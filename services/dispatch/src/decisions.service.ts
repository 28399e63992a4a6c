import { Injectable } from '@nestjs/common'
import type { votingEvents } from '@yiwang/contracts'
import type { Transaction } from '@yiwang/database'
import type { ReceivedEvent } from '@yiwang/messaging'
import type { Case } from './domain/case.ts'
import { learnDecision } from './domain/effects/wait.ts'
import { SystemEntries, type SystemEntry } from './system-entries.ts'

type DecisionEvent = ReceivedEvent<votingEvents.DecisionEvent>

/** What voting says about the decisions that cases asked for: closed, and so the case goes on. */
@Injectable()
export class DecisionsService {
  constructor(private readonly systemEntries: SystemEntries) {}

  readonly apply = async (tx: Transaction, events: readonly DecisionEvent[]): Promise<void> => {
    await this.systemEntries.add(tx, events.flatMap(closedEntry))
  }
}

/** At the instant at which it is learned, not that of the close: what is known of a case until then is told already. */
function closedEntry({ fact, value }: DecisionEvent): SystemEntry[] {
  const { caseId, decisionId, passed = false } = value
  if (fact !== 'closed' || caseId === undefined) return []
  const isAwaited = ({ decision }: Case) => decision?.id === decisionId && decision.passed === undefined
  return [{ caseId, by: 'voting', outcome: (kase, at) => (isAwaited(kase) ? learnDecision(kase, passed, at) : undefined) }]
}
