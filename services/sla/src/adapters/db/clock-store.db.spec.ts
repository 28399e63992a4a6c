import { keptPlan, type TestDatabase, testDatabase } from '@yiwang/testing'
import { LOAD_RUNNING } from './clock-store.ts'

let test: TestDatabase
beforeAll(async () => {
  test = await testDatabase('sla')
})
afterAll(() => test?.drop())

it('finds the running clocks of a case by its key, also while the planner knows nothing of the table: its cost must not follow all clocks that run', async () => {
  const plan = await keptPlan(test.database, LOAD_RUNNING([]))
  expect(plan).toContain('clock_pkey')
  expect(plan).not.toContain('clock_calendar')
})
