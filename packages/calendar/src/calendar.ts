import { type Budget, type BudgetUnit, type Counter, instantOf, runsFrom, runsOf } from './budget.ts'
import { type CalendarData, WorkingTime } from './working-time.ts'

const UNIT_MS = { WORKING_MINUTES: 60_000, WALL_SECONDS: 1_000 }

const isOfDays = (unit: BudgetUnit): unit is 'WORKING_DAYS' | 'CALENDAR_DAYS' => unit === 'WORKING_DAYS' || unit === 'CALENDAR_DAYS'

/**
 * Turns budgets into instants and instants into working time. Pure: no I/O, no clock of its own. All instants are ms
 * since 1970 UTC; an instant outside the years of the calendar throws a RangeError.
 */
export class Calendar {
  readonly #time: WorkingTime
  readonly #counters: Record<BudgetUnit, Counter>

  constructor(data: CalendarData) {
    const time = new WorkingTime(data)
    this.#time = time
    this.#counters = {
      WALL_SECONDS: { count: (instant) => instant, at: (ms) => ms },
      WORKING_MINUTES: { count: (instant) => time.msUntil(instant), at: (ms) => time.instantOfMs(ms) },
      // A day is used when its close of business passes while the budget runs.
      WORKING_DAYS: { count: (instant) => time.workingDaysUntil(instant), at: (days) => time.closeOfWorkingDay(days) },
      CALENDAR_DAYS: { count: (instant) => time.daysUntil(instant), at: (days) => time.closeOf(days - 1) },
    }
  }

  /** The earliest instant at which the budget is used up; undefined while it is suspended before that. */
  due(budget: Budget): number | undefined {
    const { unit, amount } = budget
    if (!isOfDays(unit)) return instantOf(this.#counters[unit], runsOf(budget), amount * UNIT_MS[unit])
    // Art. 201: the first day is not counted.
    const counted = runsFrom(runsOf(budget), this.#time.midnightOf(this.#time.dayOf(budget.start) + 1))
    const last = instantOf(this.#counters[unit], counted, amount)
    if (last === undefined || this.isWorkingDay(last)) return last
    // Art. 203: a last day that is a day off gives way to the next working day.
    return instantOf(this.#counters.WORKING_DAYS, runsFrom(counted, last), 1)
  }

  /**
   * The instants at which shares of the budget are used up, percents ascending; undefined those that a suspension
   * holds back. Of a budget in days (of both kinds) a share is that of the working time between start and due.
   */
  rungs(budget: Budget, percents: readonly number[], due: number | undefined = this.due(budget)): (number | undefined)[] {
    const { unit, amount } = budget
    const runs = runsOf(budget)
    if (!isOfDays(unit)) {
      return percents.map((percent) => instantOf(this.#counters[unit], runs, Math.ceil((amount * UNIT_MS[unit] * percent) / 100)))
    }
    if (due === undefined) return percents.map(() => undefined)
    const whole = runs.reduce((sum, [from, to]) => (from >= due ? sum : sum + this.elapsed(from, Math.min(to, due))), 0)
    return percents.map((percent) => instantOf(this.#counters.WORKING_MINUTES, runs, Math.ceil((whole * percent) / 100)))
  }

  /** Working ms between two instants. */
  elapsed(from: number, to: number): number {
    return this.#time.msUntil(to) - this.#time.msUntil(from)
  }

  /** Whether the instant lies in a year whose notice is not yet out. */
  isProvisional(instant: number): boolean {
    return instant >= this.#time.provisionalFrom
  }

  isWorkingDay(instant: number): boolean {
    return this.#time.isWorked(this.#time.dayOf(instant))
  }
}

/** When a budget is used up; undefined if that lies beyond the years of the calendar. */
export function dueWithin(calendar: Calendar, budget: Budget): number | undefined {
  try {
    return calendar.due(budget)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
