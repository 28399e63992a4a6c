import { type ChildProcess, spawn } from 'node:child_process'
import { Agent, createServer, get, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { slaGrpc } from '@yiwang/contracts'
import { eventually, freePorts, type TestIssuer, testIssuer } from '@yiwang/testing'
import { grpcClient } from './index.ts'
import { notesEnv } from './notes.fixture.ts'

const hooks = fileURLToPath(new URL('../../../tools/ts-hooks.mjs', import.meta.url))
const main = fileURLToPath(new URL('./notes.main.fixture.ts', import.meta.url))

interface Process {
  readonly child: ChildProcess
  readonly stderr: () => string
  readonly log: () => Record<string, unknown>[]
  readonly ended: Promise<number | null>
}

/** Other tests may have the machine. */
const PATIENCE = { timeout: 45_000 }
const children: ChildProcess[] = []

function start(env: Record<string, string>): Process {
  const child = spawn(process.execPath, ['--conditions=source', '--import', hooks, main], { env })
  children.push(child)
  const text = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (text.stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (text.stderr += chunk.toString()))
  return {
    child,
    stderr: () => text.stderr,
    log: () =>
      text.stdout
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    ended: new Promise((resolve) => child.on('exit', resolve)),
  }
}

describe('the process of a service', () => {
  let issuer: TestIssuer
  beforeAll(async () => {
    issuer = await testIssuer()
  })
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL')
  })
  afterAll(() => issuer.stop())

  async function serving(more: Record<string, string> = {}): Promise<Process & { http: string; grpc: string }> {
    const [grpcPort] = await freePorts(1)
    const started = start(notesEnv(issuer.url, { LOG_LEVEL: 'debug', GRPC_PORT: String(grpcPort), ...more }))
    const line = await eventually(() => {
      const found = started.log().find(({ message }) => message === 'serving')
      if (!found) throw new Error(`not serving yet: ${started.stderr()}`)
      return found
    }, PATIENCE)
    return { ...started, http: String(line['http']), grpc: String(line['grpc']) }
  }

  it('ends with 1 and names every bad variable, without a stack', async () => {
    const { ended, stderr } = start({ ...notesEnv(issuer.url), HTTP_PORT: 'eighty', DATABASE_URL: '', NOTE_LIMIT: 'few' })
    expect(await ended).toBe(1)
    expect(stderr().trim().split('\n')).toEqual([
      'notes does not start. The configuration cannot be used:',
      expect.stringContaining('HTTP_PORT is wrong; expected the HTTP port'),
      expect.stringContaining('DATABASE_URL is missing; expected the URL of the PostgreSQL database'),
      expect.stringContaining('NOTE_LIMIT is wrong; expected how many notes are kept'),
    ])
  })

  it('ends with 1 and says why as JSON when it cannot start', async () => {
    const { ended, log } = start({ ...notesEnv(issuer.url), LOG_LEVEL: 'info', HTTP_PORT: new URL(issuer.url).port })
    expect(await ended).toBe(1)
    expect(log().at(-1)).toMatchObject({ level: 'error', message: 'the service could not start', err: { code: 'EADDRINUSE' } })
  })

  it('finishes what is in hand when it is told to stop, and takes nothing in any more', async () => {
    const { child, http, ended } = await serving()
    const authorization = `Bearer ${await issuer.token('resident-1')}`
    const slow = fetch(`${http}/v1/notes/slow`, { headers: { authorization } })
    await eventually(async () => expect(await inFlight(http)).toBe(1))
    child.kill('SIGTERM')
    await eventually(() => expect(fetch(`${http}/health/live`)).rejects.toThrow())
    child.kill('SIGUSR2')
    expect((await slow).status).toBe(200)
    expect(await ended).toBe(0)
  })

  it('is not ready but goes on serving while it drains, each answer the last of its connection', async () => {
    const { child, http, ended } = await serving({ STOP_DRAIN_MS: '3000' })
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    expect((await kept(agent, `${http}/health/live`)).headers.connection).toBe('keep-alive')
    child.kill('SIGTERM')
    await eventually(async () => expect((await fetch(`${http}/health/ready`)).status).toBe(503))
    expect(await kept(agent, `${http}/health/live`)).toMatchObject({ statusCode: 200, headers: { connection: 'close' } })
    expect(await kept(agent, `${http}/health/live`)).toMatchObject({ statusCode: 200, headers: { connection: 'close' } })
    expect(await ended).toBe(0)
  })

  it('ends at once at a second signal', async () => {
    const { child, http, ended } = await serving()
    const authorization = `Bearer ${await issuer.token('resident-1')}`
    const slow = fetch(`${http}/v1/notes/slow`, { headers: { authorization } }).catch(() => 'cut off')
    await eventually(async () => expect(await inFlight(http)).toBe(1))
    child.kill('SIGTERM')
    await eventually(() => expect(fetch(`${http}/health/live`)).rejects.toThrow())
    child.kill('SIGTERM')
    expect(await ended).toBe(1)
    expect(await slow).toBe('cut off')
  })

  it('exports spans of HTTP and gRPC without what a query asks for, and logs with the ids of their traces', async () => {
    const collector = await otlpCollector()
    const { child, http, grpc, log, ended } = await serving({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, TRACE_SAMPLE_RATIO: '1' })
    const trace = '0af7651916cd43dd8448eb211c80319c'
    await fetch(`${http}/v1/notes/closed?lon=106.5312345&lat=29.5312345`, {
      headers: { traceparent: `00-${trace}-b7ad6b7169203331-01`, authorization: `Bearer ${await issuer.token('resident-1')}` },
    })
    const client = grpcClient(slaGrpc.SlaService, grpc, { get: () => issuer.token('service:dispatch') })
    await client.quote({ calendar: 'c' })
    client.close()
    await eventually(() => expect(log()).toContainEqual(expect.objectContaining({ message: 'request refused', traceId: trace })))
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    collector.close()
    expect(collector.received('/v1/traces')).toContain('GET /v1/notes/:id')
    expect(collector.received('/v1/traces')).toContain('/v1/notes/closed')
    expect(collector.received('/v1/traces')).not.toContain('106.53')
    expect(collector.received('/v1/traces')).toContain('yiwang.sla.v1.SlaService/Quote')
    expect(collector.received('/v1/metrics')).toContain('http.server.request.duration')
  })

  it('carries the ids of traces also where nobody takes spans', async () => {
    const { child, http, log, ended } = await serving()
    const trace = '0af7651916cd43dd8448eb211c80319c'
    const headers = { authorization: `Bearer ${await issuer.token('resident-1')}` }
    const refused = (more = {}) => fetch(`${http}/v1/notes/closed`, { headers: { ...headers, ...more } })
    const { traceId } = (await (await refused({ traceparent: `00-${trace}-b7ad6b7169203331-01` })).json()) as { traceId: string }
    expect(traceId).toBe(trace)
    expect(await (await refused()).json()).toMatchObject({ traceId: expect.stringMatching(/^[0-9a-f]{32}$/) })
    await eventually(() => expect(log()).toContainEqual(expect.objectContaining({ message: 'request refused', traceId: trace })))
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
  })
})

/** The answer over a connection of the agent's, which never tries again. */
function kept(agent: Agent, url: string): Promise<IncomingMessage> {
  return new Promise((answered, failed) => {
    get(url, { agent }, (response) => response.resume().once('end', () => answered(response))).once('error', failed)
  })
}

async function inFlight(http: string): Promise<number> {
  const metrics = await (await fetch(`${http}/metrics`)).text()
  return Number(/^yiwang_requests_in_flight.* (\d+)$/m.exec(metrics)?.[1])
}

/** Keeps what is exported, as text: names can be found in it. */
async function otlpCollector(): Promise<{ url: string; received: (path: string) => string; close: () => Server }> {
  const bodies: { path: string | undefined; text: string }[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      bodies.push({ path: request.url, text: Buffer.concat(chunks).toString('latin1') })
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end()
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    received: (path) =>
      bodies
        .filter((body) => body.path === path)
        .map(({ text }) => text)
        .join('\n'),
    close: () => server.close(),
  }
}
