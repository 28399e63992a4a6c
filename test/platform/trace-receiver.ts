import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire'

export interface SpanName {
  readonly trace: string
  readonly span: string
}

export interface ReceivedSpan extends SpanName {
  readonly service: string
  readonly name: string
  /** The span that it is a child of; empty for the first of a trace. */
  readonly parent: string
  readonly links: readonly SpanName[]
}

/** A collector for tests: takes spans over OTLP/HTTP and keeps them. */
export class TraceReceiver {
  readonly spans: ReceivedSpan[] = []
  private readonly server: Server

  private constructor() {
    this.server = createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      if (request.url === '/v1/traces') this.spans.push(...spansOf(Buffer.concat(chunks)))
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end()
    })
  }

  static async start(): Promise<TraceReceiver> {
    const receiver = new TraceReceiver()
    await new Promise<void>((listening) => receiver.server.listen(0, '127.0.0.1', listening))
    return receiver
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  /** What follows from these spans, however many batches lie between: children, and spans that are linked to them. */
  followingFrom(roots: readonly SpanName[]): ReceivedSpan[] {
    const found = new Map<string, ReceivedSpan>()
    const reached = new Set(roots.map(keyOf))
    for (let before = -1; before < reached.size; ) {
      before = reached.size
      for (const span of this.spans) {
        const causes = [...(span.parent ? [{ trace: span.trace, span: span.parent }] : []), ...span.links]
        if (!causes.some((cause) => reached.has(keyOf(cause)))) continue
        found.set(keyOf(span), span)
        reached.add(keyOf(span))
      }
    }
    return [...found.values()]
  }

  stop(): Promise<void> {
    this.server.closeAllConnections()
    return new Promise((done) => this.server.close(() => done()))
  }
}

const keyOf = ({ trace, span }: SpanName): string => `${trace}/${span}`
const hex = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('hex')
const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString()

/** By opentelemetry/proto/trace/v1/trace.proto: requests hold resources, these hold scopes, these hold spans. */
function spansOf(request: Uint8Array): ReceivedSpan[] {
  return fieldsOf(request, 1).flatMap((ofResource) => {
    const [resource] = fieldsOf(ofResource, 1)
    const service = resource ? serviceOf(resource) : ''
    return fieldsOf(ofResource, 2).flatMap((ofScope) => fieldsOf(ofScope, 2).map((span) => spanOf(service, span)))
  })
}

function serviceOf(resource: Uint8Array): string {
  const attribute = fieldsOf(resource, 1).find((pair) => text(fieldsOf(pair, 1)[0]) === 'service.name')
  const [value] = attribute ? fieldsOf(attribute, 2) : []
  return value ? text(fieldsOf(value, 1)[0]) : ''
}

const spanOf = (service: string, span: Uint8Array): ReceivedSpan => ({
  service,
  trace: hex(fieldsOf(span, 1)[0]),
  span: hex(fieldsOf(span, 2)[0]),
  parent: hex(fieldsOf(span, 4)[0]),
  name: text(fieldsOf(span, 5)[0]),
  links: fieldsOf(span, 13).map((link) => ({ trace: hex(fieldsOf(link, 1)[0]), span: hex(fieldsOf(link, 2)[0]) })),
})

/** Every occurrence of a field that is bytes, a text or a message. */
function fieldsOf(message: Uint8Array, wanted: number): Uint8Array[] {
  const reader = new BinaryReader(message)
  const found: Uint8Array[] = []
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag()
    if (field === wanted && type === WireType.LengthDelimited) found.push(reader.bytes())
    else reader.skip(type)
  }
  return found
}
