import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Attributes, context, metrics, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { causeOf } from '@yiwang/messaging'
import { type Metric, metricNames, SECONDS, type SpanName } from './telemetry-names.ts'

export interface Telemetry {
  /** Answers in the text format of Prometheus. */
  serveMetrics(request: IncomingMessage, response: ServerResponse): void
  /** Nobody takes spans: requests carry the ids of their traces, and that is all. */
  readonly carriesOnlyIds: boolean
  stop(): Promise<void>
}

let current: Telemetry | undefined
/** The telemetry of this process, once it was started. */
export const telemetry = (): Telemetry | undefined => current
export const rememberTelemetry = (started: Telemetry): Telemetry => (current = started)

/** The scope of our spans and metrics. */
export const SCOPE = 'yiwang'

export interface SpanCause {
  readonly kind?: SpanKind
  /** The `traceparent` of the span that caused it, where that is not the one in hand. */
  readonly traceparent?: string | undefined
}

/** Does the work inside a span of this name. */
export function inSpan<Result>(
  name: SpanName,
  attributes: Attributes,
  work: (span: Span) => Promise<Result>,
  { kind = SpanKind.INTERNAL, traceparent }: SpanCause = {},
): Promise<Result> {
  const parent = traceparent === undefined ? context.active() : causeOf([traceparent]).parent
  return trace.getTracer(SCOPE).startActiveSpan(name, { kind, attributes }, parent, async (span) => {
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

/** Like inSpan, for what mostly finds nothing to do: only a span in which something happened is told of. */
export async function inSpanIf<Result>(
  name: SpanName,
  happened: (result: Result) => boolean,
  work: () => Promise<Result>,
): Promise<Result> {
  const span = trace.getTracer(SCOPE).startSpan(name, {}, ROOT_CONTEXT)
  const result = await context.with(trace.setSpan(ROOT_CONTEXT, span), work)
  if (happened(result)) span.end()
  return result
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
