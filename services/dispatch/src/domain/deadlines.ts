import type { Budget, BudgetUnit, Calendar } from '@yiwang/calendar'
import { typeOf } from './admission.ts'
import type { Case, Deadlines } from './case.ts'
import type { Directory, TimePlan } from './directory.ts'
import { suspendedAt } from './suspension.ts'

const WARN_PERCENT = 80

/** The budget of the step that begins in a state. */
export const stepBudget = (plan: TimePlan | undefined, state: string): Amount | undefined =>
  ({ TRIAGE: plan?.triage, HANDLING: plan?.handling, VERIFYING: plan?.verifying })[state]

type Amount = NonNullable<TimePlan['case']>

/** A budget that runs from an instant. */
const runningFrom = (start: Date, { amount, unit }: Pick<Amount, 'amount' | 'unit'>): Budget => ({
  start: start.getTime(),
  amount,
  unit: unit as BudgetUnit,
})

/**
 * What sla has said of the clocks that run. Until its word is here, a moment after each step, what it will say: the same
 * budgets on the same calendar. So nobody ever reads a case without its deadlines.
 */
export function deadlinesOf(kase: Case, directory: Directory): Deadlines {
  const { caseDueAt, caseWarnAt, stepDueAt, stepWarnAt } = kase
  const said = { caseDueAt, caseWarnAt, stepDueAt, stepWarnAt }
  if (caseDueAt && (stepDueAt || !kase.stepStartedAt)) return said
  const { plan } = typeOf(kase, directory)
  const calendar = plan && directory.calendar(plan.calendar)
  if (!calendar) return said
  const [caseDue, caseWarn] = expected(kase.caseStartedAt, plan.case, kase, calendar)
  const [stepDue, stepWarn] = expected(kase.stepStartedAt, stepBudget(plan, kase.state), kase, calendar)
  return {
    ...(caseDueAt ? { caseDueAt, caseWarnAt } : { caseDueAt: caseDue, caseWarnAt: caseWarn }),
    ...(stepDueAt ? { stepDueAt, stepWarnAt } : { stepDueAt: stepDue, stepWarnAt: stepWarn }),
  }
}

/** When a suspended case goes on by itself: what sla says then. */
export function suspendedUntil(kase: Case, directory: Directory): Date | undefined {
  const { plan } = typeOf(kase, directory)
  const calendar = plan && directory.calendar(plan.calendar)
  const since = suspendedAt(kase)
  if (!calendar || !since || !kase.suspension) return undefined
  const due = calendar.due(runningFrom(since, kase.suspension.maximum))
  return due === undefined ? undefined : new Date(due)
}

/** With what the clock has stood still until now; while it does, as if it went on. */
function expected(
  start: Date | undefined,
  amount: Amount | undefined,
  { pauses }: Case,
  calendar: Calendar,
): readonly (Date | undefined)[] {
  if (!start || !amount) return []
  const whole = pauses.slice(0, pauses.length - (pauses.length % 2)).filter((at) => at >= start)
  const budget = { ...runningFrom(start, amount), pauses: whole.map((at) => at.getTime()) }
  const due = calendar.due(budget)
  return [due, calendar.rungs(budget, [WARN_PERCENT], due)[0]].map((at) => (at === undefined ? undefined : new Date(at)))
}
