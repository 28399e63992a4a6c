/**
 * Every span and metric of ours, by its name: dashboards and alerts are written against this file.
 * What the HTTP and gRPC instrumentations emit is named by OpenTelemetry's semantic conventions.
 */
export const spanNames = {
  /** One batch of a consumer, linked to the spans that wrote its events. */
  consumeBatch: 'yiwang.consume.batch',
  /** One round of the relay: read, publish, forget. */
  relayBatch: 'yiwang.relay.batch',
  /** One change of the directory taken into a service's copy at the first reading. */
  directoryCopyLoad: 'yiwang.directory_copy.load',
} as const

type Kind = 'counter' | 'histogram' | 'gauge'
interface MetricName {
  readonly name: string
  readonly kind: Kind
  readonly unit: string
  readonly description: string
}

const metric = (kind: Kind, name: string, unit: string, description: string): MetricName => ({ name, kind, unit, description })

export const metricNames = {
  requestsInFlight: metric('gauge', 'yiwang.requests.in_flight', '{request}', 'Requests that are being served'),
  requestsRefused: metric('counter', 'yiwang.requests.refused', '{request}', 'Requests answered 429 because too many were in flight'),
  requestDuration: metric('histogram', 'yiwang.request.duration', 's', 'Time to answer an HTTP request, by route and status'),
  ready: metric('gauge', 'yiwang.ready', '1', '1 while a readiness check holds, else 0, by check'),
  consumedEvents: metric('counter', 'yiwang.consumer.events', '{event}', 'Events applied, by topic'),
  duplicateEvents: metric('counter', 'yiwang.consumer.duplicates', '{event}', 'Events that had been applied before, by topic'),
  parkedEvents: metric('counter', 'yiwang.consumer.parked', '{event}', 'Events whose key was parked, by topic'),
  consumerLag: metric('gauge', 'yiwang.consumer.lag', '{event}', 'Events not yet applied, by topic and partition'),
  batchDuration: metric('histogram', 'yiwang.consumer.batch.duration', 's', 'Time to apply one batch, by topic'),
  publishedEvents: metric('counter', 'yiwang.relay.published', '{event}', 'Outbox rows published'),
  refusedEvents: metric('counter', 'yiwang.relay.refused', '{event}', 'Outbox rows that the broker refused'),
} as const satisfies Record<string, MetricName>

export type SpanName = (typeof spanNames)[keyof typeof spanNames]
export type Metric = keyof typeof metricNames
