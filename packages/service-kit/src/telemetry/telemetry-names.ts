/**
 * Every span and metric of ours, by its name: dashboards, alerts and docs/metrics.md are written against this file.
 * Where OpenTelemetry's semantic conventions have a name, it is theirs.
 */
export const spanNames = {
  /** `consume <topic>`: one batch of a consumer. Child of the span that wrote its events where that is one, else linked to each of them. */
  consume: 'consume',
  /** One batch of the relay, likewise. */
  publish: 'publish',
  /** One call of a webhook, child of the span that wrote its event. */
  deliver: 'deliver',
  /** A sweep that fired rungs. */
  sweep: 'sweep',
  /** The first reading of a service's copy of the directory. */
  readDirectory: 'read directory',
} as const

type Kind = 'counter' | 'histogram' | 'gauge'
export interface MetricName {
  readonly name: string
  readonly kind: Kind
  readonly unit: string
  readonly description: string
  /** What its series are told apart by. */
  readonly attributes: readonly string[]
}

const counter = (name: string, unit: string, description: string, ...attributes: string[]): MetricName => ({
  ...{ name, kind: 'counter', unit, description, attributes },
})
const gauge = (name: string, unit: string, description: string, ...attributes: string[]): MetricName => ({
  ...{ name, kind: 'gauge', unit, description, attributes },
})
const histogram = (name: string, unit: string, description: string, ...attributes: string[]): MetricName => ({
  ...{ name, kind: 'histogram', unit, description, attributes },
})

/** Boundaries in seconds; the default ones are meant for milliseconds. */
export const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

const requests = {
  httpDuration: histogram(
    'http.server.request.duration',
    's',
    'Time to answer an HTTP request',
    ...['http.request.method', 'http.route', 'http.response.status_code'],
  ),
  rpcDuration: histogram('rpc.server.call.duration', 's', 'Time to answer a gRPC call', 'rpc.method', 'rpc.response.status_code'),
  requestsInFlight: gauge('yiwang.requests.in_flight', '{request}', 'Requests and calls that are being served'),
  requestsRefused: counter('yiwang.requests.refused', '{request}', 'Requests answered 429 because too many were in flight'),
} as const

const process = {
  checkOk: gauge('yiwang.ready.check', '1', '1 while a readiness check holds, else 0', 'check'),
  eventLoopDelayP99: gauge('nodejs.eventloop.delay.p99', 's', 'Delay of the event loop, 99th percentile of the last quarter of a minute'),
  eventLoopDelayMax: gauge('nodejs.eventloop.delay.max', 's', 'Delay of the event loop, the longest of the last quarter of a minute'),
  eventLoopUtilization: gauge('nodejs.eventloop.utilization', '1', 'Part of the last quarter of a minute in which the event loop was busy'),
  memory: gauge('process.memory.usage', 'By', 'Resident memory'),
  cpuTime: counter('process.cpu.time', 's', 'Processor time', 'cpu.mode'),
  databaseConnections: gauge('db.client.connection.count', '{connection}', 'Connections of the pool', 'db.client.connection.state'),
  databaseWaiting: gauge('db.client.connection.pending_requests', '{request}', 'Requests that wait for a connection of the pool'),
} as const

const messaging = {
  eventsConsumed: counter('yiwang.consumer.events', '{event}', 'Events taken from a topic', 'topic', 'outcome'),
  consumerLag: gauge('yiwang.consumer.lag', '{event}', 'Events on a partition that the service has not consumed', 'topic', 'partition'),
  consumerPauses: counter('yiwang.consumer.pauses', '{pause}', 'Pauses because of a fault that may pass', 'topic'),
  batchDuration: histogram('yiwang.consumer.batch.duration', 's', 'From taking a batch in hand to its commit', 'topic'),
  parkedKeys: gauge('yiwang.consumer.parked_keys', '{key}', 'Keys that wait for a person, at most 1,000 a topic', 'topic'),
  eventsPublished: counter('yiwang.relay.published', '{event}', 'Events of the outbox that the broker acknowledged', 'topic'),
  eventsRefused: counter('yiwang.relay.refused', '{event}', 'Events of the outbox that the broker refused', 'topic'),
  relayLeading: gauge('yiwang.relay.leading', '1', '1 in the process that publishes, 0 in those that stand by'),
  outboxDepth: gauge('yiwang.outbox.depth', '{event}', 'Events that are not yet published, at most 100,000'),
  outboxAge: gauge('yiwang.outbox.age', 's', 'How long the oldest event that is not refused has been seen waiting'),
  outboxRefused: gauge('yiwang.outbox.refused', '{event}', 'Events that the broker refused and that wait for a person'),
  directoryChanges: counter('yiwang.directory_copy.changes', '{change}', 'Changes taken into the copy of the directory'),
} as const

/** What the platform is there for. Gauges count to 100,000 a series and no further. */
const flow = {
  mattersReceived: counter('yiwang.intake.matters', '{matter}', 'Matters received, by the system that reported them or HTTP', 'system'),
  eventsHeld: counter('yiwang.intake.held', '{event}', 'Events of legacy systems that could not be mapped', 'system', 'reason'),
  quarantine: gauge('yiwang.intake.quarantine', '{event}', 'Events of legacy systems that wait in quarantine', 'system'),
  casesOpen: gauge('yiwang.dispatch.cases.open', '{case}', 'Cases that somebody holds', 'state'),
  casesDue: gauge('yiwang.dispatch.cases.due', '{case}', 'Open cases that fall due within a day'),
  casesLate: gauge('yiwang.dispatch.cases.late', '{case}', 'Open cases whose due instant has passed'),
  rungsFired: counter('yiwang.sla.rungs_fired', '{rung}', 'Rungs of escalation ladders that the sweep fired'),
  sweepLateness: gauge('yiwang.sla.sweep.lateness', 's', 'How late the rung is that should have fired first and has not'),
  watermarkAge: gauge(
    'yiwang.sla.watermark.age',
    's',
    'How long ago the instant is up to which sla knows everything that this service says, of its oldest partition',
    'source',
  ),
  deliveries: counter('yiwang.notify.deliveries', '{delivery}', 'Deliveries by what became of the attempt', 'channel', 'type', 'outcome'),
  deliveriesPending: gauge('yiwang.notify.pending', '{delivery}', 'Deliveries that are due and not sent', 'channel'),
  deliveriesDead: gauge('yiwang.notify.dead', '{delivery}', 'Calls of webhooks that were given up, at most 1,000 a webhook'),
} as const

/** Residents decide together. No series of one person, room or decision: who watches the platform does not watch who votes. */
const voting = {
  ballotsCast: counter('yiwang.voting.ballots.cast', '{ballot}', 'Ballots that are on a board', 'way'),
  ballotsRefused: counter(
    'yiwang.voting.ballots.refused',
    '{ballot}',
    'Ballots that were refused, by the code of the problem',
    'way',
    'reason',
  ),
  ballotsInHand: gauge('yiwang.voting.ballots.in_hand', '{ballot}', 'Ballots that came in time and are being written'),
  decisions: gauge('yiwang.voting.decisions', '{decision}', 'Decisions that are not over', 'stage'),
  tasksWaiting: gauge('yiwang.voting.tasks.waiting', '{task}', 'What is to be done for decisions and is not done', 'kind'),
  tasksAge: gauge('yiwang.voting.tasks.age', 's', 'How long the oldest of these has waited', 'kind'),
  votingWork: gauge(
    'yiwang.voting.work.duration',
    's',
    'How long the last one took in this process: ROLL is written, FREEZE when voting opens, CLOSE, COUNT',
    'kind',
  ),
} as const

export const metricNames = { ...requests, ...process, ...messaging, ...flow, ...voting } as const satisfies Record<string, MetricName>

export type SpanName = (typeof spanNames)[keyof typeof spanNames]
export type Metric = keyof typeof metricNames

/** As Prometheus has it: the exporter adds no units, `_total` to counters. */
export const prometheusName = ({ name, kind }: MetricName): string => name.replaceAll('.', '_') + (kind === 'counter' ? '_total' : '')
