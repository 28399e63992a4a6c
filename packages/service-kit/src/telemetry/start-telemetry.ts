import { createRequire, syncBuiltinESMExports } from 'node:module'
import { context, createNoopMeter, metrics, propagation, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { MeterProvider, type MetricReader, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'
import { BatchSpanProcessor, type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { CauseSampler } from './cause-sampler.ts'
import { rememberTelemetry, type Telemetry, telemetry } from './telemetry.ts'

export interface TelemetryOptions {
  readonly service: string
  /** OTLP over HTTP; absent: nothing is exported, ids of traces still go through logs and calls. */
  readonly endpoint?: string | undefined
  /** Which part of the traces that begin in this process is exported; all of them unless it is given. */
  readonly sampleRatio?: number
  /** Instrument http and gRPC; only before either is loaded. */
  readonly instrument?: boolean
  /** Where spans go besides the collector; for tests. */
  readonly spanProcessors?: readonly SpanProcessor[]
}

/** Sets telemetry up for the process, once; a second call gives the first one back. */
export async function startTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  const { service, endpoint, sampleRatio = 1, instrument = false, spanProcessors = [] } = options
  const running = telemetry()
  if (running) return running
  const resource = resourceFromAttributes({ 'service.name': service, 'service.namespace': 'yiwang' })
  const otlp = endpoint === undefined ? undefined : await otlpExport(endpoint)
  const processors = [...spanProcessors, ...(otlp ? [otlp.spans] : [])]
  const tracerProvider = new TracerProvider({
    resource,
    spanProcessors: processors,
    // Without anybody who takes them spans only carry the ids of the trace.
    sampler: new CauseSampler(processors.length === 0 ? 0 : sampleRatio),
  })
  const prometheus = new PrometheusExporter({
    preventServerStart: true,
    withResourceConstantLabels: /^service\.name$/,
    withoutScopeInfo: true,
  })
  const meterProvider = new MeterProvider({ resource, readers: [prometheus, ...(otlp ? [otlp.metrics] : [])] })

  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  propagation.setGlobalPropagator(new W3CTraceContextPropagator())
  trace.setGlobalTracerProvider(tracerProvider)
  metrics.setGlobalMeterProvider(meterProvider)
  const carriesOnlyIds = instrument && processors.length === 0
  if (instrument) await instrumentLibraries({ http: !carriesOnlyIds })
  return rememberTelemetry({
    carriesOnlyIds,
    serveMetrics: (request, response) => prometheus.getMetricsRequestHandler(request, response),
    stop: async () => void (await Promise.allSettled([tracerProvider.shutdown(), meterProvider.shutdown()])),
  })
}

async function otlpExport(endpoint: string): Promise<{ spans: SpanProcessor; metrics: MetricReader }> {
  const [{ OTLPTraceExporter }, { OTLPMetricExporter }] = await Promise.all([
    import('@opentelemetry/exporter-trace-otlp-proto'),
    import('@opentelemetry/exporter-metrics-otlp-proto'),
  ])
  const url = (signal: string) => `${endpoint.replace(/\/$/, '')}/v1/${signal}`
  return {
    spans: new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url: url('traces') }) }),
    metrics: new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter({ url: url('metrics') }), exportIntervalMillis: 15_000 }),
  }
}

async function httpInstrumentation() {
  const { HttpInstrumentation } = await import('@opentelemetry/instrumentation-http')
  const operations = /^\/(health\/|metrics|openapi\.json)/
  return new HttpInstrumentation({
    ignoreIncomingRequestHook: ({ url }) => operations.test(url ?? ''),
    // A query may say where somebody lives: what the log does not tell, no collector is told either.
    startIncomingSpanHook: () => ({ 'url.query': undefined }),
  })
}

/**
 * Both libraries are CommonJS: required once here they are patched in place, whoever imports them later. Hooks on
 * every import would find them too, and slow every import down. pg and kafkajs stay out: pg costs 40 % of a request's CPU, kafkajs a span a message.
 */
async function instrumentLibraries({ http }: { http: boolean }): Promise<void> {
  const [ofHttp, { GrpcInstrumentation }] = await Promise.all([
    http ? httpInstrumentation() : undefined,
    import('@opentelemetry/instrumentation-grpc'),
  ])
  const instrumentations = [...(ofHttp ? [ofHttp] : []), new GrpcInstrumentation({ ignoreGrpcMethods: [/^\/?grpc\./] })]
  for (const instrumentation of instrumentations) {
    instrumentation.setTracerProvider(trace.getTracerProvider())
    // Requests are measured where the router has named their route: request-log.ts.
    instrumentation.setMeterProvider({ getMeter: createNoopMeter })
  }
  const require = createRequire(import.meta.url)
  for (const library of ['http', 'https', '@grpc/grpc-js']) require(library)
  syncBuiltinESMExports()
}
