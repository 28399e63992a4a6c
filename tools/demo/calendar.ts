import chineseDays from 'chinese-days'

const DAY = 24 * 3_600_000
const FIXED = new Set(['01-01', '05-01', '05-02', '10-01', '10-02', '10-03'])
/** Spring festival and the two days after it, dragon boat, mid-autumn; the eve of spring festival is told by its morrow. */
const LUNAR = new Set(['1/1', '1/2', '1/3', '5/5', '8/15'])

const FIRST_YEAR = 2024
const PUBLISHED_TO = 2026
const LAST_YEAR = 2030

/**
 * The working calendar as data. Published years come from the notices of the State Council as chinese-days has them; a year without
 * a notice is Monday to Friday less the 13 statutory days, without make-up days.
 */
export function workingCalendar() {
  const holidays: string[] = []
  const makeUpDays: string[] = []
  for (let at = Date.UTC(FIRST_YEAR, 0, 1); at < Date.UTC(LAST_YEAR + 1, 0, 1); at += DAY) {
    const day = nameOf(at)
    const weekend = new Date(at).getUTCDay() % 6 === 0
    const works = Number(day.slice(0, 4)) <= PUBLISHED_TO ? chineseDays.isWorkday(day) : !weekend && !isStatutory(at)
    if (works && weekend) makeUpDays.push(day)
    if (!works && !weekend) holidays.push(day)
  }
  return {
    code: 'cn',
    source: `npm chinese-days 1.5.7: notices of the State Council for ${FIRST_YEAR} to ${PUBLISHED_TO}; later years are provisional`,
    zone: 'Asia/Shanghai',
    offsetMinutes: 480,
    hours: [
      { from: 9 * 60, to: 12 * 60 },
      { from: 14 * 60, to: 18 * 60 },
    ],
    firstYear: FIRST_YEAR,
    publishedTo: PUBLISHED_TO,
    lastYear: LAST_YEAR,
    holidays,
    makeUpDays,
  }
}

function isStatutory(at: number): boolean {
  const day = nameOf(at)
  const qingming = chineseDays.getSolarTermDate(Number(day.slice(0, 4)), 4, 'pure_brightness')
  return FIXED.has(day.slice(5)) || LUNAR.has(lunarDay(at)) || lunarDay(at + DAY) === '1/1' || day === qingming
}

function lunarDay(at: number): string {
  const lunar = chineseDays.getLunarDate(nameOf(at))
  return lunar.isLeap ? '' : `${lunar.lunarMon}/${lunar.lunarDay}`
}

const nameOf = (at: number): string => new Date(at).toISOString().slice(0, 10)
