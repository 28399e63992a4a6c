import { Injectable } from '@nestjs/common'
import { DirectoryCopy } from '@yiwang/directory-copy'
import { RequestError } from '@yiwang/service-kit'
import { Calendars } from './adapters/calendars.ts'
import { isBudgetUnit } from './domain/entry.ts'
import { SlaError } from './errors.ts'

export interface QuoteQuery {
  readonly calendar: string
  readonly start: number | undefined
  readonly amount: number
  readonly unit: string
}

/** Says when a budget would be used up, without a clock. */
@Injectable()
export class Quote {
  constructor(
    private readonly calendars: Calendars,
    private readonly directory: DirectoryCopy,
  ) {}

  dueOf({ calendar: code, start, amount, unit }: QuoteQuery): { readonly dueAt: number; readonly provisional: boolean } {
    if (!this.directory.isComplete) throw new RequestError('unavailable', 'The directory is still being read. Try again.')
    if (!isBudgetUnit(unit))
      throw new SlaError('quote-impossible', 'Name a unit: WORKING_MINUTES, WORKING_DAYS, CALENDAR_DAYS or WALL_SECONDS.')
    if (amount < 1) throw new SlaError('quote-impossible', 'Give an amount of at least 1.')
    if (start === undefined) throw new SlaError('quote-impossible', 'Say when the budget starts.')
    const calendar = this.calendars.find(code)
    if (!calendar) throw new SlaError('calendar-unknown', 'Name a calendar of this district: GET /v1/calendars of directory.')
    try {
      const dueAt = calendar.time.due({ start, amount, unit })!
      // Wall seconds need no calendar, and are quoted within its years all the same.
      for (const instant of [start, dueAt]) calendar.time.isWorkingDay(instant)
      return { dueAt, provisional: calendar.time.isProvisional(dueAt) }
    } catch (error) {
      if (error instanceof RangeError)
        throw new SlaError('quote-impossible', `Choose a start and an amount within the calendar: ${error.message}.`)
      throw error
    }
  }
}
