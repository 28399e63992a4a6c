import { Calendar } from '@yiwang/calendar'
import type { directoryEvents } from '@yiwang/contracts'
import type { Entry } from './entry.ts'
import { Versions } from './versions.ts'

const MINUTE_MS = 60_000

/** Calendars by code and version; each is computed when it is first asked for. */
export class Calendars {
  private readonly versions = new Versions<Entry<directoryEvents.Calendar>>()
  private readonly computed = new WeakMap<directoryEvents.Calendar, Calendar>()

  set(calendar: Entry<directoryEvents.Calendar>): void {
    this.versions.set(calendar)
  }

  get(code: string, version?: number): Calendar | undefined {
    const data = this.versions.get(code, version)
    if (!data) return undefined
    const known = this.computed.get(data) ?? compute(data)
    this.computed.set(data, known)
    return known
  }

  /** The number of the version that `get` without a version answers from. */
  currentVersion(code: string): number | undefined {
    return this.versions.get(code)?.version
  }
}

function compute(data: directoryEvents.Calendar): Calendar {
  return new Calendar({
    offsetMs: data.offsetMinutes * MINUTE_MS,
    hours: data.hours.map(({ from, to }) => [from * MINUTE_MS, to * MINUTE_MS] as const),
    firstYear: data.firstYear,
    publishedTo: data.publishedTo,
    lastYear: data.lastYear,
    holidays: data.holidays,
    makeUpDays: data.makeUpDays,
  })
}
