import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from 'node:http2'
import { directoryGrpc, dispatchGrpc, intakeGrpc, slaGrpc } from '@yiwang/contracts'
import type { Random } from '../random.ts'
import type { Report } from '../report.ts'
import { CANARY, ELSEWHERE, type Town } from '../town.ts'
import { sendFrames } from './frames.ts'
import { messageBytes } from './messages.ts'

const SERVED = {
  directory: directoryGrpc.DirectoryService,
  intake: intakeGrpc.IntakeService,
  dispatch: dispatchGrpc.DispatchService,
  sla: slaGrpc.SlaService,
}
type Served = keyof typeof SERVED
const AT_ONCE = 48
const PATIENCE_MS = 10_000
/** UNKNOWN, INTERNAL, DATA_LOSS: what a fault of ours would be. */
const OUR_FAULT = new Set(['2', '13', '15'])
/** What the gRPC library says by itself of headers that break its protocol. */
const OF_THE_LIBRARY = /^(Invalid grpc-timeout value|Failed to decompress)/
const canaries = Object.values(CANARY).map((text) => Buffer.from(text))

interface Call {
  readonly service: Served
  readonly headers: Record<string, string>
  readonly bytes: Buffer
  readonly reset: boolean
  /** Another service of ours asks, which reads everything. */
  readonly trusted: boolean
}

/** Calls over HTTP/2 as it should be with anything in them, and frames that are no HTTP/2. */
export async function fuzzGrpc(town: Town, report: Report, random: Random, inputs: number): Promise<{ answered: number; busy: number }> {
  const frames = Math.ceil(inputs * 0.05)
  const calls = new Calls(town, random)
  await calls.prepare()
  await Promise.all([calls.run(inputs - frames, report), sendFrames(town, random, frames)])
  calls.close()
  report.count('gRPC', inputs)
  report.none('gRPC: no answer that is a fault of ours', [...calls.faults])
  report.none('gRPC: no answer with what the other street keeps', [...calls.leaks])
  report.say(
    `gRPC: ${[...calls.statuses]
      .sort()
      .map(([status, n]) => `${status}: ${n}`)
      .join(', ')}`,
  )
  return { answered: [...calls.statuses.values()].reduce((sum, n) => sum + n, 0), busy: calls.busy }
}

class Calls {
  readonly statuses = new Map<string, number>()
  readonly faults = new Set<string>()
  readonly leaks = new Set<string>()
  /** Too many at once; a message that is too large has the same status. */
  busy = 0
  private readonly sessions = new Map<Served, ClientHttp2Session>()
  private tokens: string[] = []
  private services: string[] = []

  private readonly ids: readonly string[]

  constructor(
    private readonly town: Town,
    private readonly random: Random,
  ) {
    const { cases, decisions } = town
    this.ids = [...cases.own, ...cases.other, ...decisions.ids, ...decisions.other, ...decisions.compounds, ...decisions.trustees]
  }

  async prepare(): Promise<void> {
    const tokensOf = (logins: readonly string[]) => Promise.all(logins.map((login) => this.town.platform.person(login).token()))
    this.tokens = await tokensOf(ELSEWHERE)
    this.services = await tokensOf(['service:intake', 'service:dispatch', 'service:sla', 'service:notify', 'service:voting'])
  }

  async run(inputs: number, report: Report): Promise<void> {
    let left = inputs
    const every = Math.ceil(inputs / 5)
    const one = async () => {
      while (left > 0) {
        if (--left % every === 0) report.say(`gRPC: ${left.toLocaleString('en')} calls left`)
        await this.call(this.next())
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, one))
  }

  close(): void {
    for (const session of this.sessions.values()) session.destroy()
  }

  private next(): Call {
    const { random } = this
    const service = random.of(Object.keys(SERVED) as Served[])
    const desc = SERVED[service]
    const method = random.of(desc.methods)
    const path = random.chance(0.9)
      ? `/${desc.typeName}/${method.name}`
      : random.of([
          '/',
          '//',
          '/x',
          `/${desc.typeName}/`,
          `/${desc.typeName}/__proto__`,
          '/grpc.health.v1.Health/Check',
          `/${'x'.repeat(5_000)}`,
        ])
    const trusted = random.chance(0.4)
    return {
      ...{ service, trusted },
      headers: { ':method': random.chance(0.98) ? 'POST' : 'GET', ':path': path, ...this.metadata(trusted ? this.services : this.tokens) },
      bytes: messageBytes(method, random, this.ids),
      reset: random.chance(0.02),
    }
  }

  private metadata(tokens: readonly string[]): Record<string, string> {
    const { random } = this
    return {
      'content-type': random.chance(0.95)
        ? 'application/grpc'
        : random.of(['application/grpc+json', 'application/json', 'text/plain', 'application/grpc+proto']),
      ...(random.chance(0.95) && { te: 'trailers' }),
      ...(random.chance(0.9) && { authorization: `Bearer ${random.of(tokens)}` }),
      ...(random.chance(0.1) && { 'grpc-timeout': random.of(['1n', '0S', '-1S', '99999999H', 'x', '1']) }),
      ...(random.chance(0.05) && { 'grpc-encoding': random.of(['gzip', 'deflate', 'snappy', 'x']) }),
      ...(random.chance(0.05) && { 'x-bin': random.of(['!!!', 'AAAA', 'x'.repeat(6_000)]), 'a-bin': '=' }),
    }
  }

  private call({ service, headers, bytes, reset, trusted }: Call): Promise<void> {
    return new Promise((done) => {
      const stream = this.session(service).request(headers)
      // Not the stream's own timeout: that one ends when a close begins, which may never come to an end.
      const patience = setTimeout(() => stream.destroy(), PATIENCE_MS)
      const parts: Buffer[] = []
      let status: string | undefined
      const noted = (of: Record<string, unknown>) => {
        if (of['grpc-status'] !== undefined) status = String(of['grpc-status'])
        const message = decodeURIComponent(String(of['grpc-message'] ?? ''))
        if (status === '8' && message.includes('as many requests')) this.busy++
        if (OUR_FAULT.has(status ?? '') && !OF_THE_LIBRARY.test(message) && !headers[':path']!.startsWith('/grpc.'))
          this.faults.add(`${headers[':path']} → ${status} ${message}`)
      }
      stream.on('response', noted)
      stream.on('trailers', noted)
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('error', () => {})
      stream.on('close', () => {
        clearTimeout(patience)
        const answer = Buffer.concat(parts)
        if (!trusted && canaries.some((text) => answer.includes(text))) this.leaks.add(headers[':path']!)
        const name = status ?? 'none'
        this.statuses.set(name, (this.statuses.get(name) ?? 0) + 1)
        done()
      })
      send(stream, bytes, reset)
    })
  }

  private session(service: Served): ClientHttp2Session {
    const known = this.sessions.get(service)
    if (known && !known.closed && !known.destroyed) return known
    const session = connect(`http://${this.town.platform.addresses(service)[0]!.grpc}`)
    session.on('error', () => {})
    this.sessions.set(service, session)
    return session
  }
}

function send(stream: ClientHttp2Stream, bytes: Buffer, reset: boolean): void {
  if (!reset) return void stream.end(bytes)
  stream.write(bytes.subarray(0, Math.ceil(bytes.length / 2)))
  stream.close(constants.NGHTTP2_CANCEL)
}
