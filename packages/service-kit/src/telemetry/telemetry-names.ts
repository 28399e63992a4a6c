/**
 * Every span and metric of ours, by its name: dashboards and alerts are written against this file.
 * What the HTTP and gRPC instrumentations emit is named by OpenTelemetry's semantic conventions.
 */
export const spanNames = {
  /** `consume <topic>`: one batch of a consumer, linked to the spans that wrote its events. */
  consume: 'consume',
  /** One batch of the relay, linked likewise. */
  publish: 'publish',
  /** The first reading of a service's copy of the directory. */
  readDirectory: 'read directory',
} as const

type Kind = 'counter' | 'histogram' | 'gauge'
interface MetricName {
  readonly name: string
  readonly kind: Kind
  readonly unit: string
  readonly description: string
}

const metric = (kind: Kind, name: string, unit: string, description: string): MetricName => ({ name, kind, unit, description })

/** Boundaries in seconds; the default ones are meant for milliseconds. */
export const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export const metricNames = {
  requestsInFlight: metric('gauge', 'yiwang.requests.in_flight', '{request}', 'Requests that are being served'),
  requestsRefused: metric('counter', 'yiwang.requests.refused', '{request}', 'Requests answered 429 because too many were in flight'),
  requestDuration: metric('histogram', 'yiwang.request.duration', 's', 'Time to answer an HTTP request, by method, route and status'),
  checkOk: metric('gauge', 'yiwang.ready.check', '1', '1 while a readiness check holds, else 0, by check'),
  eventsConsumed: metric('counter', 'yiwang.consumer.events', '{event}', 'Events taken from a topic, by topic and outcome'),
  consumerLag: metric('gauge', 'yiwang.consumer.lag', '{event}', 'Events known and not yet consumed, by topic and partition'),
  consumerPauses: metric('counter', 'yiwang.consumer.pauses', '{pause}', 'Pauses because of a fault that may pass, by topic'),
  batchDuration: metric('histogram', 'yiwang.consumer.batch.duration', 's', 'From taking a batch in hand to its commit, by topic'),
  eventsPublished: metric('counter', 'yiwang.relay.published', '{event}', 'Events of the outbox that the broker acknowledged, by topic'),
  eventsRefused: metric('counter', 'yiwang.relay.refused', '{event}', 'Events of the outbox that the broker refused, by topic'),
  relayLeading: metric('gauge', 'yiwang.relay.leading', '1', '1 in the process that publishes, 0 in those that stand by'),
  eventsHeld: metric('counter', 'yiwang.intake.held', '{event}', 'Events of legacy systems that could not be mapped, by system and reason'),
  rungsFired: metric('counter', 'yiwang.sla.rungs_fired', '{rung}', 'Rungs of escalation ladders that the sweep fired'),
  directoryChanges: metric('counter', 'yiwang.directory_copy.changes', '{change}', 'Changes taken into the copy of the directory'),
} as const satisfies Record<string, MetricName>

export type SpanName = (typeof spanNames)[keyof typeof spanNames]
export type Metric = keyof typeof metricNames
