import { topics } from '@yiwang/contracts'
import { sql } from '@yiwang/database'
import { DemoClock, Gauges, SystemClock } from '@yiwang/service-kit'
import { eventually, testTopics } from '@yiwang/testing'
import type { Entry } from '../src/domain/entry.ts'
import { entry, plan, registered, START } from '../src/domain/fold.fixture.ts'
import { type Desk, openDesk } from './desk.ts'
import { type DispatchBus, listen, openDispatchBus } from './dispatch-bus.ts'
import { openService, type SlaUnderTest } from './service.ts'

const SPEED = 100
const seconds = (amount: number) => ({ amount, unit: 'WALL_SECONDS' as const })

let cases = 0
const newCase = () => `01936000-0000-7000-8000-${(++cases + 0xabc000).toString(16).padStart(12, '0')}`

describe('sla on the bus', () => {
  const origin = { realOrigin: new SystemClock().now().getTime(), demoOrigin: START, speed: SPEED }
  const clock = new DemoClock(origin)
  const now = () => (clock.now().getTime() - START) / 1000
  let desk: Desk
  let bus: DispatchBus
  let prefix: string
  let sla: SlaUnderTest
  let ears: Awaited<ReturnType<typeof listen>>

  const startSla = async () => {
    const env = { CLOCK_REAL_ORIGIN: String(origin.realOrigin), CLOCK_DEMO_ORIGIN: String(START), CLOCK_SPEED: String(SPEED) }
    sla = await openService({ databaseUrl: desk.url, directory: desk.directory, env: { ...env, TOPIC_PREFIX: prefix } })
  }

  beforeAll(async () => {
    desk = await openDesk()
    ;({ prefix } = await testTopics([topics.dispatchCase, topics.dispatchProgress, topics.slaClock, topics.slaEscalation]))
    bus = await openDispatchBus(prefix, clock)
    ears = await listen(prefix, ['sla.clock.v1', 'sla.escalation.v1'])
    bus.startRelay()
    await startSla()
  })
  afterAll(async () => {
    await sla.stop()
    await bus.close()
    await ears.close()
    await desk.drop()
  })

  /** A case whose step may take so long, registered now. */
  const register = async (step: number, more: Partial<Entry> = {}) => {
    const caseId = newCase()
    const receivedAt = clock.now().getTime()
    const ofCase = { ...plan, case: seconds(10_000), triage: seconds(step) }
    await bus.commit({ ...registered(0, 'TRIAGE', { plan: ofCase, ...more }), caseId, at: receivedAt, receivedAt })
    return { caseId, receivedAt }
  }
  const goOn = (caseId: string, fact: string, state: string, instant = clock.now().getTime()) =>
    bus.commit({ ...entry(fact, 0, state), caseId, at: instant })

  const heard = (caseId: string, topic: string) => ears.heard.filter((event) => event.topic === topic && event.value['caseId'] === caseId)
  const facts = (caseId: string, topic: string) =>
    heard(caseId, topic).map(({ headers, value }) =>
      [value['kind'], headers['ce_type']!.split('.').at(-2), value['rung']].filter(Boolean).join(' '),
    )
  const applied = (caseId: string, kinds: number) =>
    eventually(() => expect(heard(caseId, 'sla.clock.v1').length).toBeGreaterThanOrEqual(kinds))
  /** Everything up to now is known on every partition. */
  const caughtUp = async () => {
    const until = clock.now()
    await eventually(async () => {
      const rows = await desk.database.rows<{ at: Date | null }>(sql`select at from watermark`)
      expect(rows.filter((row) => row.at !== null && row.at >= until)).toHaveLength(topics.dispatchCase.partitions)
    })
  }

  it('is ready once it consumes, publishes and sweeps, and says how far it is behind', async () => {
    await eventually(async () => {
      const response = await fetch(`${sla.service.http}/health/ready`)
      expect(await response.json()).toMatchObject({ status: 'ready', checks: { sweep: { ok: true }, consumer: { ok: true, lag: 0 } } })
    })
  })

  it('says of each source how old what it knows is: one that stands still raises no alarm about the other', async () => {
    await caughtUp()
    await desk.database.run(sql`insert into watermark (part, applied, at) values (16, 0, ${new Date(START - 3_600_000)})`)
    await sla.service.app.get(Gauges).look()
    const text = await (await fetch(`${sla.service.http}/metrics`)).text()
    const age = (source: string) => Number(new RegExp(`yiwang_sla_watermark_age\\{[^}]*source="${source}"[^}]*\\} (\\S+)`).exec(text)?.[1])
    // An hour of the clock is 36 s.
    expect(age('voting')).toBeGreaterThan(36)
    expect(age('dispatch')).toBeLessThan(36)
    await desk.database.run(sql`delete from watermark where part = 16`)
  })

  it('tells when clocks start, and escalates soon after the planned instant', async () => {
    const { caseId, receivedAt } = await register(100)
    await eventually(() => expect(facts(caseId, 'sla.clock.v1')).toEqual(['CASE started', 'STEP started']))
    await eventually(() => expect(facts(caseId, 'sla.escalation.v1')).toEqual([1, 2, 3, 4].map((rung) => `STEP raised ${rung}`)))
    const [first] = heard(caseId, 'sla.escalation.v1')
    expect(first!.headers).toMatchObject({ ce_partitionkey: caseId, ce_area: '500105001001001', ce_sequence: '0000000001' })
    expect(Date.parse(first!.headers['ce_time']!)).toBe(receivedAt + 80_000)
    const last = heard(caseId, 'sla.escalation.v1').at(-1)!
    const lateMs = last.heardAt - (performance.now() - (now() - (receivedAt + 150_000 - START) / 1000) * (1000 / SPEED))
    // Progress is told four times a second and leaves half a second for commands in flight.
    expect(lateMs).toBeLessThan(4_000)
  })

  it('holds back while dispatch’s relay stands still, and escalates nothing that ended in time meanwhile', async () => {
    const { caseId } = await register(400)
    await applied(caseId, 2)
    await bus.stopRelay()
    await goOn(caseId, 'withdrawn', 'WITHDRAWN')
    const deadline = now() + 420
    await eventually(() => expect(now()).toBeGreaterThan(deadline))
    expect(facts(caseId, 'sla.escalation.v1')).toEqual([])
    bus.startRelay()
    await eventually(() => expect(facts(caseId, 'sla.clock.v1')).toContain('STEP stopped'))
    await caughtUp()
    expect(facts(caseId, 'sla.escalation.v1')).toEqual([])
  })

  it('goes on after dispatch’s relay was restarted, also where nothing new is published', async () => {
    const { caseId } = await register(200)
    await applied(caseId, 2)
    await bus.stopRelay()
    bus.startRelay()
    await eventually(() => expect(facts(caseId, 'sla.escalation.v1')).toContain('STEP raised 1'))
  })

  it('is stopped while steps end in time: when it comes back after their deadlines nothing is escalated', async () => {
    const { caseId: ended } = await register(400)
    const { caseId: late } = await register(400)
    await applied(ended, 2)
    await applied(late, 2)
    await sla.stop()
    await goOn(ended, 'withdrawn', 'WITHDRAWN')
    const deadline = now() + 420
    await eventually(() => expect(now()).toBeGreaterThan(deadline))
    await startSla()
    await eventually(() => expect(facts(late, 'sla.escalation.v1')).toContain('STEP raised 2'))
    await eventually(() => expect(facts(ended, 'sla.clock.v1')).toContain('STEP stopped'))
    await caughtUp()
    expect(facts(ended, 'sla.escalation.v1')).toEqual([])
  })

  it('parks a case that it cannot time, holds its clocks, and goes on with the others', async () => {
    const { caseId: poisoned } = await register(100, {})
    await applied(poisoned, 2)
    await bus.commit({
      ...entry('reclassified', 0, 'TRIAGE', { plan: { ...plan, calendar: 'moon' } }),
      caseId: poisoned,
      at: clock.now().getTime(),
    })
    await goOn(poisoned, 'withdrawn', 'WITHDRAWN')
    const parked = () => desk.database.rows(sql`select reason from messaging.parked where key = ${poisoned} order by "offset"`)
    await eventually(async () => expect(await parked()).toEqual([{ reason: expect.stringContaining('moon') }, { reason: null }]))
    const { caseId: other } = await register(50)
    await eventually(() => expect(facts(other, 'sla.escalation.v1')).toContain('STEP raised 4'))
    expect(facts(poisoned, 'sla.escalation.v1').filter((fact) => fact.startsWith('STEP raised 4'))).toEqual([])
  })
})
