import { timestampDate } from '@bufbuild/protobuf/wkt'
import type { Budget, BudgetUnit, Calendar } from '@yiwang/calendar'
import { isOpen, type State } from './case.ts'
import { stepBudget } from './deadlines.ts'
import type { LedgerEntry } from './entry.ts'
import { pausesOf } from './suspension.ts'

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

/** From when to when it was suspended. */
type Pause = readonly [from: number, to: number]

/** A step of a case: it starts with an entry and is due when its budget is used up. */
interface Step {
  readonly from: number
  readonly to: number
  readonly budget: Budget
}
type Running = Omit<Step, 'to'>

const STARTS_STEP: readonly string[] = ['registered', 'reported_up', 'dispatched', 'solved', 'fed_back', 'rework_ordered', 'reopened']

/**
 * The stretches of holding, from the entries alone: those of a round partition the time from its start (the reception,
 * or the reopening) to its end or now. Between a close and a reopening nobody holds. Who holds a suspended case holds it, but neither works on
 * it nor is late with it meanwhile.
 */
export function stretchesOf(entries: readonly LedgerEntry[], calendar: Calendar, now: Date): Stretch[] {
  const pauses = pausesOf(entries, now)
  const steps = stepsOf(entries, calendar, now)
  return holdings(entries).map((held) => {
    const [from, to] = [held.from.getTime(), (held.to ?? now).getTime()]
    return {
      ...held,
      workingMs: butPauses(from, to, pauses, (a, b) => calendar.elapsed(a, b)),
      overdueMs: steps.reduce((sum, step) => sum + overdue(step, from, to, pauses, calendar), 0),
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
  let running: Running | undefined
  for (const entry of entries) {
    const at = timestampDate(entry.at!).getTime()
    plan = entry.details?.plan ?? plan
    const starts = STARTS_STEP.includes(entry.fact)
    const ends = starts || entry.state === 'ANSWERING' || !isOpen(entry.state as State)
    if (running && ends) {
      steps.push({ ...running, to: at })
      running = undefined
    }
    if (starts && isOpen(entry.state as State)) running = stepFrom(startOf(entry).getTime(), entry.state, plan)
    if (running && entry.fact === 'reclassified') running = reclassified(running, entry.state, plan, calendar)
  }
  return running ? [...steps, { ...running, to: now.getTime() }] : steps
}

function stepFrom(start: number, state: string, plan: Plan | undefined): Running | undefined {
  const budget = stepBudget(plan, state)
  return budget && { from: start, budget: { start, amount: budget.amount, unit: budget.unit as BudgetUnit } }
}

/** The new budget counts from the step's start, and is never later. */
function reclassified(running: Running, state: string, plan: Plan | undefined, calendar: Calendar): Running {
  const moved = stepFrom(running.from, state, plan)
  return moved && calendar.due(moved.budget)! < calendar.due(running.budget)! ? moved : running
}

/** Time held after the step was due, measured as the step's budget is. */
function overdue({ from: began, to: ended, budget }: Step, from: number, to: number, pauses: readonly Pause[], calendar: Calendar): number {
  const ofStep = pauses.filter(([since]) => since >= began && since < ended)
  const dueAt = calendar.due({ ...budget, pauses: ofStep.flat() })!
  const isWorking = budget.unit === 'WORKING_MINUTES' || budget.unit === 'WORKING_DAYS'
  const count = (a: number, b: number) => (isWorking ? calendar.elapsed(a, b) : b - a)
  return butPauses(Math.max(from, began, dueAt), Math.min(to, ended), ofStep, count)
}

/** Counts from one instant to another, less what of it the case was suspended. */
function butPauses(from: number, to: number, pauses: readonly Pause[], count: (from: number, to: number) => number): number {
  if (to <= from) return 0
  const paused = pauses.map(([since, until]) => [Math.max(from, since), Math.min(to, until)] as const).filter(([a, b]) => b > a)
  return paused.reduce((left, [a, b]) => left - count(a, b), count(from, to))
}
