import type { Budget, BudgetUnit, Calendar } from '@yiwang/calendar'
import { typeOf } from './admission.ts'
import type { Case, Deadlines } from './case.ts'
import type { Directory, TimePlan } from './directory.ts'

const WARN_PERCENT = 80

/** The budget of the step that begins in a state. */
export const stepBudget = (plan: TimePlan | undefined, state: string): Amount | undefined =>
  ({ TRIAGE: plan?.triage, HANDLING: plan?.handling, VERIFYING: plan?.verifying })[state]

type Amount = NonNullable<TimePlan['case']>

/** A budget that runs from an instant. */
const runningFrom = (start: Date, { amount, unit }: Amount): Budget => ({ start: start.getTime(), amount, unit: unit as BudgetUnit })

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
  const [caseDue, caseWarn] = expected(kase.caseStartedAt, plan.case, calendar)
  const [stepDue, stepWarn] = expected(kase.stepStartedAt, stepBudget(plan, kase.state), calendar)
  return {
    ...(caseDueAt ? { caseDueAt, caseWarnAt } : { caseDueAt: caseDue, caseWarnAt: caseWarn }),
    ...(stepDueAt ? { stepDueAt, stepWarnAt } : { stepDueAt: stepDue, stepWarnAt: stepWarn }),
  }
}

function expected(start: Date | undefined, amount: Amount | undefined, calendar: Calendar): readonly (Date | undefined)[] {
  if (!start || !amount) return []
  const budget = runningFrom(start, amount)
  const due = calendar.due(budget)
  return [due, calendar.rungs(budget, [WARN_PERCENT], due)[0]].map((at) => (at === undefined ? undefined : new Date(at)))
}
