/** How a budget is counted. Days follow Civil Code Art. 201 and 203. */
export const BUDGET_UNITS = ['WORKING_MINUTES', 'WORKING_DAYS', 'CALENDAR_DAYS', 'WALL_SECONDS'] as const
export type BudgetUnit = (typeof BUDGET_UNITS)[number]

/**
 * How long something may take. Every instant that follows from a budget is derived from these facts; nothing consumed
 * is carried over.
 */
export interface Budget {
  /** When it starts to run, ms since 1970 UTC. */
  readonly start: number
  /** A whole number of units, at least 1. */
  readonly amount: number
  readonly unit: BudgetUnit
  /** Suspensions: from, to, from, to …, ascending ms; an odd length means suspended now. */
  readonly pauses?: readonly number[]
}

/** A stretch in which a budget runs: from inclusive, to exclusive. */
export type Run = readonly [from: number, to: number]

/** Something that grows with time and can be counted: working time, closes of business, … */
export interface Counter {
  /** What has been counted by the instant. */
  count(instant: number): number
  /** The earliest instant by which `count` has been counted. */
  at(count: number): number
}

/** The stretches in which the budget runs, in order; the last one is open unless the budget is suspended. */
export function runsOf({ start, pauses = [] }: Budget): Run[] {
  const bounds = [start, ...pauses]
  const runs: Run[] = []
  for (let k = 0; k < bounds.length; k += 2) runs.push([bounds[k]!, bounds[k + 1] ?? Number.POSITIVE_INFINITY])
  return runs
}

/** What of the runs lies at or after an instant. */
export function runsFrom(runs: readonly Run[], instant: number): Run[] {
  return runs.filter(([, to]) => to > instant).map(([from, to]) => [Math.max(from, instant), to])
}

/** The earliest instant at which `target` has been counted while running; undefined if a suspension holds it back. */
export function instantOf(counter: Counter, runs: readonly Run[], target: number): number | undefined {
  let left = target
  for (const [from, to] of runs) {
    if (left <= 0) return from
    const before = counter.count(from)
    if (to === Number.POSITIVE_INFINITY) return counter.at(before + left)
    const counted = counter.count(to) - before
    if (left <= counted) return counter.at(before + left)
    left -= counted
  }
  return undefined
}
