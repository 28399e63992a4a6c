import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { metricOf, namedIn, queries } from '../../tools/observability/queries.ts'
import { services } from '../../tools/services.ts'
import type { TestPlatform } from '../platform/platform.ts'
import type { ReceivedSpan } from '../platform/trace-receiver.ts'

/** A system that is called by webhooks and keeps the calls. */
export class WebhookTarget {
  readonly calls: { readonly headers: Record<string, string>; readonly body: string }[] = []
  private readonly server: Server

  private constructor() {
    this.server = createServer(async (request, response) => {
      let body = ''
      for await (const chunk of request) body += chunk
      this.calls.push({ headers: request.headers as IncomingHttpHeaders & Record<string, string>, body })
      response.end()
    })
  }

  static async start(): Promise<WebhookTarget> {
    const target = new WebhookTarget()
    await new Promise<void>((listening) => target.server.listen(0, '127.0.0.1', listening))
    return target
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`
  }

  stop(): Promise<void> {
    this.server.closeAllConnections()
    return new Promise((done) => this.server.close(() => done()))
  }
}

/** A trace that somebody outside began. */
export function outsideTrace() {
  const hex = (bytes: number) => Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString('hex')
  const [trace, span] = [hex(16), hex(8)]
  return { trace, span, traceparent: `00-${trace}-${span}-01` }
}

/** `service: name`, each once. */
export const stationsOf = (spans: readonly ReceivedSpan[]): string[] => [
  ...new Set(spans.map(({ service, name }) => `${service}: ${name}`)),
]

const scraped = (platform: TestPlatform): Promise<string[]> =>
  Promise.all(services.map(async (name) => (await fetch(`${platform.http[name]}/metrics`)).text()))

/** The metrics that the services of a platform answer with. */
export async function metricsOf(platform: TestPlatform): Promise<Set<string>> {
  return new Set((await scraped(platform)).flatMap((text) => [...text.matchAll(/^# TYPE (\w+) /gm)].map(([, name]) => name!)))
}

/** What the series of a metric add up to, in all services; of those alone that have these labels. */
export async function total(platform: TestPlatform, metric: string, labels = ''): Promise<number> {
  const lines = (await scraped(platform)).flatMap((text) => text.split('\n'))
  const series = lines.filter((line) => line.startsWith(`${metric}{`) && line.includes(labels))
  return series.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
}

/** What dashboards and alerts ask for; `up` is Prometheus' own. */
export const metricsAskedFor = (): string[] => [
  ...new Set(queries().flatMap(({ text }) => [...namedIn(text).metrics].filter((name) => name !== 'up').map(metricOf))),
]
