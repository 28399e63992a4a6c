/** A working calendar as a district publishes it. */
export interface CalendarData {
  /** Offset of its zone from UTC, ms. China has one zone and no summer time. */
  readonly offsetMs: number
  /** Office hours in ms of the day, ascending; empty: the whole day. */
  readonly hours: readonly (readonly [open: number, close: number])[]
  readonly firstYear: number
  readonly lastYear: number
  /** The last year whose notice is out: what lies after it is provisional. */
  readonly publishedTo: number
  /** Weekdays off, YYYY-MM-DD. */
  readonly holidays: readonly string[]
  /** Saturdays and Sundays that are worked (调休), YYYY-MM-DD. */
  readonly makeUpDays: readonly string[]
}

const DAY_MS = 86_400_000

/** What lies before each day of a calendar, so that counting and its inverse cost a look-up and a binary search. */
export class WorkingTime {
  readonly #data: CalendarData
  readonly #hours: CalendarData['hours']
  readonly #close: number
  readonly #firstDay: number
  readonly #days: number
  readonly #msBefore: Float64Array
  readonly #daysBefore: Int32Array

  constructor(data: CalendarData) {
    this.#data = data
    this.#hours = data.hours.length > 0 ? data.hours : [[0, DAY_MS]]
    this.#close = this.#hours.at(-1)![1]
    this.#firstDay = Date.UTC(data.firstYear, 0, 1) / DAY_MS
    this.#days = Date.UTC(data.lastYear + 1, 0, 1) / DAY_MS - this.#firstDay
    this.#msBefore = new Float64Array(this.#days + 1)
    this.#daysBefore = new Int32Array(this.#days + 1)

    const holidays = new Set(data.holidays)
    const makeUpDays = new Set(data.makeUpDays)
    const msADay = this.#hours.reduce((sum, [open, close]) => sum + close - open, 0)
    for (let day = 0; day < this.#days; day++) {
      const date = new Date((this.#firstDay + day) * DAY_MS)
      const name = date.toISOString().slice(0, 10)
      const weekend = date.getUTCDay() % 6 === 0
      const worked = makeUpDays.has(name) || (!weekend && !holidays.has(name))
      this.#daysBefore[day + 1] = this.#daysBefore[day]! + (worked ? 1 : 0)
      this.#msBefore[day + 1] = this.#msBefore[day]! + (worked ? msADay : 0)
    }
  }

  get provisionalFrom(): number {
    return Date.UTC(this.#data.publishedTo + 1, 0, 1) - this.#data.offsetMs
  }

  /** @throws RangeError for an instant outside the years of the calendar. */
  dayOf(instant: number): number {
    const day = Math.floor((instant + this.#data.offsetMs) / DAY_MS) - this.#firstDay
    if (!(day >= 0 && day < this.#days)) {
      const at = Math.abs(instant) <= 8.64e15 ? new Date(instant).toISOString() : String(instant)
      throw new RangeError(`${at} lies outside the calendar (${this.#data.firstYear} to ${this.#data.lastYear})`)
    }
    return day
  }

  midnightOf(day: number): number {
    return (this.#firstDay + day) * DAY_MS - this.#data.offsetMs
  }

  /** Close of business of a day. @throws RangeError for a day outside the years of the calendar. */
  closeOf(day: number): number {
    if (!(day >= 0 && day < this.#days)) throw new RangeError(`the budget ends outside the calendar (${this.#data.lastYear})`)
    return this.midnightOf(day) + this.#close
  }

  isWorked(day: number): boolean {
    return this.#daysBefore[day + 1]! > this.#daysBefore[day]!
  }

  /** Working ms from the start of the calendar to an instant. */
  msUntil(instant: number): number {
    const day = this.dayOf(instant)
    if (!this.isWorked(day)) return this.#msBefore[day]!
    const ofDay = instant - this.midnightOf(day)
    return this.#hours.reduce((sum, [open, close]) => sum + Math.max(0, Math.min(ofDay, close) - open), this.#msBefore[day]!)
  }

  /** The earliest instant by which so many working ms have passed: 12:00, not 14:00. */
  instantOfMs(ms: number): number {
    const day = firstAtLeast(this.#msBefore, ms) - 1
    if (day >= this.#days) throw new RangeError(`the budget ends outside the calendar (${this.#data.lastYear})`)
    if (day < 0) return this.midnightOf(0)
    let left = ms - this.#msBefore[day]!
    for (const [open, close] of this.#hours) {
      if (left <= close - open) return this.midnightOf(day) + open + left
      left -= close - open
    }
    throw new Error('unreachable: a working day holds its own working time')
  }

  /** Closes of business of working days until an instant, the instant included. */
  workingDaysUntil(instant: number): number {
    return this.#daysBefore[this.#closedDays(instant)]!
  }

  /** The close of business of the n-th working day. */
  closeOfWorkingDay(n: number): number {
    return this.closeOf(firstAtLeast(this.#daysBefore, n) - 1)
  }

  /** Closes of business of all days until an instant, the instant included. */
  daysUntil(instant: number): number {
    return this.#closedDays(instant)
  }

  #closedDays(instant: number): number {
    const day = this.dayOf(instant)
    return instant >= this.closeOf(day) ? day + 1 : day
  }
}

function firstAtLeast(ascending: Int32Array | Float64Array, value: number): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ascending[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}
