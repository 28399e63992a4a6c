import fc from 'fast-check'
import type { Budget, BudgetUnit } from './budget.ts'
import { Calendar } from './calendar.ts'
import { chineseCalendarData } from './chinese-calendar.fixture.ts'
import { workedCases } from './worked-cases.fixture.ts'

const data = chineseCalendarData()
const calendar = new Calendar(data)
const DAY = 86_400_000
fc.configureGlobal({ numRuns: 2_000 })

const instant = (shanghai: string) => Date.parse(`${shanghai.trim().replace(' ', 'T')}+08:00`)
function shanghai(at: number | undefined): string {
  if (at === undefined) return 'held back'
  const text = new Date(at + 8 * 3_600_000).toISOString().replace('T', ' ').slice(0, 19).replace(/:00$/, '')
  return calendar.isProvisional(at) ? `${text} P` : text
}
const UNITS: Record<string, BudgetUnit> = { M: 'WORKING_MINUTES', D: 'WORKING_DAYS', C: 'CALENDAR_DAYS', S: 'WALL_SECONDS' }

describe('a budget on the working calendar', () => {
  const rows = workedCases
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()) as [string, string, string, string, string, string])

  it.each(rows)('from %s, %s (paused %s), is due %s, yellow %s, at 125 per cent %s', (start, budgetText, pauses, due, yellow, late) => {
    const [amount, unit] = budgetText.split(' ') as [string, string]
    const budget: Budget = {
      start: instant(start),
      amount: Number(amount),
      unit: UNITS[unit]!,
      pauses: pauses ? pauses.split('>').map(instant) : [],
    }
    expect(shanghai(calendar.due(budget))).toBe(due)
    expect(calendar.rungs(budget, [80, 125]).map(shanghai)).toEqual([yellow, late])
  })

  it('has no due instant while it is suspended', () => {
    const suspended: Budget = { start: instant('2026-11-02 10:00'), amount: 5, unit: 'WORKING_DAYS', pauses: [instant('2026-11-04 15:00')] }
    expect(calendar.due(suspended)).toBeUndefined()
    expect(calendar.rungs(suspended, [80, 100])).toEqual([undefined, undefined])
  })

  it('of 0 per cent is reached at its start, of 100 per cent when it is due', () => {
    const budget: Budget = { start: instant('2026-11-18 10:00'), amount: 3, unit: 'CALENDAR_DAYS' }
    expect(calendar.rungs(budget, [0, 100])).toEqual([budget.start, calendar.due(budget)])
  })

  it.each([
    ['before the first year', Date.UTC(2023, 11, 1)],
    ['after the last year', Date.UTC(2031, 5, 1)],
    ['that is no instant', Number.NaN],
  ])('refuses a start %s', (_, start) => {
    expect(() => calendar.due({ start, amount: 1, unit: 'WORKING_DAYS' })).toThrow(RangeError)
  })

  it('refuses an end after the last year', () => {
    expect(() => calendar.due({ start: instant('2030-12-20 10:00'), amount: 400, unit: 'WORKING_DAYS' })).toThrow(RangeError)
    expect(() => calendar.due({ start: instant('2030-12-20 10:00'), amount: 400_000, unit: 'WORKING_MINUTES' })).toThrow(RangeError)
  })
})

describe('every notice of 2024 to 2026', () => {
  const makeUpDays = [
    ...['2024-02-04', '2024-02-18', '2024-04-07', '2024-04-28', '2024-05-11', '2024-09-14', '2024-09-29', '2024-10-12'],
    ...['2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11'],
    ...['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'],
  ]
  const blocks = [
    ['2024-01-01', '2024-01-01'],
    ['2024-02-10', '2024-02-17'],
    ['2024-04-04', '2024-04-06'],
    ['2024-05-01', '2024-05-05'],
    ['2024-06-08', '2024-06-10'],
    ['2024-09-15', '2024-09-17'],
    ['2024-10-01', '2024-10-07'],
    ['2025-01-01', '2025-01-01'],
    ['2025-01-28', '2025-02-04'],
    ['2025-04-04', '2025-04-06'],
    ['2025-05-01', '2025-05-05'],
    ['2025-05-31', '2025-06-02'],
    ['2025-10-01', '2025-10-08'],
    ['2026-01-01', '2026-01-03'],
    ['2026-02-15', '2026-02-23'],
    ['2026-04-04', '2026-04-06'],
    ['2026-05-01', '2026-05-05'],
    ['2026-06-19', '2026-06-21'],
    ['2026-09-25', '2026-09-27'],
    ['2026-10-01', '2026-10-07'],
  ] as const

  it('has these make-up days and no others', () => {
    expect(data.makeUpDays).toEqual(makeUpDays)
  })

  it.each(makeUpDays)('works on %s', (day) => {
    expect(calendar.isWorkingDay(instant(`${day} 12:00`))).toBe(true)
    expect(calendar.elapsed(instant(`${day} 00:00`), instant(`${day} 23:59`))).toBe(7 * 3_600_000)
  })

  it.each(blocks)(
    'is off from %s to %s, and a day that starts in it is due at the close of the first working day after it',
    (first, last) => {
      for (let at = instant(`${first} 12:00`); at <= instant(`${last} 12:00`); at += DAY) expect(calendar.isWorkingDay(at)).toBe(false)
      let next = instant(`${last} 12:00`) + DAY
      while (!calendar.isWorkingDay(next)) next += DAY
      const due = calendar.due({ start: instant(`${first} 10:00`), amount: 1, unit: 'WORKING_DAYS' })
      expect(shanghai(due)).toBe(shanghai(next).replace('12:00', '18:00'))
    },
  )

  it('has a provisional 2027 without its statutory days', () => {
    expect(calendar.isWorkingDay(instant('2027-01-01 12:00'))).toBe(false)
    expect(calendar.isWorkingDay(instant('2027-10-04 12:00'))).toBe(true)
    expect(calendar.isProvisional(instant('2026-12-31 23:59'))).toBe(false)
    expect(calendar.isProvisional(instant('2027-01-01 00:00'))).toBe(true)
  })
})

describe('the laws of working minutes', () => {
  const anyInstant = fc.integer({ min: instant('2024-01-02 00:00'), max: instant('2029-06-30 00:00') })
  const minutes = fc.integer({ min: 1, max: 20_000 })
  const due = (start: number, amount: number, unit: BudgetUnit = 'WORKING_MINUTES') => calendar.due({ start, amount, unit })!

  it('due and elapsed are inverse', () => {
    fc.assert(fc.property(anyInstant, minutes, (start, amount) => calendar.elapsed(start, due(start, amount)) === amount * 60_000))
  })

  it('due is the earliest such instant', () => {
    fc.assert(fc.property(anyInstant, minutes, (start, amount) => calendar.elapsed(start, due(start, amount) - 1) < amount * 60_000))
  })

  it('due is monotone in start and amount', () => {
    fc.assert(
      fc.property(anyInstant, fc.nat(DAY * 3), minutes, fc.nat(500), (start, later, amount, more) => {
        return due(start + later, amount) >= due(start, amount) && due(start, amount + more) >= due(start, amount)
      }),
    )
  })

  it('budgets add up', () => {
    fc.assert(fc.property(anyInstant, minutes, minutes, (start, one, other) => due(due(start, one), other) === due(start, one + other)))
  })

  it('elapsed adds up', () => {
    fc.assert(
      fc.property(anyInstant, fc.nat(DAY * 20), fc.nat(DAY * 20), (start, one, other) => {
        return (
          calendar.elapsed(start, start + one) + calendar.elapsed(start + one, start + one + other) ===
          calendar.elapsed(start, start + one + other)
        )
      }),
    )
  })

  it('a pause moves the due instant by exactly the working time that it covers', () => {
    fc.assert(
      fc.property(anyInstant, minutes, fc.nat(DAY * 10), fc.nat(DAY * 10), (start, amount, after, length) => {
        const pauses = [start + after, start + after + length]
        const paused = calendar.due({ start, amount, unit: 'WORKING_MINUTES', pauses })!
        if (due(start, amount) <= pauses[0]!) return paused === due(start, amount)
        return calendar.elapsed(start, paused) - calendar.elapsed(pauses[0]!, pauses[1]!) === amount * 60_000
      }),
    )
  })
})

describe('the laws of days', () => {
  const anyInstant = fc.integer({ min: instant('2024-01-02 00:00'), max: instant('2029-06-30 00:00') })
  const units = fc.constantFrom<BudgetUnit>('WORKING_DAYS', 'CALENDAR_DAYS')

  it('a budget in days is due at the close of business of a working day, never on its first day', () => {
    fc.assert(
      fc.property(anyInstant, fc.integer({ min: 1, max: 40 }), units, (start, amount, unit) => {
        const due = calendar.due({ start, amount, unit })!
        const sameDay = shanghai(due).slice(0, 10) === shanghai(start).slice(0, 10)
        return calendar.isWorkingDay(due) && shanghai(due).slice(11, 16) === '18:00' && !sameDay
      }),
    )
  })

  it('the rungs of any budget come in the order of their per cents', () => {
    fc.assert(
      fc.property(
        anyInstant,
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom<BudgetUnit>(...Object.values(UNITS)),
        (start, amount, unit) => {
          const rungs = calendar.rungs({ start, amount, unit }, [0, 50, 80, 100, 125, 150]) as number[]
          return rungs.every((at, k) => k === 0 || at >= rungs[k - 1]!) && rungs[3] === calendar.due({ start, amount, unit })
        },
      ),
    )
  })
})
