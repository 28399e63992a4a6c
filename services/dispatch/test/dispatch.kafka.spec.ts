import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { dispatchGrpc, events, topics } from '@yiwang/contracts'
import { DirectoryCopyModule } from '@yiwang/directory-copy'
import { verifyChain } from '@yiwang/ledger'
import { type Kafka, Outbox, type OutgoingEvent, outgoing, type Producer } from '@yiwang/messaging'
import { grpcClient, loadConfig, type RunningService, serve } from '@yiwang/service-kit'
import { eventually, freePorts, type TestDatabase, type TestIssuer, testDatabase, testIssuer, testTopics } from '@yiwang/testing'
import { v7 as uuid } from 'uuid'
import { dispatchConfig } from '../src/config.ts'
import { DispatchModule } from '../src/dispatch.module.ts'
import { areas, directory, person, post, unit } from './small-district.ts'

let service: RunningService
let database: TestDatabase
let issuer: TestIssuer
let kafka: Kafka
let producer: Producer
let prefix: string
let outbox: Outbox

beforeAll(async () => {
  ;[database, issuer] = await Promise.all([testDatabase('dispatch'), testIssuer()])
  const broker = await testTopics([
    topics.intakeMatter,
    topics.slaClock,
    topics.slaEscalation,
    topics.dispatchCase,
    topics.dispatchProgress,
  ])
  ;({ kafka, prefix } = broker)
  producer = await kafka.openProducer()
  outbox = new Outbox({ source: '/test', topicPrefix: prefix })
  const [grpc] = await freePorts(1)
  const config = loadConfig(dispatchConfig, {
    ...{
      NODE_ENV: 'test',
      HTTP_PORT: '0',
      GRPC_PORT: String(grpc),
      DATABASE_URL: database.url,
      KAFKA_BROKERS: broker.brokers,
      TOPIC_PREFIX: prefix,
    },
    ...{ ISSUER_URL: issuer.url, INTAKE_GRPC: '127.0.0.1:1', LOG_LEVEL: 'silent' },
  })
  service = await serve(DispatchModule.forRoot(config, DirectoryCopyModule.of(directory)))
}, 60_000)
afterAll(async () => {
  await service?.stop()
  await producer?.close()
  await issuer?.stop()
  await database?.drop()
})

/** Publishes as another service's relay would. */
async function publish(sequence: number, ...events: OutgoingEvent[]): Promise<void> {
  await producer.send(
    events.map((event, n) => {
      const { topic, key, subject, headers, value } = outbox.encode(event)
      return { topic, key, value, headers: { ...headers, ce_subject: subject, ce_sequence: String(sequence + n).padStart(10, '0') } }
    }),
  )
}

const received = (id: string, type = 'plain-street'): OutgoingEvent =>
  outgoing({
    ...{ event: events.intakeMatter.received, key: id, subject: id, area: areas.grid, at: new Date() },
    value: {
      matterId: id,
      type,
      typeVersion: 1,
      area: areas.grid,
      receivedAt: timestampFromDate(new Date()),
      reporter: { kind: 'STAFF', id: person('grid-worker-1') },
    },
  })

async function ask(
  login: string,
  path: string,
  { method = 'GET', body, headers = {}, token }: { method?: string; body?: unknown; headers?: Record<string, string>; token?: string } = {},
) {
  const response = await fetch(`${service.http}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token ?? (await issuer.token(login))}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, etag: response.headers.get('etag'), body: text === '' ? undefined : JSON.parse(text) }
}
const order = (login: string, id: string, command: string, body: unknown = {}, headers: Record<string, string> = {}) =>
  ask(login, `/v1/cases/${id}/${command}`, { method: 'POST', body, headers })

async function registered(type?: string): Promise<string> {
  const id = uuid()
  await publish(1, received(id, type))
  await eventually(async () => expect((await ask('dispatcher-1', `/v1/cases/${id}`)).status).toBe(200))
  return id
}

/** The events of a case on dispatch's topic, in order of arrival. */
async function published(id: string, atLeast: number) {
  const found: { type: string; sequence: number; value: Record<string, unknown> }[] = []
  const consumer = kafka.consume({
    ...{ group: `${prefix}test-${uuid()}`, topics: [prefix + topics.dispatchCase.name], from: 'earliest', commit: false },
    onRecords: async (records) => {
      for (const { key, headers, value } of records) {
        if (String(key) === id)
          found.push({ type: String(headers['ce_type']), sequence: Number(headers['ce_sequence']), value: JSON.parse(String(value)) })
      }
      return 'done'
    },
  })
  await eventually(() => expect(found.length).toBeGreaterThanOrEqual(atLeast))
  await consumer.close()
  return found
}

describe('dispatch as it runs', () => {
  it('registers a received matter, takes it to its close by commands, and publishes each entry as it is on the ledger', async () => {
    const id = await registered()
    const seen = await ask('dispatcher-1', `/v1/cases/${id}`)
    expect(seen).toMatchObject({
      etag: '"1"',
      body: {
        id,
        state: 'TRIAGE',
        round: 1,
        version: 1,
        allowed: ['accept', 'report-up', 'dispatch', 'decline', 'reclassify', 'void', 'comment'],
      },
    })
    expect(await order('dispatcher-1', id, 'accept')).toMatchObject({ status: 200, etag: '"2"' })
    expect(await order('dispatcher-1', id, 'dispatch', { to: { unit: unit('property-office') } }, { 'if-match': '"2"' })).toMatchObject({
      status: 200,
    })
    expect(await order('post-1', id, 'accept')).toMatchObject({ status: 200 })
    expect(await order('post-1', id, 'feed-back', { text: 'mediated' })).toMatchObject({ status: 200 })
    expect(await order('verifier-1', id, 'verify', { result: 'PASSED' })).toMatchObject({ status: 200, body: { state: 'CLOSED' } })
    const ledger = await ask('post-1', `/v1/cases/${id}/ledger`)
    expect(ledger.body.texts).toMatchObject([{ seq: 5, text: 'mediated' }])
    expect(ledger.body.stretches).toHaveLength(5)
    const onTheBus = await published(id, 6)
    expect(onTheBus.map(({ value }) => value)).toEqual(ledger.body.entries)
    expect(onTheBus.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6])
    expect(onTheBus.map(({ type }) => type.split('.')[3])).toEqual([
      'registered',
      'accepted',
      'dispatched',
      'accepted',
      'fed_back',
      'verified',
    ])
    expect(verifyChain(ledger.body.entries)).toEqual({ ok: true })
  })

  it('does nothing twice when every event comes three times', async () => {
    const id = uuid()
    const event = received(id)
    for (let n = 0; n < 3; n++) await publish(1, event)
    const raised = outgoing({
      ...{ event: events.slaEscalation.raised, key: id, subject: uuid(), area: areas.grid, at: new Date() },
      value: { clockId: uuid(), caseId: id, kind: 'STEP', epoch: 1, rung: 1 },
    })
    await eventually(async () => expect((await ask('dispatcher-1', `/v1/cases/${id}`)).status).toBe(200))
    for (let n = 0; n < 3; n++) await publish(1, raised)
    expect((await published(id, 2)).map(({ value }) => value['fact'])).toEqual(['registered', 'escalated'])
  })

  it('tells how far it has published', async () => {
    await registered()
    const seen: string[] = []
    const consumer = kafka.consume({
      ...{ group: `${prefix}test-${uuid()}`, topics: [prefix + topics.dispatchProgress.name], from: 'earliest', commit: false },
      onRecords: async (records) => {
        seen.push(...records.map(({ value }) => String(value)))
        return 'done'
      },
    })
    await eventually(() => expect(seen.some((value) => Number(JSON.parse(value).offset) > 0)).toBe(true))
    await consumer.close()
  })

  it('answers other services over gRPC, and nobody else', async () => {
    const id = await registered()
    const client = (login: string) => grpcClient(dispatchGrpc.DispatchService, service.grpc!, { get: () => issuer.token(login) })
    const intake = client('service:intake')
    expect(await intake.getCase({ id })).toMatchObject({
      id,
      state: 'TRIAGE',
      holder: { level: 'STREET', unit: unit('street-centre') },
      version: 1,
    })
    const entries = []
    for await (const { entry } of intake.streamLedger({ id, afterSeq: 0 })) entries.push(entry)
    expect(entries).toMatchObject([{ fact: 'registered', seq: 1 }])
    await expect(intake.getCase({ id: uuid() })).rejects.toMatchObject({ code: 5 })
    const stranger = client('dispatcher-1')
    await expect(stranger.getCase({ id })).rejects.toMatchObject({ code: 7 })
    intake.close()
    stranger.close()
  })
})

describe('over HTTP', () => {
  it('each bad request has its status and a problem that says what to do, and changes nothing', async () => {
    const id = await registered()
    const bad: readonly [what: string, status: number, problem: string, answer: Promise<{ status: number; body: { type: string } }>][] = [
      ['malformed JSON', 400, 'malformed-json', order('dispatcher-1', id, 'accept', '{')],
      ['an unknown field', 400, 'invalid-request', order('dispatcher-1', id, 'accept', { unheard: 1 })],
      ['a missing field', 400, 'invalid-request', order('dispatcher-1', id, 'dispatch', {})],
      ['a missing reason', 400, 'invalid-request', order('dispatcher-1', id, 'decline', {})],
      ['a wrong type', 400, 'invalid-request', order('dispatcher-1', id, 'comment', { text: 5 })],
      ['an id that is none', 400, 'invalid-request', ask('dispatcher-1', '/v1/cases/nonsense')],
      ['a filter that is none', 400, 'invalid-request', ask('dispatcher-1', '/v1/cases?state=OPEN')],
      ['a page too large', 400, 'invalid-request', ask('dispatcher-1', '/v1/cases?pageSize=201')],
      ['an If-Match that is none', 400, 'invalid-if-match', order('dispatcher-1', id, 'accept', {}, { 'if-match': 'three' })],
      ['an unknown command', 404, 'not-found', order('dispatcher-1', id, 'explode')],
      ['an unknown case', 404, 'not-found', ask('dispatcher-1', `/v1/cases/${uuid()}`)],
      ['another street’s case', 404, 'not-found', order('dispatcher-1-other', id, 'accept')],
      ['a role that never does this', 403, 'not-entitled', order('supervisor-1', id, 'accept')],
      ['a post that is not held', 403, 'post-not-held', order('dispatcher-1', id, 'accept', { asPost: post('verifier') })],
      ['a state in which nobody may', 409, 'command-not-legal', order('dispatcher-1', id, 'verify', { result: 'PASSED' })],
      ['an old version', 412, 'version-changed', order('dispatcher-1', id, 'accept', {}, { 'if-match': '"9"' })],
      ['an unknown unit', 422, 'unknown-target', order('dispatcher-1', id, 'dispatch', { to: { unit: uuid() } })],
      [
        'a unit of another street',
        422,
        'target-does-not-fit',
        order('dispatcher-1', id, 'dispatch', { to: { unit: unit('property-office-other') } }),
      ],
      ['an unknown type', 422, 'unknown-type', order('dispatcher-1', id, 'reclassify', { reason: 'x', type: 'nonsense' })],
      [
        'evidence while intake is away',
        503,
        'unavailable',
        order('dispatcher-1', id, 'accept', { evidence: [{ kind: 'photo', attachment: uuid() }] }),
      ],
      ['no token', 401, 'unauthenticated', ask('', `/v1/cases/${id}`, { headers: { authorization: '' } })],
      [
        'an expired token',
        401,
        'invalid-token',
        ask('', `/v1/cases/${id}`, { token: await issuer.token('dispatcher-1', { expiresIn: -60 }) }),
      ],
    ]
    for (const [what, status, problem, answer] of bad) {
      expect([what, (await answer).status, (await answer).body.type]).toEqual([what, status, `urn:yiwang:problem:${problem}`])
    }
    expect(await ask('dispatcher-1', `/v1/cases/${id}`)).toMatchObject({ etag: '"1"', body: { version: 1, state: 'TRIAGE' } })
  })

  it('a command without a body is a command with an empty one', async () => {
    const id = await registered()
    const response = await ask('dispatcher-1', `/v1/cases/${id}/accept`, { method: 'POST' })
    expect(response).toMatchObject({ status: 200, body: { holder: { person: person('dispatcher-1') } } })
  })

  it('the work list has the case, and its next page its token', async () => {
    const id = await registered()
    await order('dispatcher-1', id, 'accept')
    const { body } = await ask('dispatcher-1', '/v1/cases?holder=me&sort=due&pageSize=1')
    expect(body.items).toHaveLength(1)
    const whole = await ask('dispatcher-1', '/v1/cases?holder=me')
    expect(whole.body.items.map((item: { id: string }) => item.id)).toContain(id)
  })

  it('the OpenAPI document names every command with its body', async () => {
    const { body } = await ask('dispatcher-1', '/openapi.json')
    expect(body.openapi).toBe('3.1.0')
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining(['/v1/cases', '/v1/cases/{id}', '/v1/cases/{id}/ledger', '/v1/cases/{id}/hand-over', '/v1/cases/{id}/void']),
    )
    expect(JSON.stringify(body.paths['/v1/cases/{id}/verify'].post.requestBody)).toContain('Verify')
  })
})
