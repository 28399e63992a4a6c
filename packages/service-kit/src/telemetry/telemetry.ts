import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Attributes, metrics, type Span, SpanStatusCode, trace } from '@opentelemetry/api'
import { type Metric, metricNames, SECONDS, type SpanName } from './telemetry-names.ts'

export interface Telemetry {
  /** Answers in the text format of Prometheus. */
  serveMetrics(request: IncomingMessage, response: ServerResponse): void
  stop(): Promise<void>
}

let current: Telemetry | undefined
/** The telemetry of this process, once it was started. */
export const telemetry = (): Telemetry | undefined => current
export const rememberTelemetry = (started: Telemetry): Telemetry => (current = started)

/** The scope of our spans and metrics. */
export const SCOPE = 'yiwang'

/** Does the work inside a span of this name. */
export function inSpan<Result>(name: SpanName, attributes: Attributes, work: (span: Span) => Promise<Result>): Promise<Result> {
  return trace.getTracer(SCOPE).startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await work(span)
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'unknown' })
      throw error
    } finally {
      span.end()
    }
  })
}

/** Adds to a counter, or records a value in a histogram or gauge. */
export function record(metric: Metric, value: number, attributes: Attributes = {}): void {
  instrument(metric)(value, attributes)
}

type Recorder = (value: number, attributes: Attributes) => void
const recorders = new Map<Metric, Recorder>()

function instrument(metric: Metric): Recorder {
  const known = recorders.get(metric)
  if (known) return known
  const recorder = createRecorder(metric)
  // Before telemetry is started the API hands out instruments that do nothing; those are not kept.
  if (current) recorders.set(metric, recorder)
  return recorder
}

function createRecorder(metric: Metric): Recorder {
  const { name, kind, unit, description } = metricNames[metric]
  const meter = metrics.getMeter(SCOPE)
  switch (kind) {
    case 'counter': {
      const counter = meter.createCounter(name, { unit, description })
      return (value, attributes) => counter.add(value, attributes)
    }
    case 'histogram': {
      const histogram = meter.createHistogram(name, { unit, description, advice: { explicitBucketBoundaries: SECONDS } })
      return (value, attributes) => histogram.record(value, attributes)
    }
    case 'gauge': {
      const gauge = meter.createGauge(name, { unit, description })
      return (value, attributes) => gauge.record(value, attributes)
    }
  }
}
