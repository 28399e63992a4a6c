import { fromJson } from '@bufbuild/protobuf'
import { slaEvents } from '@yiwang/contracts'
import { sql } from '@yiwang/database'
import { type Desk, openDesk, toldBy } from '../test/desk.ts'
import { CASE_ID, entry, ladder, plan, registered, START } from './domain/fold.fixture.ts'

const second = (n: number) => START + n * 1000

describe('the sweep', () => {
  let desk: Desk
  beforeEach(async () => {
    desk = await openDesk()
  })
  afterEach(() => desk.drop())

  const told = async () => toldBy(await desk.events())
  const raised = async () => (await told()).filter((line) => line.includes('raised'))
  const known = async (n: number) => {
    await desk.knownTo(second(n))
    await desk.fire()
  }

  it('fires a rung when everything before its planned instant is known, and not before', async () => {
    await desk.apply([registered()])
    await known(79)
    expect(await raised()).toEqual([])
    await known(80)
    expect(await raised()).toEqual(['STEP raised 1 at 80'])
  })

  it('fires nothing as long as nothing is known', async () => {
    await desk.apply([registered()])
    expect(await desk.fire()).toBe(0)
  })

  it('fires each rung once, and several that are due in order', async () => {
    await desk.apply([registered()])
    await known(200)
    await known(200)
    expect(await raised()).toEqual(['STEP raised 1 at 80', 'STEP raised 2 at 100', 'STEP raised 3 at 125', 'STEP raised 4 at 150'])
  })

  it('fires a rung at 0 per cent at once', async () => {
    const emergency = { ...plan, ladder: [{ percent: 0, tell: ['NEXT_CENTRE', 'DISTRICT_CENTRE'] }, ...ladder] }
    await desk.apply([registered(0, 'TRIAGE', { plan: emergency })])
    await known(0)
    expect(await raised()).toEqual(['CASE raised 1 at 0', 'STEP raised 1 at 0'])
  })

  it("says that the resident's three days have elapsed, without escalating", async () => {
    await desk.apply([registered(), entry('verified', 10, 'ANSWERING')])
    await desk.knownTo(START + 30 * 86_400_000)
    await desk.fire()
    const last = (await desk.events()).at(-1)!
    expect(last.topic).toBe('sla.clock.v1')
    expect(last.headers['ce_type']).toBe('yiwang.sla.clock.elapsed.v1')
    // Tuesday and three days: Friday, close of business.
    expect(last.value).toMatchObject({ kind: 'ANSWER', dueAt: '2026-11-27T10:00:00.000Z' })
    expect(fromJson(slaEvents.ClockEventSchema, last.value as never)).toMatchObject({
      kind: 'ANSWER',
      budget: { amount: 3, unit: 'CALENDAR_DAYS' },
    })
    expect(await raised()).toEqual([])
  })

  it('writes the event as messaging writes it: a consumer cannot tell who fired', async () => {
    await desk.apply([registered(0, 'TRIAGE', { holder: { level: 'STREET', unit: 'centre', person: 'wang' } })])
    await known(80)
    await desk.apply([entry('dispatched', 110, 'HANDLING')])
    const [bySweep, byConsumer] = (await desk.events()).filter((row) => row.topic === 'sla.escalation.v1')
    expect(Object.keys(bySweep!.headers).sort()).toEqual(Object.keys(byConsumer!.headers).sort())
    const own = { ce_id: '', ce_time: '', ce_traceparent: '' }
    expect({ ...bySweep!.headers, ...own }).toEqual({ ...byConsumer!.headers, ...own })
    expect(bySweep!.headers['ce_traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/)
    const read = (row: typeof bySweep) => fromJson(slaEvents.EscalationEventSchema, row!.value as never)
    const { rung: _r, percent: _p, plannedAt: _a, tell: _t, ...rest } = read(bySweep)
    expect(read(byConsumer)).toMatchObject({ ...rest, rung: 2, percent: 100, tell: ['UNIT'] })
    expect([bySweep!.sequence, byConsumer!.sequence]).toEqual([1, 2])
  })

  it('gives the same rung the same event id whoever fires it', async () => {
    await desk.apply([registered()])
    await known(80)
    const [bySweep] = (await desk.events()).filter((row) => row.topic === 'sla.escalation.v1')
    await desk.database.run(sql`delete from messaging.outbox`)
    await desk.database.run(sql`delete from clock`)
    await desk.database.run(sql`delete from escalation`)
    await desk.database.run(sql`delete from timed_case`)
    await desk.apply([registered(), entry('dispatched', 90, 'HANDLING')])
    const [byConsumer] = (await desk.events()).filter((row) => row.topic === 'sla.escalation.v1')
    expect(byConsumer!.headers['ce_id']).toBe(bySweep!.headers['ce_id'])
  })

  it('holds the clocks of a case whose key is parked, and its replay settles them', async () => {
    await desk.apply([registered()])
    await desk.database.run(sql`
      insert into messaging.parked (consumer, topic, partition, "offset", key, subject, sequence, source, id, headers, value, reason, at)
      values ('sla', 'dispatch.case.v1', 0, 7, ${CASE_ID}, ${CASE_ID}, 2, '', '', '{}', '', 'poison', now())`)
    await known(500)
    expect(await raised()).toEqual([])
    await desk.database.run(sql`delete from messaging.parked`)
    await desk.apply([entry('dispatched', 90, 'HANDLING')])
    expect(await raised()).toEqual(['STEP raised 1 at 80'])
  })

  it('withdraws, once and visibly, what fired at or after a stop that became known too late', async () => {
    await desk.apply([registered(0, 'TRIAGE', { holder: { level: 'STREET', unit: 'centre', person: 'wang' } })])
    await known(100)
    await desk.apply([entry('dispatched', 90, 'HANDLING', { holder: { level: 'STREET', unit: 'office' } })])
    await desk.apply([entry('accepted', 95, 'HANDLING')])
    const withdrawn = (await desk.events()).filter((row) => row.headers['ce_type'] === 'yiwang.sla.escalation.withdrawn.v1')
    expect(withdrawn).toHaveLength(1)
    // Told to whoever was told of the escalation.
    expect(withdrawn[0]!.value).toMatchObject({ rung: 2, plannedAt: '2026-11-24T02:01:40.000Z', unit: 'centre', person: 'wang' })
    const rows = await desk.database.rows<{ rung: number; withdrawn: boolean }>(
      sql`select rung, withdrawn_at is not null as withdrawn from escalation order by rung`,
    )
    expect(rows).toEqual([
      { rung: 1, withdrawn: false },
      { rung: 2, withdrawn: true },
    ])
  })
})

describe('sla is stopped while steps end in time', () => {
  let desk: Desk
  beforeEach(async () => {
    desk = await openDesk()
  })
  afterEach(() => desk.drop())

  it('when it comes back after their deadlines nothing is escalated', async () => {
    await desk.apply([registered()])
    await desk.applied(0, 1)
    await desk.progressed(0, 1, second(10))
    // Stopped here. dispatch goes on: the step ends at 50, and 600 seconds pass before sla is back.
    desk.clock.advance(600_000)
    await desk.progressed(0, 2, second(600))
    expect(await desk.fire()).toBe(0)
    await desk.apply([entry('solved', 50, 'CLOSED')])
    await desk.applied(0, 2)
    expect(await desk.fire()).toBe(0)
    expect((await desk.events()).filter((row) => row.topic === 'sla.escalation.v1')).toEqual([])
  })

  it('what is late without an end fires with its planned instants once all is applied', async () => {
    await desk.apply([registered()])
    await desk.applied(0, 1)
    await desk.progressed(0, 1, second(110))
    expect(await desk.fire()).toBe(2)
    expect(toldBy(await desk.events()).slice(-2)).toEqual(['STEP raised 1 at 80', 'STEP raised 2 at 100'])
  })
})
