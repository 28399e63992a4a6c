import chineseDays from 'chinese-days'
import type { CalendarData } from './working-time.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

const FIXED = new Set(['01-01', '05-01', '05-02', '10-01', '10-02', '10-03'])
const LUNAR = new Set(['1/1', '1/2', '1/3', '5/5', '8/15'])

const nameOf = (ms: number) => new Date(ms).toISOString().slice(0, 10)

function lunarOf(ms: number): string {
  const lunar = chineseDays.getLunarDate(nameOf(ms))
  return lunar.isLeap ? '' : `${lunar.lunarMon}/${lunar.lunarDay}`
}

/** The 13 days off of the holiday regulation as amended in 2024. */
function isStatutory(ms: number): boolean {
  const name = nameOf(ms)
  const qingming = chineseDays.getSolarTermDate(Number(name.slice(0, 4)), 4, 'pure_brightness')
  return FIXED.has(name.slice(5)) || LUNAR.has(lunarOf(ms)) || lunarOf(ms + DAY) === '1/1' || qingming === name
}

/** The Chinese working calendar: notices of 2024 to 2026; later years are Monday to Friday less the statutory days. */
export function chineseCalendarData(firstYear = 2024, publishedTo = 2026, lastYear = 2030): CalendarData {
  const holidays: string[] = []
  const makeUpDays: string[] = []
  for (let ms = Date.UTC(firstYear, 0, 1); ms < Date.UTC(lastYear + 1, 0, 1); ms += DAY) {
    const date = new Date(ms)
    const weekend = date.getUTCDay() % 6 === 0
    const worked = date.getUTCFullYear() <= publishedTo ? chineseDays.isWorkday(nameOf(ms)) : !weekend && !isStatutory(ms)
    if (worked && weekend) makeUpDays.push(nameOf(ms))
    if (!worked && !weekend) holidays.push(nameOf(ms))
  }
  const hours = [
    [9 * HOUR, 12 * HOUR],
    [14 * HOUR, 18 * HOUR],
  ] as const
  return { offsetMs: 8 * HOUR, hours, firstYear, publishedTo, lastYear, holidays, makeUpDays }
}
