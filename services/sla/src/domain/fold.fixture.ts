import { Calendar, type CalendarData } from '@yiwang/calendar'
import type { Entry, TimePlan } from './entry.ts'
import { type Folded, fold, type TimedCase } from './fold.ts'

const HOUR = 3_600_000

/** Monday to Friday, 09:00–12:00 and 14:00–18:00, with one holiday; 2027 is not yet published. */
export const office: CalendarData = {
  offsetMs: 8 * HOUR,
  hours: [
    [9 * HOUR, 12 * HOUR],
    [14 * HOUR, 18 * HOUR],
  ],
  firstYear: 2025,
  lastYear: 2028,
  publishedTo: 2026,
  holidays: ['2026-11-25'],
  makeUpDays: [],
}
export const calendar = { code: 'office', version: 1, time: new Calendar(office) }
export const calendars = () => calendar

/** An instant of Shanghai: `11-24 10:00`, of 2026. */
export const at = (text: string): number => {
  const [day, time] = text.split(' ')
  return Date.parse(`2026-${day}T${time!.length === 5 ? `${time}:00` : time}+08:00`)
}

export const ladder = [
  { percent: 80, tell: ['HOLDER'] },
  { percent: 100, tell: ['UNIT'] },
  { percent: 125, tell: ['NEXT_CENTRE'] },
  { percent: 150, tell: ['DISTRICT_CENTRE'] },
]

const seconds = (amount: number) => ({ amount, unit: 'WALL_SECONDS' as const })

/** 1000 s for the case, 100 s for each step, three days for the answer. */
export const plan: TimePlan = {
  calendar: 'office',
  case: seconds(1000),
  triage: seconds(100),
  handling: seconds(100),
  verifying: seconds(100),
  answer: { amount: 3, unit: 'CALENDAR_DAYS' },
  ladder,
}

export const CASE_ID = '01936000-0000-7000-8000-000000000001'
export const START = at('11-24 10:00')

/** An entry `seconds` after START. */
export function entry(fact: string, second: number, state: string, more: Partial<Entry> = {}): Entry {
  return {
    caseId: CASE_ID,
    number: '500105001-20261124-0001',
    area: '500105001001001',
    at: START + second * 1000,
    fact,
    state,
    holder: { level: 'STREET', unit: 'centre' },
    ...more,
  }
}

export const registered = (second = 0, state = 'TRIAGE', more: Partial<Entry> = {}) =>
  entry('registered', second, state, { plan, receivedAt: START, ...more })

/** Folds entries one after another; the effects of all, in order. */
export function foldAll(entries: readonly Entry[]) {
  let kase: TimedCase | undefined
  const all: Folded[] = []
  for (const next of entries) {
    const folded = fold(kase, next, calendars)
    kase = folded.case
    all.push(folded)
  }
  return { case: kase!, effects: all.flatMap((folded) => folded.effects) }
}

/** `STEP started 0`: kind, fact and rung, and the seconds since START at which it happened. */
export const told = (entries: readonly Entry[]): string[] =>
  foldAll(entries).effects.map(
    ({ clock, fact, rung, at: instant }) => `${clock.kind} ${fact}${rung ? ` ${rung}` : ''} at ${(instant - START) / 1000}`,
  )
