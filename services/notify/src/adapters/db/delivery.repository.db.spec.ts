import { keptPlan, type TestDatabase, testDatabase } from '@yiwang/testing'
import { SETTLE } from './delivery.repository.ts'

let test: TestDatabase
beforeAll(async () => {
  test = await testDatabase('notify')
})
afterAll(() => test?.drop())

it('settles deliveries by their ids, also while the planner knows nothing of the table: its cost must not follow all that waits for a webhook', async () => {
  const plan = await keptPlan(test.database, SETTLE([], [], [], [], new Date(0)))
  expect(plan).toContain('delivery_pkey')
  expect(plan).not.toContain('delivery_pending')
})
