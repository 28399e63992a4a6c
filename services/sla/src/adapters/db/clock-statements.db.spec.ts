import { keptPlan, type TestDatabase, testDatabase } from '@yiwang/testing'
import { ADVANCE_CLOCKS, LOAD_RUNNING, UPDATE_CASES } from './clock-statements.ts'

let test: TestDatabase
beforeAll(async () => {
  test = await testDatabase('sla')
})
afterAll(() => test?.drop())

describe('while the planner knows nothing of the table yet, whose plan a session keeps', () => {
  // Else its cost would follow all clocks that run, or all cases.
  it.each([
    ['the running clocks of a case are found', LOAD_RUNNING([]), 'clock_pkey'],
    ['clocks are advanced', ADVANCE_CLOCKS(), 'clock_pkey'],
    ['cases are updated', UPDATE_CASES(), 'timed_case_pkey'],
  ])('%s by their key', async (_, statement, key) => {
    const plan = await keptPlan(test.database, statement)
    expect(plan.match(/Index Scan (using|on) \w+/g)).toEqual([expect.stringContaining(` ${key}`)])
    expect(plan).toMatch(/Index Cond: .*id\b/)
  })
})
