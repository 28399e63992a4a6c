import type { CalendarInForce } from '../domain/clock.ts'

/** The working calendars of the district, from the copy of the directory. */
export class Calendars {
  /** Throws where there is none: the copy may not have it yet, so it is asked again before the case is parked. */
  inForce(code: string): CalendarInForce {
    throw new Error(`the directory has no calendar ${code}`)
  }
}
