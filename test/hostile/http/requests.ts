import { badUtf8, deepJson, mutated, nastyText } from '../nasty.ts'
import type { Random } from '../random.ts'
import type { Material } from './material.ts'
import type { Operation } from './operations.ts'
import { usualBody } from './usual-body.ts'

export interface HostileRequest {
  readonly service: Operation['service']
  /** Method and pattern: to name it in a report. */
  readonly label: string
  readonly head: boolean
  readonly bytes: Buffer
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'TRACE', 'PROPFIND', 'QUERY']
const MEDIA = [
  ...['application/json', 'application/json; charset=utf-8', 'text/plain', 'application/xml', 'application/x-www-form-urlencoded'],
  ...['multipart/form-data', 'multipart/form-data; boundary=x', 'application/json; charset=utf-16', '', 'json', '*/*', ';', 'a/b; c="'],
]

/** Requests that are HTTP and else whatever one may send: every operation, every header, every kind of body. */
export class Requests {
  constructor(
    private readonly material: Material,
    private readonly random: Random,
  ) {}

  next(): HostileRequest {
    const { random } = this
    const operation = random.of(this.material.operations)
    const method = random.chance(0.04) ? random.of(METHODS) : operation.method
    const body = this.body(operation)
    const headers = [
      ...this.identity(),
      ...this.conditions(operation),
      ...(body ? [`content-length: ${body.content.length}`, body.type] : []),
    ]
    if (random.chance(0.03)) headers.push(...this.oddHeaders())
    const head = `${method} ${this.target(operation)} HTTP/1.1\r\nhost: x\r\n${headers.map((line) => `${line}\r\n`).join('')}\r\n`
    return {
      service: operation.service,
      label: `${method} ${operation.path}`,
      head: method === 'HEAD',
      bytes: body ? Buffer.concat([Buffer.from(head, 'latin1'), body.content]) : Buffer.from(head, 'latin1'),
    }
  }

  private identity(): string[] {
    const { random, material } = this
    if (random.chance(0.9)) return [`authorization: Bearer ${random.of(material.tokens)}`]
    if (random.chance(0.2)) return []
    return [`authorization: ${random.of(['Bearer', 'bearer', 'Basic', 'Token', ''])} ${random.of(material.badTokens)}`]
  }

  private conditions({ parameters }: Operation): string[] {
    const { random } = this
    const named = parameters.filter((parameter) => parameter.in === 'header')
    return named.flatMap(({ name }) => {
      if (random.chance(0.2)) return []
      if (name === 'If-Match') return random.chance(0.5) ? [] : [`if-match: ${random.chance(0.5) ? '"1"' : oneLine(nastyText(random))}`]
      return [`${name}: ${random.chance(0.8) ? random.uuid() : oneLine(nastyText(random))}`]
    })
  }

  private oddHeaders(): string[] {
    const { random } = this
    return random.of([
      [`accept-language: ${oneLine(nastyText(random))}`],
      [`traceparent: ${random.of(['00-x-y-01', `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01`, oneLine(nastyText(random))])}`],
      [`accept: ${oneLine(nastyText(random))}`, 'accept-encoding: gzip;q=99'],
      [`x-long: ${'y'.repeat(random.of([100, 4_000, 12_000]))}`],
      Array.from({ length: 60 }, (_, k) => `x-${k}: ${k}`),
      ['x-forwarded-for: 127.0.0.1', 'x-original-url: /metrics', 'x-http-method-override: DELETE', 'forwarded: for=127.0.0.1'],
      ['expect: 100-continue'],
      ['range: bytes=0-0', 'if-none-match: *', `cookie: ${oneLine(nastyText(random))}`],
      ['authorization: Bearer a.b.c', 'idempotency-key: 2'],
    ])
  }

  private target({ service, path, parameters }: Operation): string {
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => this.segment(service, name))
    const query = parameters
      .filter((parameter) => parameter.in === 'query' && this.random.chance(0.35))
      .map(({ name }) => this.parameter(name))
    if (this.random.chance(0.03))
      query.push(`${escaped(nastyText(this.random)).slice(0, 500)}=${escaped(nastyText(this.random)).slice(0, 500)}`)
    if (this.random.chance(0.02)) query.push(...query)
    if (this.random.chance(0.01)) return `${filled}/${escaped(nastyText(this.random)).slice(0, 2_000)}`
    return query.length > 0 ? `${filled}?${query.join('&')}` : filled
  }

  private segment(service: Operation['service'], name: string): string {
    const { random, material } = this
    const codes = [...material.areas, ...material.compounds, 'plain-grid', 'cn', 'trial']
    if (name === 'code') return random.chance(0.5) ? random.of(codes) : this.odd(400)
    if (name === 'system') return random.chance(0.5) ? random.of(['fuzz-a', 'constructor']) : this.odd(200)
    const isOfResidents = service === 'voting' || service === 'directory'
    if (random.chance(0.75)) return random.of(isOfResidents ? material.decisions : material.ids)
    return random.chance(0.5) ? random.uuid() : this.odd(2_000)
  }

  private odd(most: number): string {
    return escaped(nastyText(this.random)).slice(0, most) || '%20'
  }

  private parameter(name: string): string {
    const { random, material } = this
    const value = () => {
      if (name === 'pageToken' && random.chance(0.8)) return random.of(material.pageTokens)
      if (name === 'pageSize' && random.chance(0.6)) return String(random.of([1, 50, 200]))
      if (name === 'area' && random.chance(0.6)) return random.of(material.areas)
      if (name === 'compound' && random.chance(0.6)) return random.of(material.compounds)
      if (name === 'unit' && random.chance(0.6)) return random.of(material.posts)
      if ((name === 'lon' || name === 'lat') && random.chance(0.6)) return String(random.next() * 200 - 20)
      return nastyText(random)
    }
    return `${name}=${escaped(value()).slice(0, 3_000)}`
  }

  private body({ takesJson, takesForm, path }: Operation): { content: Buffer; type: string } | undefined {
    const { random } = this
    if (takesForm) return this.form()
    if (!takesJson) return random.chance(0.03) ? { content: Buffer.from('{}'), type: 'content-type: application/json' } : undefined
    const type = `content-type: ${random.chance(0.95) ? 'application/json' : random.of(MEDIA)}`
    return { content: this.json(path), type }
  }

  private json(path: string): Buffer {
    const { random } = this
    const usual = usualBody(path, this.material, random)
    const kind = random.next()
    if (kind < 0.02) return Buffer.from(deepJson(random.of([10, 100, 5_000, 50_000]), random))
    if (kind < 0.05) return badUtf8()
    if (kind < 0.07) return random.bytes(random.below(300))
    const text = JSON.stringify(random.chance(0.04) ? usual : mutated(usual, random)) ?? ''
    if (kind < 0.11) return Buffer.from(text.slice(0, random.below(text.length + 1)))
    if (kind < 0.12) return Buffer.from(`\ufeff${text}`)
    if (kind < 0.13) return Buffer.from(text.replace('{', '{"__proto__":{"kind":"STAFF"},"constructor":{"prototype":{"kind":"STAFF"}},'))
    if (kind < 0.14) return Buffer.from(text.replace(/"([^"]*)"/, '"\\u0000\\ud800$1"'))
    if (kind < 0.15) return Buffer.from(`{"text":"${'x'.repeat(random.of([10_000, 100_000]))}"}`)
    return Buffer.from(text)
  }

  private form(): { content: Buffer; type: string } {
    const { random } = this
    const boundary = random.of(['x', 'b'.repeat(70), '--', 'ü'])
    const name = random.of(['file', 'file', 'other', '', '__proto__', nastyText(random).slice(0, 100)])
    const file = random.of([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.from('%PDF-1.7'), random.bytes(200), Buffer.alloc(0)])
    const part = `--${boundary}\r\ncontent-disposition: form-data; name="${oneLine(name)}"; filename="${oneLine(nastyText(random)).slice(0, 200)}"\r\ncontent-type: ${random.of(['image/png', 'application/pdf', 'text/html', ''])}\r\n\r\n`
    const parts = Array.from({ length: random.of([1, 1, 1, 2, 30]) }, () => Buffer.concat([Buffer.from(part), file, Buffer.from('\r\n')]))
    const end = random.chance(0.8) ? `--${boundary}--\r\n` : ''
    return { content: Buffer.concat([...parts, Buffer.from(end)]), type: `content-type: multipart/form-data; boundary=${boundary}` }
  }
}

/** Bytes that end no header line; the rest of them is left as it is. */
const oneLine = (text: string): string =>
  Buffer.from(text)
    .toString('latin1')
    .replace(/[\r\n\0]/g, ' ')
const escaped = (text: string): string => encodeURIComponent(text.toWellFormed())
