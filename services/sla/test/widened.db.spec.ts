import { widenTables } from '@yiwang/testing'
import { ClockReadings } from '../src/adapters/db/clock-readings.ts'
import { entry, registered, START } from '../src/domain/fold.fixture.ts'
import { type Desk, openDesk } from './desk.ts'

describe('while the migrations of a later release widen the tables', () => {
  let desk: Desk
  beforeEach(async () => {
    desk = await openDesk()
  })
  afterEach(() => desk.drop())

  async function everyStatement(caseId: string) {
    const ofCase = { caseId }
    await desk.apply([registered(0, 'TRIAGE', ofCase)])
    await desk.apply([entry('dispatched', 60, 'HANDLING', ofCase)])
    await desk.knownTo(START + 30 * 86_400_000)
    while ((await desk.fire()) > 0);
    const readings = new ClockReadings(desk.database)
    expect(await readings.case(caseId)).toMatchObject({ id: caseId })
    expect((await readings.clocks(caseId)).length).toBeGreaterThan(1)
  }

  it('clocks run, fire and are read over the connections that were open before', async () => {
    await everyStatement('00000000-0000-7000-8000-000000000001')
    await widenTables(desk.database)
    await everyStatement('00000000-0000-7000-8000-000000000002')
  })
})
