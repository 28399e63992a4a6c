import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace'
import { messagingTelemetry } from '../messaging/messaging-telemetry.ts'
import { startTelemetry } from './start-telemetry.ts'
import { inSpan, record, telemetry } from './telemetry.ts'
import { metricNames, spanNames } from './telemetry-names.ts'

describe('telemetry', () => {
  const exporter = new InMemorySpanExporter()
  beforeAll(() => startTelemetry({ service: 'notes', spanProcessors: [new SimpleSpanProcessor({ exporter })] }))

  async function metrics(): Promise<string> {
    const server = createServer((request, response) => telemetry()!.serveMetrics(request, response))
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    const text = await (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)).text()
    server.close()
    return text
  }

  it('emits each metric under the name, kind and unit that the file of names says', async () => {
    for (const metric of Object.keys(metricNames) as (keyof typeof metricNames)[]) record(metric, 1)
    const text = await metrics()
    for (const { name, kind, description } of Object.values(metricNames)) {
      const prometheusName = name.replaceAll('.', '_') + (kind === 'counter' ? '_total' : '')
      expect(text).toContain(`# TYPE ${prometheusName} ${kind}`)
      expect(text).toContain(`# HELP ${prometheusName} ${description}`)
    }
  })

  it('emits no metric that the file does not name, whatever messaging tells', async () => {
    const told = messagingTelemetry()
    told.published('t', 1)
    told.refused('t')
    told.leading(true)
    told.consumed('g', 't', 'applied', 1)
    told.batchDuration('g', 't', 0.1)
    told.lag('g', 't', 0, 3)
    told.paused('g', 't', 0)
    const emitted = [...(await metrics()).matchAll(/^# TYPE (yiwang_\w+) /gm)].map(([, name]) => name!.replace(/_total$/, ''))
    const named = Object.values(metricNames).map(({ name }) => name.replaceAll('.', '_'))
    expect(emitted.toSorted()).toEqual(named.toSorted())
  })

  it('measures times in seconds', async () => {
    record('requestDuration', 0.003, { route: '/measured' })
    expect(await metrics()).toMatch(/yiwang_request_duration_bucket\{route="\/measured".*le="0.005"\} 1/)
  })

  it('emits spans under the names of the file, and marks those that failed', async () => {
    await inSpan(spanNames.readDirectory, { geometry: true }, async () => 'read')
    await expect(inSpan(spanNames.readDirectory, {}, () => Promise.reject(new Error('张三')))).rejects.toThrow()
    const spans = exporter.getFinishedSpans()
    expect(spans.map(({ name }) => name)).toEqual([spanNames.readDirectory, spanNames.readDirectory])
    expect(spans.map(({ status }) => status.message)).toEqual([undefined, 'Error'])
  })
})
