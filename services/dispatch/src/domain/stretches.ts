import { timestampDate } from '@bufbuild/protobuf/wkt'
import type { Budget, BudgetUnit, Calendar } from '@yiwang/calendar'
import { isOpen, type State } from './case.ts'
import { stepBudget } from './deadlines.ts'
import type { LedgerEntry } from './entry.ts'

/** Who held a case, from when to when. `to` is absent while they hold it. */
export interface Stretch {
  readonly round: number
  readonly from: Date
  readonly to: Date | undefined
  readonly level: string
  readonly unit: string
  readonly post: string | undefined
  readonly person: string | undefined
  readonly workingMs: number
  readonly overdueMs: number
}

type Plan = NonNullable<NonNullable<LedgerEntry['details']>['plan']>
type Held = Omit<Stretch, 'workingMs' | 'overdueMs'>

/** A step of a case: it starts with an entry and is due when its budget is used up. */
interface Step {
  readonly from: number
  readonly to: number
  readonly dueAt: number
  readonly unit: BudgetUnit
}

const STARTS_STEP: readonly string[] = ['registered', 'reported_up', 'dispatched', 'solved', 'fed_back', 'rework_ordered', 'reopened']

/**
 * The stretches of holding, from the entries alone: those of a round partition the time from its start (the reception,
 * or the reopening) to its end or now. Between a close and a reopening nobody holds.
 */
export function stretchesOf(entries: readonly LedgerEntry[], calendar: Calendar, now: Date): Stretch[] {
  const steps = stepsOf(entries, calendar, now)
  return holdings(entries).map((held) => {
    const [from, to] = [held.from.getTime(), (held.to ?? now).getTime()]
    return {
      ...held,
      workingMs: calendar.elapsed(from, to),
      overdueMs: steps.reduce((sum, step) => sum + overdue(step, from, to, calendar), 0),
    }
  })
}

function holdings(entries: readonly LedgerEntry[]): Held[] {
  const done: Held[] = []
  let current: Held | undefined
  for (const entry of entries) {
    const at = timestampDate(entry.at!)
    const open = isOpen(entry.state as State)
    if (current && open && isHeldBy(current, entry)) continue
    if (current) done.push({ ...current, to: at })
    current = open ? { ...holderOf(entry), round: entry.round, from: startOf(entry), to: undefined } : undefined
  }
  return current ? [...done, current] : done
}

const holderOf = ({ level, unit, post, person }: LedgerEntry) => ({ level, unit, post: post, person: person })
const isHeldBy = (held: Held, entry: LedgerEntry): boolean =>
  held.round === entry.round && held.unit === entry.unit && held.post === entry.post && held.person === entry.person

/** Holding and the first step count from the reception, not from the registration. */
const startOf = ({ fact, at, details }: LedgerEntry): Date =>
  timestampDate(fact === 'registered' && details?.receivedAt ? details.receivedAt : at!)

function stepsOf(entries: readonly LedgerEntry[], calendar: Calendar, now: Date): Step[] {
  const steps: Step[] = []
  let plan: Plan | undefined
  let running: Omit<Step, 'to'> | undefined
  for (const entry of entries) {
    const at = timestampDate(entry.at!).getTime()
    plan = entry.details?.plan ?? plan
    const starts = STARTS_STEP.includes(entry.fact)
    const ends = starts || entry.state === 'ANSWERING' || !isOpen(entry.state as State)
    if (running && ends) {
      steps.push({ ...running, to: at })
      running = undefined
    }
    if (starts && isOpen(entry.state as State)) running = stepFrom(startOf(entry).getTime(), entry.state, plan, calendar)
    if (running && entry.fact === 'reclassified') running = reclassified(running, entry.state, plan, calendar)
  }
  return running ? [...steps, { ...running, to: now.getTime() }] : steps
}

function stepFrom(start: number, state: string, plan: Plan | undefined, calendar: Calendar): Omit<Step, 'to'> | undefined {
  const budget = stepBudget(plan, state)
  if (!budget) return undefined
  const running: Budget = { start, amount: budget.amount, unit: budget.unit as BudgetUnit }
  return { from: start, dueAt: calendar.due(running)!, unit: running.unit }
}

/** The new budget counts from the step's start, and is never later. */
function reclassified(running: Omit<Step, 'to'>, state: string, plan: Plan | undefined, calendar: Calendar): Omit<Step, 'to'> {
  const moved = stepFrom(running.from, state, plan, calendar)
  return moved && moved.dueAt < running.dueAt ? moved : running
}

/** Time held after the step was due, measured as the step's budget is. */
function overdue(step: Step, from: number, to: number, calendar: Calendar): number {
  const start = Math.max(from, step.from, step.dueAt)
  const end = Math.min(to, step.to)
  if (end <= start) return 0
  return step.unit === 'WORKING_MINUTES' || step.unit === 'WORKING_DAYS' ? calendar.elapsed(start, end) : end - start
}
