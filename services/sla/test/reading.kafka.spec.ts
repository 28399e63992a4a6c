import { timestampFromMs, timestampMs } from '@bufbuild/protobuf/wkt'
import { residentId } from '@yiwang/service-kit'
import { testTopics } from '@yiwang/testing'
import { at, CASE_ID, entry, registered, START } from '../src/domain/fold.fixture.ts'
import { type Desk, openDesk } from './desk.ts'
import { CENTRE, OFFICE } from './directory.ts'
import { openService, type SlaUnderTest } from './service.ts'

const second = (n: number) => START + n * 1000
const iso = (n: number) => new Date(second(n)).toISOString()

describe('what sla answers', () => {
  let desk: Desk
  let sla: SlaUnderTest

  beforeAll(async () => {
    desk = await openDesk()
    const { prefix } = await testTopics()
    sla = await openService({
      databaseUrl: desk.url,
      directory: desk.directory,
      // The clock stands at 101 s after the case began.
      env: { TOPIC_PREFIX: prefix, CLOCK_DEMO_ORIGIN: String(second(101)), CLOCK_SPEED: '0.000001' },
    })
    const reporter = { kind: 'RESIDENT', id: residentId(sla.issuer, 'resident-1') }
    await desk.apply([registered(0, 'TRIAGE', { reporter, holder: { level: 'STREET', unit: CENTRE } })])
    await desk.knownTo(second(80))
    await desk.fire()
  })
  afterAll(async () => {
    await sla.stop()
    await desk.drop()
  })

  const clocksAs = (login: string, query = '') => sla.get(login, `/v1/cases/${CASE_ID}/clocks${query}`)

  it('shows the clocks of a case with due instants, lights and rungs', async () => {
    const { status, body } = await clocksAs('supervisor-1')
    expect(status).toBe(200)
    expect(body.items).toEqual([
      expect.objectContaining({ kind: 'CASE', epoch: 1, budget: { amount: 1000, unit: 'WALL_SECONDS' }, dueAt: iso(1000), light: 'GREEN' }),
      {
        id: expect.any(String),
        kind: 'STEP',
        epoch: 1,
        budget: { amount: 100, unit: 'WALL_SECONDS' },
        startedAt: iso(0),
        dueAt: iso(100),
        provisional: false,
        light: 'RED',
        rungs: [
          { rung: 1, percent: 80, plannedAt: iso(80), firedAt: expect.any(String) },
          { rung: 2, percent: 100, plannedAt: iso(100) },
          { rung: 3, percent: 125, plannedAt: iso(125) },
          { rung: 4, percent: 150, plannedAt: iso(150) },
        ],
      },
    ])
  })

  it('pages them, with tokens bound to the person', async () => {
    const { body: first } = await clocksAs('supervisor-1', '?pageSize=1')
    expect(first.items.map(({ kind }: { kind: string }) => kind)).toEqual(['CASE'])
    const { body: second } = await clocksAs('supervisor-1', `?pageSize=1&pageToken=${first.nextPageToken}`)
    expect(second.items.map(({ kind }: { kind: string }) => kind)).toEqual(['STEP'])
    expect(second.nextPageToken).toBeUndefined()
    expect((await clocksAs('leader-1', `?pageSize=1&pageToken=${first.nextPageToken}`)).status).toBe(400)
    expect((await clocksAs('leader-1', '?pageSize=201')).status).toBe(400)
  })

  it.each([
    ['a supervisor of the street', 'supervisor-1', 200],
    ['a leader of the street', 'leader-1', 200],
    ['its dispatcher', 'dispatcher-1', 200],
    ['somebody of the unit that holds it', 'verifier-1', 200],
    ['the district centre', 'district-1', 200],
    ['the resident who reported it', 'resident-1', 200],
    ['another resident', 'resident-2', 404],
    ['an office that never held it', 'post-1', 404],
    ['a grid worker of the place', 'grid-worker-1', 404],
    ['the dispatcher of another street', 'dispatcher-1-other', 404],
  ])('%s reads a case that the centre holds: %s %i', async (_, login, status) => {
    expect((await clocksAs(login)).status).toBe(status)
  })

  it('the reporter sees due instants and lights, not who would be told of what', async () => {
    const { body } = await clocksAs('resident-1')
    expect(body.items.map(({ light, dueAt, rungs }: Record<string, unknown>) => ({ light, dueAt, rungs }))).toEqual([
      { light: 'GREEN', dueAt: iso(1000), rungs: [] },
      { light: 'RED', dueAt: iso(100), rungs: [] },
    ])
  })

  it('who handled a case still reads it after it went on', async () => {
    await desk.apply([
      entry('dispatched', 101, 'HANDLING', { holder: { level: 'STREET', unit: OFFICE } }),
      entry('accepted', 102, 'HANDLING', { holder: { level: 'STREET', unit: OFFICE, post: 'post-of-post-1', person: 'person-post-1' } }),
    ])
    expect((await clocksAs('post-2')).status).toBe(200)
    expect((await clocksAs('verifier-1')).status).toBe(404)
    await desk.apply([entry('fed_back', 103, 'VERIFYING', { holder: { level: 'STREET', unit: CENTRE } })])
    expect([(await clocksAs('post-1')).status, (await clocksAs('post-2')).status]).toEqual([200, 404])
  })

  it('keeps a stopped clock as it stood: what fired before the stop, and nothing after', async () => {
    const { body } = await clocksAs('supervisor-1')
    const [, step] = body.items
    expect([step.stoppedAt, step.light]).toEqual([iso(101), 'RED'])
    expect(step.rungs.map(({ firedAt }: { firedAt?: string }) => firedAt !== undefined)).toEqual([true, true, false, false])
  })

  it.each([
    ['a case that nobody knows', '/v1/cases/01936000-0000-7000-8000-00000000ffff/clocks', 404, 'not-found'],
    ['an id that is none', '/v1/cases/7/clocks', 400, 'invalid-request'],
    ['an unknown parameter', `/v1/cases/${CASE_ID}/clocks?sort=due`, 400, 'invalid-request'],
  ])('%s is a problem that says so', async (_, path, status, code) => {
    const { status: given, body } = await sla.get('supervisor-1', path)
    expect([given, body.type]).toEqual([status, `urn:yiwang:problem:${code}`])
  })

  it('describes itself in OpenAPI 3.1', async () => {
    const { body } = await sla.get('supervisor-1', '/openapi.json')
    expect(body.openapi).toMatch(/^3\.1/)
    const { get } = body.paths['/v1/cases/{id}/clocks']
    expect(get.summary).toEqual(expect.any(String))
    expect(Object.keys(get.responses)).toEqual(expect.arrayContaining(['200', '400', '401', '404', '429']))
    expect(Object.keys(body.components.schemas)).toEqual(expect.arrayContaining(['Clock', 'Clocks']))
  })

  it('answers the clocks of a case to services, and to nobody else', async () => {
    const dispatch = sla.grpcAs('service:dispatch')
    const { clocks } = await dispatch.getClocks({ caseId: CASE_ID })
    expect(clocks.map(({ kind }) => kind)).toEqual(['CASE', 'STEP', 'STEP', 'STEP'])
    await expect(sla.grpcAs('supervisor-1').getClocks({ caseId: CASE_ID })).rejects.toMatchObject({ code: 7 })
  })

  describe('a quote', () => {
    const quote = (login: string, calendar: string, start: number | undefined, amount: number, unit: string) =>
      sla.grpcAs(login).quote({ calendar, ...(start !== undefined && { start: timestampFromMs(start) }), amount, unit })

    it.each([
      ['working minutes run inside office hours', '11-24 11:30', 60, 'WORKING_MINUTES', '11-24 14:30', false],
      ['a used-up budget is due at once', '11-24 11:00', 60, 'WORKING_MINUTES', '11-24 12:00', false],
      ['the first day is not counted, and a holiday is none', '11-24 10:00', 1, 'WORKING_DAYS', '11-26 18:00', false],
      ['calendar days end on a working day', '11-18 10:00', 3, 'CALENDAR_DAYS', '11-23 18:00', false],
      ['wall seconds run at any hour', '11-24 23:50', 1200, 'WALL_SECONDS', '11-25 00:10', false],
    ])('%s', async (_, start, amount, unit, due, provisional) => {
      const answer = await quote('post-1', 'office', at(start), amount, unit)
      expect([timestampMs(answer.dueAt!), answer.provisional]).toEqual([at(due), provisional])
    })

    it('says when it lies in a year that is not yet published', async () => {
      const answer = await quote('service:intake', 'office', at('12-25 10:00'), 5, 'WORKING_DAYS')
      expect(answer.provisional).toBe(true)
    })

    it.each([
      ['an unknown unit', 'office', START, 1, 'FORTNIGHTS', 3],
      ['no amount', 'office', START, 0, 'WORKING_DAYS', 3],
      ['a negative amount', 'office', START, -1, 'WORKING_DAYS', 3],
      ['no start', 'office', undefined, 1, 'WORKING_DAYS', 3],
      ['a start outside the calendar', 'office', Date.parse('2019-01-01T00:00:00Z'), 1, 'WALL_SECONDS', 3],
      ['an end outside the calendar', 'office', START, 2_000_000, 'WORKING_DAYS', 3],
      ['an unknown calendar', 'moon', START, 1, 'WORKING_DAYS', 5],
    ])('%s is refused', async (_, calendar, start, amount, unit, code) => {
      await expect(quote('post-1', calendar, start, amount, unit)).rejects.toMatchObject({ code })
    })

    it('is for staff and services', async () => {
      await expect(quote('resident-1', 'office', START, 1, 'WORKING_DAYS')).rejects.toMatchObject({ code: 7 })
    })
  })
})
