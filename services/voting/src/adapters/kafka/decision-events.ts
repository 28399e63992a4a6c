import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { events } from '@yiwang/contracts'
import { type OutgoingEvent, outgoing } from '@yiwang/messaging'
import type { Decision } from '../../domain/decision.ts'
import type { Change } from '../../domain/stages.ts'
import type { KeptDecision } from '../db/kept-decision.ts'

export interface Said {
  readonly actor: { readonly kind: string; readonly id: string }
  readonly at: Date
  /** The calendar by which the clocks of the stages run. */
  readonly calendar: string
  /** A signed note that the fact is about. */
  readonly checkpoint?: string | undefined
}

type Fact = keyof typeof events.votingDecision

/** A change of a decision, and that it is over where it is. */
export function eventsOf({ fact, next, starts, stops }: Change & { readonly next: KeptDecision }, said: Said): OutgoingEvent[] {
  const { calendar, checkpoint } = said
  const isResult = ['announced', 'failed'].includes(fact)
  const change = event(fact as Fact, next, said, {
    stops: [...stops],
    starts: starts.map(({ kind, budget }) => ({ kind, calendar, budget: { amount: budget.amount, unit: budget.unit } })),
    ...(checkpoint !== undefined && { checkpoint }),
    ...(isResult && { passed: next.passed === true }),
  })
  return isResult || fact === 'withdrawn' ? [change, event('closed', next, said, { passed: isResult && isWhole(next) })] : [change]
}

/** Whether all that was asked passed: who waits for the consent of the owners has it only then. Of an election, whether every seat is filled. */
const isWhole = ({ result }: KeptDecision): boolean =>
  result?.election ? result.election.vacant === 0 : result?.questions.every(({ passed }) => passed) === true

const PERSONS_AT_ONCE = 500

/** Whom a fact concerns, some hundred an event. */
export function toldOf(fact: string, decision: Decision, persons: readonly string[], said: Said): OutgoingEvent[] {
  const groups = Array.from({ length: Math.ceil(persons.length / PERSONS_AT_ONCE) }, (_, n) =>
    persons.slice(n * PERSONS_AT_ONCE, (n + 1) * PERSONS_AT_ONCE),
  )
  return groups.map((group) => event('told', decision, said, { persons: [...group], toldOf: fact }))
}

function event(fact: Fact, decision: Decision, { actor, at }: Said, more: object): OutgoingEvent {
  const { id, compound, area, ruleSet, caseId, restarts, stage } = decision
  return outgoing({
    event: events.votingDecision[fact],
    ...{ key: id, subject: id, area, at },
    value: {
      ...{ decisionId: id, compound, area, ruleSet: ruleSet.code, ruleSetVersion: ruleSet.version, stage },
      ...(caseId !== undefined && { caseId }),
      ...(restarts !== undefined && { restarts }),
      ...{ actor, at: timestampFromDate(at) },
      ...more,
    },
  })
}

/** Nothing will be decided: who waits for it goes on. */
export function closedUndecided(
  place: { decisionId: string; compound: string; area: string; caseId: string; ruleSet: string },
  at: Date,
): OutgoingEvent {
  return outgoing({
    event: events.votingDecision.closed,
    ...{ key: place.decisionId, subject: place.decisionId, area: place.area, at },
    value: { ...place, stage: 'WITHDRAWN', actor: { kind: 'SYSTEM', id: 'voting' }, at: timestampFromDate(at), passed: false },
  })
}
