import { Injectable } from '@nestjs/common'
import type { votingEvents } from '@yiwang/contracts'
import type { Transaction } from '@yiwang/database'
import type { ReceivedEvent } from '@yiwang/messaging'
import type { Case } from './domain/case.ts'
import { followDecision, learnDecision } from './domain/effects/wait.ts'
import { SystemEntries, type SystemEntry } from './system-entries.ts'

type DecisionEvent = ReceivedEvent<votingEvents.DecisionEvent>

/** What voting says about the decisions that cases asked for: closed, and so the case goes on; taken back; taken up again. */
@Injectable()
export class DecisionsService {
  constructor(private readonly systemEntries: SystemEntries) {}

  readonly apply = async (tx: Transaction, events: readonly DecisionEvent[]): Promise<void> => {
    await this.systemEntries.add(tx, events.flatMap(entryOf))
  }
}

/** A draft may come to nothing; of what is published is said again as it opens, if the case was not ready for it. */
const UNDER_WAY: readonly string[] = ['published', 'opened']

/** At the instant at which it is learned, not that of the fact: what is known of a case until then is told already. */
function entryOf({ fact, value }: DecisionEvent): SystemEntry[] {
  const { caseId, decisionId, compound, ruleSet, restarts, passed = false } = value
  if (caseId === undefined) return []
  const entry = (outcome: SystemEntry['outcome']) => [{ caseId, by: 'voting', outcome }]
  if (fact === 'closed') return entry((kase, at) => (isNews(kase, decisionId, passed) ? learnDecision(kase, passed, at) : undefined))
  if (restarts === undefined || !UNDER_WAY.includes(fact)) return []
  return entry((kase) => (isTakenUp(kase, restarts) ? followDecision({ decisionId, compound, ruleSet }) : undefined))
}

/** A result is taken back where an objection against it was upheld; it never comes back. */
const isNews = ({ decision }: Case, id: string, passed: boolean): boolean =>
  decision?.id === id && (decision.passed === undefined || (decision.passed && !passed))

/** Only what the case has asked for and the owners have not consented to, not what it asked for before. */
const isTakenUp = ({ decision }: Case, restarted: string): boolean => decision?.passed === false && decision.id === restarted
