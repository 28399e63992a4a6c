import { once } from 'node:events'
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { eventually } from '@yiwang/testing'
import { HealthRegistry } from './index.ts'
import { gate } from './notes.fixture.ts'
import { type NotesServer, notesServer } from './notes-server.fixture.ts'

const json = { 'content-type': 'application/json', 'idempotency-key': 'key-1' }
const post = (body: string, headers: Record<string, string> = {}) => ({ method: 'POST', body, headers: { ...json, ...headers } })

describe('a service over HTTP', () => {
  let notes: NotesServer

  beforeAll(async () => {
    notes = await notesServer({ MAX_IN_FLIGHT: '2', BODY_LIMIT_BYTES: '2048' })
  })
  afterAll(() => notes.stop())

  it('answers what is well asked', async () => {
    const { status, body } = await notes.as('resident-1', '/v1/notes', post('{"text":"hello"}'))
    expect({ status, id: body['id'] }).toEqual({ status: 201, id: 'key-1' })
  })

  it.each([
    ['malformed JSON', post('{"text":'), 400, 'malformed-json'],
    ['an empty body', post(''), 400, 'malformed-json'],
    ['JSON that is nested too deeply', post(`{"text":${'['.repeat(65)}${']'.repeat(65)}}`), 400, 'malformed-json'],
    ['a member that changes objects', post('{"text":"x","__proto__":{}}'), 422, 'refused-by-rule'],
    ['a missing field', post('{}'), 400, 'invalid-request'],
    ['another media type', post('text', { 'content-type': 'text/csv' }), 415, 'unsupported-media-type'],
    ['a body that is too large', post(JSON.stringify({ text: 'x'.repeat(4096) })), 413, 'body-too-large'],
    [
      'no Idempotency-Key where one is required',
      { ...post('{"text":"x"}'), headers: { 'content-type': 'application/json' } },
      400,
      'idempotency-key-required',
    ],
    ['what a rule refuses', post('{"text":"refuse"}'), 422, 'note-refused'],
  ])('answers %s with a problem', async (_, init, status, code) => {
    const { headers, body, ...answer } = await notes.as('resident-1', '/v1/notes', init)
    expect(answer.status).toBe(status)
    expect(headers.get('content-type')).toContain('application/problem+json')
    expect(body).toMatchObject({ type: `urn:yiwang:problem:${code}`, status, title: expect.any(String), detail: expect.any(String) })
  })

  it('points at every field that is wrong, missing or unknown', async () => {
    const { body } = await notes.as('resident-1', '/v1/notes', post('{"text":1,"point":{"lon":"east","lat":2},"colour":"red"}'))
    const pointers = (body['errors'] as { pointer: string }[]).map(({ pointer }) => pointer)
    expect(pointers.toSorted()).toEqual(['/colour', '/point/lat', '/point/lon', '/text'])
  })

  it.each([
    ['GET', '/nowhere', 404, 'not-found'],
    ['PATCH', '/v1/notes', 405, 'method-not-allowed'],
    ['DELETE', '/health/live', 405, 'method-not-allowed'],
    ['PUT', '/v1/nowhere/1', 404, 'not-found'],
    ['GET', '/v1/%zz', 400, 'malformed-request'],
    ['GET', '/v1/notes?pageSize=201', 400, 'invalid-request'],
    ['GET', '/v1/notes?pageToken=forged', 400, 'invalid-page-token'],
    ['GET', '/v1/notes?colour=red', 400, 'invalid-request'],
    ['GET', '/v1/notes/closed', 409, 'note-closed'],
  ])('answers %s %s with %i %s', async (method, path, status, code) => {
    const answer = await notes.as('resident-1', path, { method })
    expect(answer.status).toBe(status)
    expect(answer.body['type']).toBe(`urn:yiwang:problem:${code}`)
  })

  it('says in a conflict who was first', async () => {
    expect((await notes.as('resident-1', '/v1/notes/closed')).body).toMatchObject({ by: 'person-1', state: 'CLOSED' })
  })

  it('gives a fixed text for what nobody foresaw', async () => {
    const { status, body } = await notes.as('resident-1', '/v1/notes/broken')
    expect(status).toBe(500)
    expect(JSON.stringify(body)).not.toContain('Zhang San')
  })

  it('pages a list from one end to the other', async () => {
    const seen: number[] = []
    let pageToken: unknown
    do {
      const more = pageToken === undefined ? '' : `&pageToken=${String(pageToken)}`
      const { body } = await notes.as('resident-1', `/v1/notes?pageSize=50${more}`)
      seen.push(...(body['items'] as number[]))
      pageToken = body['nextPageToken']
    } while (pageToken !== undefined)
    expect(seen).toEqual(Array.from({ length: 120 }, (_, n) => n + 1))
  })

  it('does not take a page token from another person', async () => {
    const { body } = await notes.as('resident-1', '/v1/notes')
    const { status } = await notes.as('resident-2', `/v1/notes?pageToken=${String(body['nextPageToken'])}`)
    expect(status).toBe(400)
  })

  it('does not take a page token of another list', async () => {
    const { body } = await notes.as('resident-1', '/v1/notes')
    const { status } = await notes.as('resident-1', `/v1/notes/archived?pageToken=${String(body['nextPageToken'])}`)
    expect(status).toBe(400)
  })

  it.each([
    ['headers that are too large', `GET /v1/notes HTTP/1.1\r\nhost: x\r\ncookie: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'headers-too-large'],
    ['what is no HTTP', 'hello\r\n\r\n', 400, 'malformed-request'],
  ])('answers %s with a problem too', async (_, sent, status, code) => {
    const { hostname, port } = new URL(notes.service.http)
    const socket = connect(Number(port), hostname)
    let answer = ''
    socket.setEncoding('utf8').on('data', (text) => (answer += text))
    socket.write(sent)
    await once(socket, 'close')
    const [head = '', body = ''] = answer.split('\r\n\r\n')
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} [^]*content-type: application/problem\\+json`))
    expect(JSON.parse(body)).toMatchObject({ type: `urn:yiwang:problem:${code}`, status })
  })

  it('lets a client that is still sending a body that is too large finish, so that it can read the answer', async () => {
    const { hostname, port } = new URL(notes.service.http)
    const authorization = `Bearer ${await notes.issuer.token('resident-1')}`
    const size = 20_000_000
    const agent = new Agent({ keepAlive: true })
    const sent = httpRequest({
      ...{ hostname, port, method: 'POST', path: '/v1/notes', agent },
      headers: { authorization, 'content-type': 'application/json', 'content-length': size },
    })
    sent.write('{')
    const [answer] = (await once(sent, 'response')) as [IncomingMessage]
    sent.end('x'.repeat(size - 1))
    await Promise.all([once(sent, 'finish'), once(answer.resume(), 'end')])
    agent.destroy()
    expect(answer.statusCode).toBe(413)
  })

  it('gives no place to requests that dribble in', async () => {
    const { port } = new URL(notes.service.http)
    const head = `POST /v1/notes HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{`
    const slow = await Promise.all(
      [1, 2, 3].map(async () => {
        const socket = connect(Number(port), '127.0.0.1')
        await once(socket, 'connect')
        socket.write(head)
        return socket
      }),
    )
    const served = await Promise.all(
      Array.from({ length: 20 }, () => notes.as('resident-1', '/v1/notes/board').then(({ status }) => status)),
    )
    for (const socket of slow) socket.destroy()
    expect(served).toContain(200)
    expect((await notes.as('resident-1', '/v1/notes/board')).status).toBe(200)
  })

  it('refuses what is beyond the requests in flight, and still tells of its health', async () => {
    const held = [notes.as('resident-1', '/v1/notes/slow'), notes.as('resident-1', '/v1/notes/slow')]
    await eventually(() => expect(gate.waiting).toHaveLength(2))
    const refused = await notes.as('resident-1', '/v1/notes/board')
    const ready = await notes.request('/health/ready')
    gate.open()
    expect((await Promise.all(held)).map(({ status }) => status)).toEqual([200, 200])
    expect(refused.status).toBe(429)
    expect(refused.headers.get('retry-after')).toBe('1')
    expect(refused.body['type']).toBe('urn:yiwang:problem:too-many-requests')
    expect(ready.status).toBe(200)
    expect((await notes.as('resident-1', '/v1/notes/board')).status).toBe(200)
  })

  it('is live, and ready with the reason while it is not', async () => {
    expect((await notes.request('/health/live')).status).toBe(200)
    const broken = { ok: false, reason: 'twenty events in a row could not be applied' }
    let health: { ok: boolean; reason?: string } = broken
    notes.service.app.get(HealthRegistry).register('consumer', () => health)
    expect(await notes.request('/health/ready')).toMatchObject({ status: 503, body: { status: 'not-ready', checks: { consumer: broken } } })
    health = { ok: true }
    expect(await notes.request('/health/ready')).toMatchObject({ status: 200, body: { status: 'ready' } })
  })

  it('serves its metrics to Prometheus', async () => {
    const metrics = await (await fetch(`${notes.service.http}/metrics`)).text()
    expect(metrics).toMatch(
      /^http_server_request_duration_count\{http_request_method="POST",http_route="\/v1\/notes",http_response_status_code="201",service_name="notes"\} \d+$/m,
    )
  })

  it('describes itself in OpenAPI 3.1, from the schemas that validate', async () => {
    const { body } = await notes.request('/openapi.json')
    expect(body).toMatchObject({
      openapi: '3.1.0',
      security: [{ bearer: [] }],
      paths: {
        '/v1/notes': {
          post: {
            requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/NewNote' } } } },
            responses: { 201: { content: expect.anything() }, 400: { content: { 'application/problem+json': expect.anything() } } },
          },
        },
        '/v1/notes/board': { get: { security: [{}, { bearer: [] }] } },
      },
      components: { schemas: { NewNote: { required: ['text'], additionalProperties: false }, Problem: expect.anything() } },
    })
  })
})
