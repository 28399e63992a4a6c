import { topics } from '@yiwang/contracts'
import { DemoClock, SystemClock } from '@yiwang/service-kit'
import { eventually, testTopics } from '@yiwang/testing'
import { decisionFact, stage } from '../src/domain/decision.fixture.ts'
import { registered, START } from '../src/domain/fold.fixture.ts'
import { type Desk, openDesk } from './desk.ts'
import { type DispatchBus, listen, openDispatchBus, openVotingBus, type VotingBus } from './dispatch-bus.ts'
import { openService, type SlaUnderTest } from './service.ts'

const SPEED = 100

let decisions = 0
const newDecision = () => `01936000-0000-7000-8000-${(++decisions + 0xd00000).toString(16).padStart(12, '0')}`

describe('sla beside voting', () => {
  const origin = { realOrigin: new SystemClock().now().getTime(), demoOrigin: START, speed: SPEED }
  const clock = new DemoClock(origin)
  const now = () => (clock.now().getTime() - START) / 1000
  let desk: Desk
  let dispatch: DispatchBus
  let voting: VotingBus | undefined
  let prefix: string
  let sla: SlaUnderTest
  let ears: Awaited<ReturnType<typeof listen>>

  beforeAll(async () => {
    desk = await openDesk()
    // Of voting there is nothing yet, neither the service nor its topics.
    ;({ prefix } = await testTopics([topics.dispatchCase, topics.dispatchProgress, topics.slaClock, topics.slaEscalation]))
    dispatch = await openDispatchBus(prefix, clock)
    ears = await listen(prefix, ['sla.clock.v1', 'sla.escalation.v1'])
    dispatch.startRelay()
    const env = { CLOCK_REAL_ORIGIN: String(origin.realOrigin), CLOCK_DEMO_ORIGIN: String(START), CLOCK_SPEED: String(SPEED) }
    sla = await openService({ databaseUrl: desk.url, directory: desk.directory, env: { ...env, TOPIC_PREFIX: prefix } })
  })
  afterAll(async () => {
    await sla.stop()
    await voting?.close()
    await dispatch.close()
    await ears.close()
    await desk.drop()
  })

  const heard = (id: string) =>
    ears.heard
      .filter(({ value }) => value['caseId'] === id)
      .map(({ headers, value }) => [value['kind'], headers['ce_type']!.split('.').at(-2), value['rung']].filter(Boolean).join(' '))

  async function register() {
    const caseId = newDecision()
    const at = clock.now().getTime()
    await dispatch.commit({ ...registered(0), caseId, at, receivedAt: at })
    return caseId
  }

  it('is ready, and escalates cases, while voting does not run and has no topics', async () => {
    const caseId = await register()
    await eventually(() => expect(heard(caseId)).toContain('STEP raised 4'))
    const response = await fetch(`${sla.service.http}/health/ready`)
    expect(await response.json()).toMatchObject({ status: 'ready' })
  })

  it('says once that the time to vote is over, and shows everybody until when it was', async () => {
    voting = await openVotingBus(prefix, clock)
    voting.startRelay()
    const decisionId = newDecision()
    const at = clock.now().getTime()
    await voting.commit({ ...decisionFact('opened', 0, { starts: [stage('VOTING', 100)] }), decisionId, at })
    await eventually(() => expect(heard(decisionId)).toEqual(['VOTING started', 'VOTING elapsed']))
    const elapsed = ears.heard.find(({ value, headers }) => value['caseId'] === decisionId && /elapsed/.test(headers['ce_type']!))!
    expect(Date.parse(elapsed.headers['ce_time']!)).toBe(at + 100_000)
    expect(elapsed.headers).toMatchObject({ ce_partitionkey: decisionId, ce_area: '500105001001001' })

    const bySla = { stops: ['VOTING'], actor: { kind: 'SYSTEM', id: 'sla' } }
    await voting.commit({ ...decisionFact('voting_ended', 0, bySla), decisionId, at: at + 100_000 })
    await eventually(() => expect(heard(decisionId)).toEqual(['VOTING started', 'VOTING elapsed', 'VOTING stopped']))
    const { status, body } = await sla.get('resident-1', `/v1/decisions/${decisionId}/clocks`)
    const ended = new Date(at + 100_000).toISOString()
    expect([status, body.items]).toEqual([200, [expect.objectContaining({ kind: 'VOTING', dueAt: ended, stoppedAt: ended, rungs: [] })]])
    expect((await sla.get('supervisor-1', `/v1/cases/${decisionId}/clocks`)).status).toBe(404)
    expect((await sla.get('resident-1', `/v1/decisions/${await register()}/clocks`)).status).toBe(404)
    const { clocks } = await sla.grpcAs('service:voting').getClocks({ caseId: decisionId })
    expect(clocks.map(({ kind }) => kind)).toEqual(['VOTING'])
  })

  it('holds a vote back while voting’s relay stands still, ends none that was extended in time, and goes on with cases', async () => {
    const decisionId = newDecision()
    const at = clock.now().getTime()
    await voting!.commit({ ...decisionFact('opened', 0, { starts: [stage('VOTING', 400)] }), decisionId, at })
    await eventually(() => expect(heard(decisionId)).toEqual(['VOTING started']))
    await voting!.stopRelay()
    await voting!.commit({ ...decisionFact('extended', 0, { starts: [stage('VOTING', 900)] }), decisionId, at: at + 300_000 })
    const deadline = (at - START) / 1000 + 420
    await eventually(() => expect(now()).toBeGreaterThan(deadline))
    const caseId = await register()
    await eventually(() => expect(heard(caseId)).toContain('STEP raised 1'))
    expect(heard(decisionId)).toEqual(['VOTING started'])
    voting!.startRelay()
    await eventually(() => expect(heard(decisionId).at(-1)).toBe('VOTING elapsed'))
    expect(heard(decisionId)).toEqual(['VOTING started', 'VOTING stopped', 'VOTING started', 'VOTING elapsed'])
  })
})
