import type { CalendarContent, LadderContent } from '../district.ts'
import type { Place, Report } from '../report.ts'
import { coded } from './check-catalogue.ts'
import { type FolderAsRead, type Known, unique } from './known.ts'

/** Calendars and ladders. */
export function checkTime(folder: FolderAsRead, known: Known, report: Report): void {
  const { district, calendars, ladders } = folder
  unique(calendars.map(coded), ({ code }) => code, 'code', 'duplicate-code', report)
  unique(ladders.map(coded), ({ code }) => code, 'code', 'duplicate-code', report)
  for (const { content, place } of calendars) checkCalendar(content, place, report)
  for (const { content, place } of ladders) checkLadder(content, place, report)
  const isThere = calendars.some(({ content }) => content.code === district.calendar) || known.wasLeftOut('calendars', district.calendar)
  if (district.code && !isThere)
    report.error(district.place, 'calendar', 'unknown-calendar', `no calendar has the code "${district.calendar}"`)
}

function checkCalendar(calendar: CalendarContent, place: Place, report: Report): void {
  const { hours, firstYear, publishedTo, lastYear, holidays, makeUpDays } = calendar
  if (publishedTo < firstYear - 1 || publishedTo > lastYear || firstYear > lastYear) {
    report.error(place, 'publishedTo', 'bad-years', 'the years do not ascend: firstYear, publishedTo, lastYear')
  }
  hours.forEach(({ from, to }, k) => {
    const before = hours[k - 1]?.to ?? 0
    if (from < before || to <= from) report.error(place, `hours.${k}`, 'bad-hours', 'office hours ascend and do not overlap')
  })
  const free = new Set(holidays)
  checkDays('holidays', holidays, calendar, place, report)
  checkDays('makeUpDays', makeUpDays, calendar, place, report)
  for (const day of makeUpDays) {
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
    if (weekday !== 0 && weekday !== 6) report.error(place, 'makeUpDays', 'bad-day', `${day} is neither a Saturday nor a Sunday`)
    if (free.has(day)) report.error(place, 'makeUpDays', 'bad-day', `${day} is a holiday and a make-up day`)
  }
}

function checkDays(field: string, days: readonly string[], { firstYear, lastYear }: CalendarContent, place: Place, report: Report): void {
  const seen = new Set<string>()
  for (const day of days) {
    const year = Number(day.slice(0, 4))
    if (year < firstYear || year > lastYear) report.error(place, field, 'bad-day', `${day} is not in ${firstYear} to ${lastYear}`)
    if (seen.has(day)) report.error(place, field, 'bad-day', `${day} stands twice`)
    seen.add(day)
  }
}

function checkLadder({ rungs }: LadderContent, place: Place, report: Report): void {
  rungs.forEach(({ percent }, k) => {
    const before = rungs[k - 1]?.percent
    if (before !== undefined && percent <= before) {
      report.error(place, `rungs.${k}.percent`, 'not-ascending', `the per cents of a ladder ascend: ${percent} after ${before}`)
    }
  })
}
