import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace'
import { messagingTelemetry } from '../messaging/messaging-telemetry.ts'
import { metricsText } from './metrics.fixture.ts'
import { startTelemetry } from './start-telemetry.ts'
import { inSpan, record } from './telemetry.ts'
import { type MetricName, metricNames, prometheusName, spanNames } from './telemetry-names.ts'

describe('telemetry', () => {
  const exporter = new InMemorySpanExporter()
  beforeAll(() => startTelemetry({ service: 'notes', spanProcessors: [new SimpleSpanProcessor({ exporter })] }))

  it('emits each metric under the name, kind and unit that the file of names says', async () => {
    for (const metric of Object.keys(metricNames) as (keyof typeof metricNames)[]) record(metric, 1)
    const text = await metricsText()
    for (const metric of Object.values(metricNames)) {
      expect(text).toContain(`# TYPE ${prometheusName(metric)} ${metric.kind}`)
      expect(text).toContain(`# HELP ${prometheusName(metric)} ${metric.description}`)
    }
  })

  it('emits no metric that the file does not name, whatever messaging tells', async () => {
    const told = messagingTelemetry()
    told.published('t', 1)
    told.refused('t')
    told.leading(true)
    told.consumed('g', 't', 'applied', 1)
    told.batchDuration('g', 't', 0.1)
    told.paused('g', 't', 0)
    const emitted = [...(await metricsText()).matchAll(/^# TYPE (\w+) /gm)]
      .map(([, name]) => name!)
      .filter((name) => name !== 'target_info')
    expect(emitted.toSorted()).toEqual(Object.values<MetricName>(metricNames).map(prometheusName).toSorted())
  })

  it('measures times in seconds', async () => {
    record('httpDuration', 0.003, { 'http.route': '/measured' })
    expect(await metricsText()).toMatch(/http_server_request_duration_bucket\{.*http_route="\/measured".*le="0.005"\} 1/)
  })

  it('emits spans under the names of the file, and marks those that failed', async () => {
    await inSpan(spanNames.readDirectory, { geometry: true }, async () => 'read')
    await expect(inSpan(spanNames.readDirectory, {}, () => Promise.reject(new Error('张三')))).rejects.toThrow()
    const spans = exporter.getFinishedSpans()
    expect(spans.map(({ name }) => name)).toEqual([spanNames.readDirectory, spanNames.readDirectory])
    expect(spans.map(({ status }) => status.message)).toEqual([undefined, 'Error'])
  })
})
