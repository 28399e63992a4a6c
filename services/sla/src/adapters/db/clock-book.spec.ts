import type { Clock } from '../../domain/clock.ts'
import type { TimedCase } from '../../domain/fold.ts'
import { ClockBook } from './clock-book.ts'

const loaded: Clock = {
  ...{ id: 'c/1', caseId: 'c', no: 1, kind: 'SOLVE', signal: 'ESCALATION', calendar: { code: 'CN', version: 1 }, ladder: [], epoch: 1 },
  ...{
    budget: { start: 0, amount: 2, unit: 'WORKING_DAYS', pauses: [] },
    dueAt: 10,
    warnAt: 8,
    provisional: false,
    plans: [8, 10],
    nextRung: 0,
  },
}

describe('whether the row of a clock holds its schedule', () => {
  const book = new ClockBook()
  book.load({ id: 'c', running: [loaded] } as unknown as TimedCase, 0)

  it('does after it fired or stopped', () => {
    expect(book.holdsSchedule({ ...loaded, nextRung: 1, stoppedAt: 9 })).toBe(true)
  })

  it.each([
    { epoch: 2 },
    { dueAt: 11 },
    { warnAt: 9 },
    { provisional: true },
    { plans: [8, 11] },
    { budget: { ...loaded.budget, amount: 3 } },
  ])('does not after %j', (change) => {
    expect(book.holdsSchedule({ ...loaded, ...change })).toBe(false)
  })

  it('does not of a clock that was not there', () => {
    expect(book.holdsSchedule({ ...loaded, id: 'c/2', no: 2 })).toBe(false)
  })
})
