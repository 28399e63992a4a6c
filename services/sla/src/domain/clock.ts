import type { Budget, BudgetUnit, Calendar } from '@yiwang/calendar'

/** One rung of an escalation ladder: a share of the budget, and whom its passing is told. */
export interface Rung {
  readonly percent: number
  readonly tell: readonly string[]
}

/** A calendar in force: which version of which, and what it computes. */
export interface CalendarInForce {
  readonly code: string
  readonly version: number
  readonly time: Calendar
}

/** What a clock says when a rung is reached: it escalates, or it has elapsed and dispatch acts on that. */
export type Signal = 'ESCALATION' | 'ELAPSED'

export interface ClockBudget extends Budget {
  readonly pauses: readonly number[]
}

/**
 * A clock: facts (budget, ladder, what has fired, when it stopped) and what follows from them (due, warn, plans).
 * Instants are ms since 1970 UTC. `nextRung` counts the rungs behind; plans[nextRung] is the next one ahead.
 */
export interface Clock {
  readonly id: string
  readonly caseId: string
  /** Counts the clocks of a case from 1. */
  readonly no: number
  readonly kind: string
  readonly signal: Signal
  /** By which calendar due and plans were derived. */
  readonly calendar: { readonly code: string; readonly version: number }
  readonly budget: ClockBudget
  readonly ladder: readonly Rung[]
  readonly epoch: number
  readonly dueAt: number
  /** From here on its light is yellow. */
  readonly warnAt: number
  readonly provisional: boolean
  /** Planned instants of the rungs; undefined while a suspension holds one back. */
  readonly plans: readonly (number | undefined)[]
  readonly nextRung: number
  readonly stoppedAt?: number
}

/** A fact about a clock, in the order in which it is to be told. `rung` counts from 1 and goes with raised, withdrawn and elapsed. */
export interface Effect {
  readonly fact: 'started' | 'moved' | 'stopped' | 'elapsed' | 'raised' | 'withdrawn'
  /** The clock as it stood right after. */
  readonly clock: Clock
  readonly at: number
  readonly epoch: number
  readonly rung?: number
  readonly plannedAt?: number
}

export interface Change {
  readonly clock: Clock
  readonly effects: readonly Effect[]
}

export type Opening = Pick<Clock, 'id' | 'caseId' | 'no' | 'kind' | 'signal' | 'ladder'> & {
  readonly startedAt: number
  readonly amount: number
  readonly unit: BudgetUnit
}

const WARN_PERCENT = 80

/** Starts a clock. Its rungs keep their own instants, also those that lie before the news of the start. */
export function start(calendar: CalendarInForce, { startedAt, amount, unit, ...opening }: Opening): Change {
  const budget = { start: startedAt, amount, unit, pauses: [] }
  const plan = derive(calendar, budget, opening.ladder)
  const clock: Clock = {
    ...opening,
    calendar: versionOf(calendar),
    budget,
    epoch: 1,
    dueAt: plan.dueAt!,
    warnAt: plan.warnAt!,
    provisional: calendar.time.isProvisional(plan.dueAt!),
    plans: plan.shares,
    nextRung: 0,
  }
  return { clock, effects: [{ fact: 'started', clock, at: startedAt, epoch: 1 }] }
}

/** Stops a clock: a rung stands if and only if its planned instant lies before the stop. */
export function stop(clock: Clock, at: number): Change {
  return andThen(known(clock, at), (settled) => {
    const stopped = { ...settled, stoppedAt: at }
    return { clock: stopped, effects: [{ fact: 'stopped', clock: stopped, at, epoch: stopped.epoch }] }
  })
}

/** Gives a clock another budget, counted from its own start. */
export function move(calendar: CalendarInForce, clock: Clock, budget: Pick<Budget, 'amount' | 'unit'>, at: number): Change {
  const { amount, unit } = budget
  return replanned(calendar, clock, { ...clock.budget, amount, unit }, at)
}

/** Holds a clock and keeps what is left of its budget. */
export function suspend(calendar: CalendarInForce, clock: Clock, at: number): Change {
  if (isSuspended(clock)) return { clock, effects: [] }
  return replanned(calendar, clock, { ...clock.budget, pauses: [...clock.budget.pauses, at] }, at)
}

/** Lets a suspended clock run on with what was left. */
export function resume(calendar: CalendarInForce, clock: Clock, at: number): Change {
  if (!isSuspended(clock)) return { clock, effects: [] }
  return replanned(calendar, clock, { ...clock.budget, pauses: [...clock.budget.pauses, at] }, at)
}

/** Derives a clock anew after its calendar changed. Nothing that fired is taken back: it was right by the calendar of its day. */
export function recompute(calendar: CalendarInForce, clock: Clock, at: number): Change {
  return andThen(settle(clock, at), (settled) => replan(calendar, settled, settled.budget, at, false))
}

/** Fires the rungs planned before an instant up to which everything about this clock is known. */
export function settle(clock: Clock, before: number): Change {
  const effects: Effect[] = []
  let settled = clock
  for (let at = nextFireAt(settled); at !== undefined && at < before; at = nextFireAt(settled)) {
    settled = { ...settled, nextRung: settled.nextRung + 1 }
    const fact = settled.signal === 'ELAPSED' ? 'elapsed' : 'raised'
    effects.push({ fact, clock: settled, at, epoch: settled.epoch, rung: settled.nextRung, plannedAt: at })
  }
  return { clock: settled, effects }
}

/** What the sweep waits for: nothing once stopped, and nothing that a suspension holds back. */
export const nextFireAt = (clock: Clock): number | undefined => (clock.stoppedAt === undefined ? clock.plans[clock.nextRung] : undefined)

export const isSuspended = (clock: Pick<Clock, 'budget'>): boolean => clock.budget.pauses.length % 2 === 1

/** When the present suspension began. */
export const suspendedSince = (clock: Pick<Clock, 'budget'>): number | undefined =>
  isSuspended(clock) ? clock.budget.pauses.at(-1) : undefined

/**
 * Takes back what fired and is planned at or after an instant at which the clock turned out to change. An elapse is
 * never taken back: dispatch looks at its own state before it acts on one.
 */
function withdraw(clock: Clock, from: number): Change {
  const first = clock.plans.findIndex((plan, rung) => rung < clock.nextRung && plan !== undefined && plan >= from)
  if (first < 0 || clock.signal === 'ELAPSED') return { clock, effects: [] }
  const withdrawn = { ...clock, nextRung: first }
  const effects = clock.plans
    .slice(first, clock.nextRung)
    .map(
      (plan, k): Effect => ({ fact: 'withdrawn', clock: withdrawn, at: from, epoch: clock.epoch, rung: first + k + 1, plannedAt: plan! }),
    )
  return { clock: withdrawn, effects }
}

/** At an instant all before is known: what was planned before fires, and what fired too early is withdrawn. */
const known = (clock: Clock, at: number): Change => andThen(settle(clock, at), (settled) => withdraw(settled, at))

function replanned(calendar: CalendarInForce, clock: Clock, budget: ClockBudget, at: number): Change {
  const before = known(clock, at)
  const withdrew = before.effects.some((effect) => effect.fact === 'withdrawn')
  return andThen(before, (settled) => replan(calendar, settled, budget, at, withdrew))
}

/**
 * Derives due and plans anew. A later due, or a withdrawal, opens an epoch: it arms what lies ahead and what has not
 * fired, planned no earlier than now; what fired and lies behind stays fired. An earlier due keeps the epoch.
 */
function replan(calendar: CalendarInForce, clock: Clock, budget: ClockBudget, at: number, withdrew: boolean): Change {
  const { dueAt, warnAt, shares } = derive(calendar, budget, clock.ladder)
  const opens = withdrew || (dueAt !== undefined && dueAt > clock.dueAt)
  const ahead = shares.findIndex((share) => share !== undefined && share >= at)
  const armedFrom = ahead < 0 ? shares.length : ahead
  // While suspended nothing is known to lie ahead, and nothing is armed: the resumption decides.
  const held = isSuspended({ budget })
  const nextRung = opens && dueAt !== undefined ? Math.min(clock.nextRung, armedFrom) : clock.nextRung
  const next: Clock = {
    ...clock,
    calendar: versionOf(calendar),
    budget,
    epoch: clock.epoch + (opens ? 1 : 0),
    dueAt: dueAt ?? clock.dueAt,
    warnAt: warnAt ?? clock.warnAt,
    provisional: calendar.time.isProvisional(dueAt ?? clock.dueAt),
    nextRung,
    plans: shares.map((share, rung) => (rung < nextRung ? clock.plans[rung] : held ? undefined : share && Math.max(share, at))),
  }
  return { clock: next, effects: tellsMore(clock, next) ? [{ fact: 'moved', clock: next, at, epoch: next.epoch }] : [] }
}

const tellsMore = (before: Clock, after: Clock): boolean =>
  before.epoch !== after.epoch ||
  before.dueAt !== after.dueAt ||
  before.warnAt !== after.warnAt ||
  before.provisional !== after.provisional ||
  before.budget.pauses.length !== after.budget.pauses.length

const versionOf = ({ code, version }: CalendarInForce) => ({ code, version })

function derive(calendar: CalendarInForce, budget: Budget, ladder: readonly Rung[]) {
  const dueAt = calendar.time.due(budget)
  const percents = ladder.map((rung) => rung.percent)
  const shares = calendar.time.rungs(budget, percents, dueAt)
  return { dueAt, warnAt: calendar.time.rungs(budget, [WARN_PERCENT], dueAt)[0], shares }
}

/** Does one thing to a clock after another; the effects in that order. */
export function andThen(first: Change, next: (clock: Clock) => Change): Change {
  const second = next(first.clock)
  return { clock: second.clock, effects: [...first.effects, ...second.effects] }
}
