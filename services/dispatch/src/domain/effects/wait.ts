import { type BudgetUnit, dueWithin } from '@yiwang/calendar'
import { liesIn } from '../area.ts'
import type { Case, Details, Outcome } from '../case.ts'
import type { CommandBodies, Common } from '../commands.ts'
import type { Given } from '../effect.ts'
import { refusedField } from '../refusal.ts'
import { isSuspended } from '../suspension.ts'
import { type Amount, SUSPENSION_REASONS, type Suspension } from '../suspension-reasons.ts'

/** 挂起: it waits for something that its holder cannot hasten; the clocks of case and step stand still and keep what is left. */
export function suspend(kase: Case, given: Given<CommandBodies['suspend']>): Outcome {
  const { reason, maximum } = given.body
  if (maximum && isLonger(maximum, SUSPENSION_REASONS[reason], given)) {
    const { amount, unit } = SUSPENSION_REASONS[reason]
    throw refusedField('maximum-too-long', '/maximum', `For this reason a case waits ${amount} ${unit} at most.`)
  }
  return waits('suspended', kase, { reason, maximum: maximum ?? SUSPENSION_REASONS[reason] }, given)
}

/** It waits for a decision of the owners, which is published under a new id. */
export function requestDecision(kase: Case, given: Given<CommandBodies['request-decision']>): Outcome {
  const { compound: code, ruleSet } = given.body
  const compound = given.directory.compound(code)
  if (!compound || compound.retiredAt) throw refusedField('unknown-compound', '/compound', 'There is no compound with this code.')
  if (!liesIn(compound.area, kase.area) && !liesIn(kase.area, compound.area)) {
    throw refusedField('compound-does-not-fit', '/compound', 'This compound does not lie where the case is.')
  }
  const waiting = { reason: 'OWNERS_DECISION', maximum: SUSPENSION_REASONS.OWNERS_DECISION } as const
  const { change, details, fact } = waits('decision_requested', kase, waiting, given)
  return {
    fact,
    change: { ...change, decision: { id: given.newId, passed: undefined } },
    details: { ...details, decision: { decisionId: given.newId, compound: code, ruleSet } } as Details,
  }
}

/** 恢复: the holder, or who dispatched it, lets it go on. */
export const resume = (kase: Case, { at }: Given<Common>): Outcome => goesOn(kase, at, 'PERSON')

/** Its maximum is used up. */
export const resumeByItself = (kase: Case, at: Date): Outcome => goesOn(kase, at, 'ELAPSED')

/** The owners have decided, or their result was taken back. A case that did not wait for it any more only learns of it. */
export function learnDecision(kase: Case, passed: boolean, at: Date): Outcome {
  const { id } = kase.decision!
  const waits = isSuspended(kase) && kase.suspension?.reason === 'OWNERS_DECISION'
  const { fact, change, details }: Outcome = waits ? goesOn(kase, at, 'DECISION') : { fact: 'commented' }
  return {
    fact,
    change: { ...change, decision: { id, passed } },
    details: { ...details, decisionResult: { decisionId: id, passed } } as Details,
  }
}

/** The owners decide again, under another id: it goes on meanwhile as it does, and is held to what comes of that. */
export const followDecision = (decision: { decisionId: string; compound: string; ruleSet: string }): Outcome => ({
  fact: 'commented',
  change: { decision: { id: decision.decisionId, passed: undefined } },
  details: { decision } as Details,
})

function waits(fact: 'suspended' | 'decision_requested', kase: Case, suspension: Suspension, { at }: Given<Common>): Outcome {
  return { fact, change: { pauses: [...kase.pauses, at], suspension }, details: { suspension } }
}

const goesOn = (kase: Case, at: Date, cause: 'PERSON' | 'ELAPSED' | 'DECISION'): Outcome => ({
  fact: 'resumed',
  // What sla said is over: its clocks go on to other instants.
  change: { pauses: [...kase.pauses, at], caseDueAt: undefined, caseWarnAt: undefined, stepDueAt: undefined, stepWarnAt: undefined },
  details: { cause },
})

/** Compared on the calendar of the type, for budgets of different units; without a calendar by nothing. */
function isLonger(asked: Amount, most: Amount, { at, type, directory }: Given<Common>): boolean {
  const calendar = type.plan && directory.calendar(type.plan.calendar)
  const due = ({ amount, unit }: { amount: number; unit: BudgetUnit }) =>
    calendar ? (dueWithin(calendar, { start: at.getTime(), amount, unit }) ?? Number.POSITIVE_INFINITY) : 0
  return due(asked) > due(most)
}
