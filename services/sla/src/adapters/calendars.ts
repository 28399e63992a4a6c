import { Injectable } from '@nestjs/common'
import { DirectoryCopy } from '@yiwang/directory-copy'
import { NotYetKnownError } from '@yiwang/messaging'
import type { CalendarInForce } from '../domain/clock.ts'

/** The working calendars of the district, from the copy of the directory. */
@Injectable()
export class Calendars {
  constructor(private readonly directory: DirectoryCopy) {}

  /** Throws where there is none: the copy may not have it yet, so it is asked again before the case is parked. */
  inForce(code: string): CalendarInForce {
    const calendar = this.find(code)
    if (!calendar) throw new NotYetKnownError(`the directory has no calendar ${code}`)
    return calendar
  }

  find(code: string): CalendarInForce | undefined {
    const version = this.directory.calendarVersion(code)
    const time = this.directory.calendar(code)
    return version === undefined || !time ? undefined : { code, version, time }
  }
}
