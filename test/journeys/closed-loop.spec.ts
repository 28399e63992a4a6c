import { randomUUID } from 'node:crypto'
import { events, outboundTopic, topics } from '@yiwang/contracts'
import { eventually } from '@yiwang/testing'
import { Webhook } from 'standardwebhooks'
import { type CaseView, Person } from '../platform/person.ts'
import { TestPlatform } from '../platform/platform.ts'
import { TraceReceiver } from '../platform/trace-receiver.ts'
import { type InboundSample, inboundSamples, Listener, writeInbound } from './bus.ts'
import { expectSoundLedger, levelsHeld } from './ledger-rules.ts'
import { metricsAskedFor, metricsOf, outsideTrace, stationsOf, total, WebhookTarget } from './watching.ts'

const PDF = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
)
const CUNTAN = '500105005'

let platform: TestPlatform
let listener: Listener
let traces: TraceReceiver
const as = (login: string): Person => platform.person(login)

beforeAll(async () => {
  traces = await TraceReceiver.start()
  platform = await TestPlatform.start({
    environment: (_, __, usual) => ({ ...usual, OTEL_EXPORTER_OTLP_ENDPOINT: traces.url, TRACE_SAMPLE_RATIO: '1' }),
  })
  const systems = ['city-management', 'comprehensive-governance', 'emergency-command']
  listener = new Listener(platform.bus.kafka, platform.bus.prefix, [topics.slaEscalation.name, ...systems.map(outboundTopic)])
}, 120_000)
afterAll(async () => {
  await listener?.close()
  await platform?.stop()
  await traces?.stop()
}, 60_000)

const toRegistered = (person: Person, id: string) => eventually(() => person.case(id))

describe('the quarrel about the lift', () => {
  it('goes up from grid to community to street, is mediated by the property-management office, verified, and the resident says solved', async () => {
    const point = (
      await as('grid-worker-1').ask<{ inside: { lon: number; lat: number } }>(
        'directory',
        'GET',
        `/v1/areas/${(await as('grid-worker-1').me()).posts[0]!.area}`,
      )
    ).inside
    const fields = { compound: '溉澜溪小区', building: '1', stage: '加装意愿', parties: 14, mediated: false }
    const id = await as('resident-1').report({
      type: 'lift-quarrel',
      text: '邻居为加装电梯争吵',
      point,
      fields,
      contact: { name: '测试居民', phone: '13800000001' },
    })
    const leader = (await as('grid-leader-1').me()).posts[0]!.id

    await as('grid-worker-1').does('accept', id)
    await as('grid-worker-1').does('hand-over', id, { to: { post: leader }, reason: '需要网格长出面' })
    await as('grid-leader-1').does('accept', id)
    await as('grid-leader-1').does('comment', id, { text: '面谈未果' })
    expect(await as('grid-leader-1').does('report-up', id, { to: 'COMMUNITY', reason: '网格内协调未果' })).toMatchObject({
      state: 'HANDLING',
      holder: { level: 'COMMUNITY' },
    })
    await as('community-1').does('accept', id)
    expect(await as('community-1').does('report-up', id, { reason: '需要专业部门' })).toMatchObject({
      state: 'TRIAGE',
      holder: { level: 'STREET' },
    })
    await as('dispatcher-1').does('accept', id)
    const office = await as('dispatcher-1').unit(CUNTAN, 'OFFICE', 'property-management')
    expect(await as('dispatcher-1').does('dispatch', id, { to: { unit: office } })).toMatchObject({
      state: 'HANDLING',
      holder: { unit: office },
    })
    await as('post-1').does('accept', id)

    const withoutEvidence = await as('post-1').call('dispatch', 'POST', `/v1/cases/${id}/feed-back`, { text: '已达成协议' })
    expect(withoutEvidence.status).toBe(422)
    const agreement = await as('post-1').upload(PDF, 'agreement.pdf')
    await as('post-1').does('feed-back', id, { text: '已达成协议', evidence: [{ kind: 'agreement', attachment: agreement }] })
    expect(await as('verifier-1').does('accept', id)).toMatchObject({ state: 'VERIFYING' })
    expect(await as('verifier-1').does('verify', id, { result: 'PASSED' })).toMatchObject({
      state: 'ANSWERING',
      verifiedAt: expect.any(String),
    })
    const closed = await as('resident-1').does('answer', id, { solved: true, rating: 5 })
    expect(closed).toMatchObject({ state: 'CLOSED', allowed: expect.arrayContaining(['comment']) })

    const ledger = await as('dispatcher-1').ledger(id)
    expectSoundLedger(ledger, await as('dispatcher-1').case(id))
    expect(ledger.entries.map(({ fact }) => fact)).toEqual([
      'registered',
      'accepted',
      'handed_over',
      'accepted',
      'commented',
      'reported_up',
      'accepted',
      'reported_up',
      'accepted',
      'dispatched',
      'accepted',
      'fed_back',
      'accepted',
      'verified',
      'answered',
    ])
    expect(levelsHeld(ledger)).toEqual(['GRID', 'COMMUNITY', 'STREET'])
    await eventually(async () => {
      const clocks = await as('dispatcher-1').clocks(id)
      expect(clocks.map(({ kind }) => kind).toSorted()).toEqual(['ANSWER', 'CASE', 'STEP', 'STEP', 'STEP', 'STEP', 'STEP'])
      expect(clocks.filter(({ stoppedAt }) => !stoppedAt)).toEqual([])
    })
  })

  it('shows the resident only what is theirs: state, deadline and the unit that holds, not the ledger, and nothing to a neighbour', async () => {
    const id = await as('resident-1').report({ type: 'plain-street', text: '路灯不亮' })
    const seen = await as('resident-1').case(id)
    expect(seen.holder).toEqual({ level: 'STREET', unit: expect.any(String) })
    expect(seen.allowed).toEqual(expect.arrayContaining(['withdraw', 'comment']))
    expect((await as('resident-1').call('dispatch', 'GET', `/v1/cases/${id}/ledger`)).status).toBe(403)
    for (const [service, path] of [
      ['dispatch', `/v1/cases/${id}`],
      ['intake', `/v1/matters/${id}`],
      ['sla', `/v1/cases/${id}/clocks`],
    ] as const) {
      expect((await as('resident-1-other').call(service, 'GET', path)).status).toBe(404)
    }
  })
})

describe('a case that waits', () => {
  it('stands still for its reason, goes on by itself at the planned instant, and keeps the time that was left', async () => {
    const id = await as('resident-1').report({ type: 'plain-grid', text: '等备件' })
    await as('grid-worker-1').does('accept', id)
    const seconds = 2
    const waiting = await as('grid-worker-1').does('suspend', id, {
      reason: 'MATERIAL',
      maximum: { amount: seconds, unit: 'WALL_SECONDS' },
      text: '备件在路上',
    })
    expect(waiting).toMatchObject({ state: 'HANDLING', suspension: { reason: 'MATERIAL' } })
    expect(waiting.allowed).not.toContain('solve')
    await eventually(async () => expect((await as('grid-worker-1').case(id)).allowed).toContain('solve'))
    const ledger = await as('grid-worker-1').ledger(id)
    expectSoundLedger(ledger, await as('grid-worker-1').case(id))
    const [suspended, resumed] = ledger.entries.slice(-2)
    expect(ledger.entries.map(({ fact }) => fact)).toEqual(['registered', 'accepted', 'suspended', 'resumed'])
    expect(resumed).toMatchObject({ actor: { kind: 'SYSTEM', id: 'sla' }, details: { cause: 'ELAPSED' } })
    expect(Date.parse(resumed!.at) - Date.parse(suspended!.at)).toBe(seconds * 1_000)
    await eventually(async () => {
      const clocks = await as('grid-worker-1').clocks(id)
      expect(clocks.map(({ kind, stoppedAt }) => [kind, stoppedAt !== undefined])).toEqual([
        ['CASE', false],
        ['STEP', false],
        ['SUSPENSION', true],
      ])
    })
    await eventually(async () => {
      const titles = (await as('resident-1').inbox()).items.filter(({ caseId }) => caseId === id).map(({ type }) => type)
      expect(titles).toEqual(
        [events.dispatchCase.resumed, events.dispatchCase.suspended, events.dispatchCase.registered].map(({ type }) => type),
      )
    })
    await as('grid-worker-1').does('solve', id)
  })
})

describe('a legacy system', () => {
  interface Legacy {
    readonly system: string
    readonly numberField: string
    readonly dispatcher: string
  }

  /** The case that came of the first sample of a system. */
  async function caseOf({ system, dispatcher }: Legacy): Promise<{ kase: CaseView; number: string }> {
    const create = inboundSamples(system)[0] as InboundSample
    await writeInbound(platform.bus.kafka, platform.bus.prefix, system, [create])
    const numbered = await eventually(() => {
      const [status] = listener.on(outboundTopic(system), create.key)
      if (!status) throw new Error(`nothing on ${outboundTopic(system)} yet`)
      return status.value as { caseNumber: string }
    })
    const { items } = await as(dispatcher).ask<{ items: CaseView[] }>('dispatch', 'GET', `/v1/cases?number=${numbered.caseNumber}`)
    return { kase: items[0]!, number: create.key }
  }

  it.each<Legacy>([
    { system: 'city-management', numberField: 'taskNum', dispatcher: 'dispatcher-1' },
    { system: 'comprehensive-governance', numberField: 'serialNo', dispatcher: 'dispatcher-1' },
  ])('$system sees its matter through to a closed case, and its own status codes back', async (legacy) => {
    const { kase, number } = await caseOf(legacy)
    await closeByHand(kase.id)
    const closed = await as('dispatcher-1').case(kase.id)
    expect(closed.state).toBe('CLOSED')
    expectSoundLedger(await as('dispatcher-1').ledger(kase.id), closed)
    await eventually(() => {
      const back = listener.on(outboundTopic(legacy.system), number)
      expect(back.at(-1)!.value).toMatchObject({
        [legacy.numberField]: number,
        status: expect.any(String),
        caseNumber: kase.number,
        at: closed.closedAt,
      })
      expect(back.length).toBeGreaterThanOrEqual(3)
    })
  })

  it('emergency-command closes its own matter, from any open state', async () => {
    const { kase, number } = await caseOf({ system: 'emergency-command', numberField: 'identifier', dispatcher: 'district-1' })
    const cancel = inboundSamples('emergency-command').find(({ key, value }) => key === number && value['msgType'] === 'Cancel')
    await writeInbound(platform.bus.kafka, platform.bus.prefix, 'emergency-command', [cancel!])
    const closed = await eventually(async () => {
      const now = await as('district-1').case(kase.id)
      expect(now.state).toBe('CLOSED')
      return now
    })
    const { entries } = await as('district-1').ledger(kase.id)
    expect(entries.find(({ fact }) => fact === 'closed')).toMatchObject({ actor: { kind: 'SYSTEM' }, details: { cause: 'SOURCE_CLOSED' } })
    expectSoundLedger(await as('district-1').ledger(kase.id), closed)
  })

  it('that writes what nobody can map finds it in quarantine, with its original, and nothing else stops', async () => {
    const [create] = inboundSamples('city-management')
    const unknown = {
      ...create!,
      key: 'X-1',
      headers: { ...create!.headers, ce_id: 'x-1' },
      value: { ...create!.value, taskNum: 'X-1', bigClass: '99', smallClass: '9999' },
    }
    await writeInbound(platform.bus.kafka, platform.bus.prefix, 'city-management', [unknown])
    const held = await eventually(async () => {
      const { items } = await as('editor-1').ask<{ items: { id: string; eventId: string; reason: string }[] }>(
        'intake',
        'GET',
        '/v1/quarantine?system=city-management&state=HELD',
      )
      const found = items.find(({ eventId }) => eventId === 'x-1')
      expect(found).toBeDefined()
      return found!
    })
    const { original } = await as('editor-1').ask<{ original: unknown }>('intake', 'GET', `/v1/quarantine/${held.id}`)
    expect(JSON.stringify(original)).toContain('X-1')
  })

  /** Handles a case by whoever may: dispatched to an office if a centre has it, fed back or solved, verified. */
  async function closeByHand(id: string): Promise<void> {
    const start = await as('dispatcher-1').case(id)
    if (start.holder.level === 'GRID') {
      const worker = (await handlerOf(start.holder.unit))!
      await worker.does('accept', id)
      await worker.does('report-up', id, { to: 'STREET', reason: '试办' })
    }
    if ((await as('dispatcher-1').case(id)).holder.level === 'COMMUNITY')
      await as('community-1').does('report-up', id, { to: 'STREET', reason: '试办' })
    await as('dispatcher-1').does('accept', id)
    await as('dispatcher-1').does('dispatch', id, { to: { unit: await as('dispatcher-1').unit(CUNTAN, 'OFFICE', 'property-management') } })
    await as('post-1').does('accept', id)
    await as('post-1').does('feed-back', id, { text: '已处理', evidence: await evidenceFor(id) })
    await as('verifier-1').does('accept', id)
    await as('verifier-1').does('verify', id, { result: 'PASSED' })
  }

  async function handlerOf(unit: string): Promise<Person | undefined> {
    for (const login of ['grid-worker-1', 'grid-worker-1-other'])
      if ((await as(login).me()).posts.some((post) => post.unit === unit)) return as(login)
    return undefined
  }

  async function evidenceFor(id: string): Promise<{ kind: string; attachment: string }[]> {
    const { type } = await as('post-1').case(id)
    const { evidence } = await as('post-1').ask<{ evidence: { command: string; kind: string; atLeast: number }[] }>(
      'directory',
      'GET',
      `/v1/types/${type}`,
    )
    const needed = evidence
      .filter(({ command }) => command === 'feed-back')
      .flatMap(({ kind, atLeast }) => Array.from({ length: atLeast }, () => kind))
    return Promise.all(needed.map(async (kind) => ({ kind, attachment: await as('post-1').upload(PDF, 'evidence.pdf') })))
  }
})

describe('a case that nobody takes', () => {
  let target: WebhookTarget
  beforeAll(async () => {
    target = await WebhookTarget.start()
  })
  afterAll(() => target.stop())

  it('is warned of and escalated rung by rung, on the ledger, in inboxes, on the bus and to a webhook', async () => {
    const { url, calls } = target
    const types = [events.slaEscalation.raised.type]
    const { secret } = await as('integrator-1').ask<{ secret: string }>('notify', 'POST', '/v1/webhooks', { url, types, area: CUNTAN })
    const id = await as('resident-1').report({ type: 'trial-street', text: '没有人签收' })

    const raised = () => listener.on(topics.slaEscalation.name, id).filter(({ headers }) => headers['ce_type'] === types[0])
    await eventually(() => expect(raised()).toHaveLength(8), { timeout: 45_000 })
    for (const kind of ['CASE', 'STEP']) {
      const ofKind = raised().filter(({ value }) => value['kind'] === kind)
      expect(ofKind.map(({ value }) => value['rung'])).toEqual([1, 2, 3, 4])
    }
    const received = Date.parse((await as('dispatcher-1').case(id)).receivedAt)
    expect(
      raised()
        .map(({ value }) => Date.parse(value['plannedAt'] as string) - received)
        .toSorted((a, b) => a - b),
    ).toEqual([16_000, 16_000, 20_000, 20_000, 25_000, 25_000, 30_000, 30_000])

    await eventually(async () => {
      const { entries } = await as('dispatcher-1').ledger(id)
      expect(entries.filter(({ fact }) => fact === 'escalated')).toHaveLength(8)
    })
    const kase = await as('dispatcher-1').case(id)
    expect(kase).toMatchObject({ state: 'TRIAGE', light: 'RED' })
    expectSoundLedger(await as('dispatcher-1').ledger(id), kase)

    const toldOf = async (login: string) =>
      (await as(login).inbox()).items.filter(({ caseId, type }) => caseId === id && type === types[0]).length
    await eventually(async () =>
      expect([await toldOf('dispatcher-1'), await toldOf('verifier-1'), await toldOf('district-1')]).toEqual([4, 4, 4]),
    )
    expect(await toldOf('dispatcher-1-other')).toBe(0)

    // Those of a case before it may come late.
    const ofCase = () => calls.filter(({ body }) => body.includes(id))
    await eventually(() => expect(ofCase()).toHaveLength(8))
    for (const { headers, body } of ofCase()) expect(() => new Webhook(secret).verify(body, headers)).not.toThrow()
    expect(new Set(ofCase().map(({ headers }) => headers['webhook-id']))).toEqual(new Set(raised().map(({ headers }) => headers['ce_id'])))
  }, 90_000)
})

describe('sla, stopped while a step ends in time', () => {
  it('escalates nothing when it comes back after the deadline', async () => {
    const id = await as('resident-1').report({ type: 'trial-street', text: '按时办结' })
    await toRegistered(as('dispatcher-1'), id)
    await platform.kill('sla')
    await as('dispatcher-1').does('decline', id, { reason: '重复' })
    const { receivedAt } = await as('dispatcher-1').case(id)
    await eventually(
      async () => {
        const { now } = await as('dispatcher-1').ask<{ now: string }>('directory', 'GET', '/v1/now')
        expect(Date.parse(now)).toBeGreaterThan(Date.parse(receivedAt) + 32_000)
      },
      { timeout: 45_000, interval: 500 },
    )
    await platform.startService('sla')
    await eventually(async () => {
      const clocks = await as('dispatcher-1').clocks(id)
      expect(clocks).toHaveLength(2)
      for (const clock of clocks) expect(clock.stoppedAt).toBeDefined()
      for (const clock of clocks) expect(clock.rungs.filter(({ firedAt }) => firedAt)).toEqual([])
    })
    expect(listener.on(topics.slaEscalation.name, id)).toEqual([])
  }, 120_000)
})

describe('whoever watches the platform', () => {
  let target: WebhookTarget
  beforeAll(async () => {
    target = await WebhookTarget.start()
    const types = [events.dispatchCase.registered.type, events.slaClock.started.type]
    await as('integrator-1').ask('notify', 'POST', '/v1/webhooks', { url: target.url, types, area: CUNTAN })
  })
  afterAll(() => target.stop())

  /** Consumed and told by all, and the webhook was called in the same trace. */
  async function expectConnected(trace: ReturnType<typeof outsideTrace>, entrance: string): Promise<void> {
    await eventually(() => {
      expect(stationsOf(traces.followingFrom([trace]))).toEqual(
        expect.arrayContaining([
          entrance,
          'intake: publish',
          'dispatch: consume intake.matter.v1',
          'dispatch: publish',
          'sla: consume dispatch.case.v1',
          'sla: publish',
          'dispatch: consume sla.clock.v1',
          'intake: consume dispatch.case.v1',
          'notify: consume dispatch.case.v1',
          'notify: consume sla.clock.v1',
          'notify: deliver',
        ]),
      )
    })
  }

  it('follows a matter from its HTTP request through every service to the webhook in one connected trace', async () => {
    const trace = outsideTrace()
    const headers = { 'idempotency-key': randomUUID(), traceparent: trace.traceparent }
    const matter = { type: 'plain-street', text: '跟踪', areaCode: CUNTAN }
    expect((await as('resident-1').call('intake', 'POST', '/v1/matters', matter, headers)).status).toBe(201)
    await expectConnected(trace, 'intake: POST /v1/matters')
    const following = traces.followingFrom([trace])
    const told = target.calls.map(({ headers: { traceparent } }) => traceparent!.split('-').slice(1, 3))
    expect(told.filter(([of, span]) => following.some((each) => each.trace === of && each.span === span)).length).toBeGreaterThan(0)
  })

  it('follows a matter from the bus likewise', async () => {
    const trace = outsideTrace()
    const [create] = inboundSamples('city-management')
    const { headers, value } = create!
    const sample = {
      headers: { ...headers, ce_id: 'traced-1', ce_traceparent: trace.traceparent },
      key: 'TRACED-1',
      value: { ...value, taskNum: 'TRACED-1' },
    }
    await writeInbound(platform.bus.kafka, platform.bus.prefix, 'city-management', [sample])
    await expectConnected(trace, 'intake: consume inbound.city-management.v1')
  })

  it('sees what came in, is held, is late, and was told', async () => {
    await eventually(
      async () => {
        const figures = await Promise.all([
          total(platform, 'yiwang_intake_matters_total', 'system="http"'),
          total(platform, 'yiwang_intake_matters_total', 'system="city-management"'),
          total(platform, 'yiwang_intake_quarantine'),
          total(platform, 'yiwang_dispatch_cases_open'),
          total(platform, 'yiwang_dispatch_cases_late'),
          total(platform, 'yiwang_notify_deliveries_total', 'outcome="sent"'),
        ])
        expect(Math.min(...figures)).toBeGreaterThan(0)
      },
      { timeout: 30_000, interval: 500 },
    )
    const standing = [await total(platform, 'yiwang_consumer_parked_keys'), await total(platform, 'yiwang_outbox_refused')]
    expect(standing).toEqual([0, 0])
  })

  it('finds every metric that a dashboard or an alert asks for', async () => {
    const there = await metricsOf(platform)
    expect(metricsAskedFor().filter((name) => !there.has(name))).toEqual([])
  })
})
