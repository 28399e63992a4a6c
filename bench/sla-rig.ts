import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { events, topics } from '@yiwang/contracts'
import {
  connectKafka,
  ensureTopics,
  type Kafka,
  type KafkaRecord,
  Outbox,
  outgoing,
  silentLog,
  silentTelemetry,
  startRelay,
} from '@yiwang/messaging'
import { SystemClock } from '@yiwang/service-kit'
import { freePorts, testIssuer } from '@yiwang/testing'
import { Faulty } from '../test/platform/faulty.ts'
import { asShipped, serving } from '../tools/start/service-process.ts'
import type { BenchContext } from './bench.ts'
import { type BenchServers, benchServers } from './servers.ts'
import { officeCalendar } from './timers/entries.ts'

const MESSAGING = readFileSync(new URL('../packages/messaging/sql/messaging.sql', import.meta.url), 'utf8')
const SOURCE = '/districts/500105'

/** sla as shipped and alone, in real time: the directory has published its calendar, and dispatch's relay has an empty outbox and tells its progress. */
export async function openSlaRig(context: BenchContext, replicas = 1) {
  const servers = await benchServers(context)
  const kafka = connectKafka({ brokers: servers.brokers, clientId: 'bench' })
  const prefix = 'bench.'
  await ensureTopics(
    kafka,
    Object.values(topics).filter(({ name }) => name !== topics.slaEscalation.name),
    prefix,
  )
  await createEscalations(kafka, prefix)
  await publishCalendar(kafka, prefix)
  const database = await servers.database('sla')
  const processes = await slaProcesses(context, servers, { prefix, url: database.url, replicas })
  return {
    ...{ servers, kafka, prefix, database: database.database, url: database.url, processes },
    /** Everything is known up to now, less what dispatch may have in flight. */
    startDispatchRelay: () => startDispatchRelay(context, servers, kafka, prefix),
    escalations: (on = prefix) => listen(context, kafka, on + topics.slaEscalation.name),
    createEscalations: (on: string) => createEscalations(kafka, on),
  }
}
export type SlaRig = Awaited<ReturnType<typeof openSlaRig>>

/** The broker stamps each record itself. */
async function createEscalations(kafka: Kafka, prefix: string): Promise<void> {
  const { name, partitions } = topics.slaEscalation
  await kafka.createTopics([
    { topic: prefix + name, partitions, config: { 'message.timestamp.type': 'LogAppendTime', 'retention.ms': '-1' } },
  ])
  await ensureTopics(kafka, [topics.slaEscalation], prefix)
}

async function publishCalendar(kafka: Kafka, topicPrefix: string): Promise<void> {
  const outbox = new Outbox({ source: `${SOURCE}/directory`, topicPrefix })
  const event = {
    event: events.directoryChange.changed,
    key: 'office',
    subject: 'office',
    area: '500105',
    at: new Date(),
    value: officeCalendar,
  }
  const { topic, key, headers, value } = outbox.encode(outgoing(event))
  const producer = await kafka.openProducer()
  await producer.send([{ topic, key, value, headers: { ...headers, ce_subject: 'office', ce_sequence: '0000000001' } }])
  await producer.close()
}

async function startDispatchRelay({ onEnd }: BenchContext, servers: BenchServers, kafka: Kafka, topicPrefix: string): Promise<void> {
  const { database } = await servers.database(undefined, MESSAGING)
  const outbox = new Outbox({ source: `${SOURCE}/dispatch`, topicPrefix })
  const progress = { of: topics.dispatchCase, as: events.dispatchProgress.advanced, clock: new SystemClock() }
  const relay = startRelay({ connect: () => database.session(), kafka, outbox, progress, log: silentLog, telemetry: silentTelemetry })
  onEnd(() => database.close())
  onEnd(() => relay.stop())
}

async function slaProcesses(
  { onEnd }: BenchContext,
  servers: BenchServers,
  { prefix, url, replicas }: { prefix: string; url: string; replicas: number },
) {
  const logs = mkdtempSync(join(tmpdir(), 'yiwang-bench-'))
  onEnd(() => rmSync(logs, { recursive: true, force: true }))
  const issuer = await testIssuer()
  onEnd(() => issuer.stop())
  const ports = await freePorts(replicas * 2)
  return Array.from({ length: replicas }, (_, index) => {
    const [httpPort, grpcPort] = ports.slice(2 * index)
    const environment = {
      ...{ NODE_ENV: 'test', HTTP_PORT: String(httpPort), GRPC_PORT: String(grpcPort), DATABASE_URL: url, KAFKA_BROKERS: servers.brokers },
      ...{ TOPIC_PREFIX: prefix, ISSUER_URL: issuer.url, SERVICE_CLIENT_ID: 'service:sla', SERVICE_CLIENT_SECRET: 'a secret of the bench' },
    }
    const sla = new Faulty((spawned) => {
      const log = join(logs, `sla-${index}.log`)
      const process = asShipped('sla', environment, log)
      spawned(process)
      return serving(process, `http://127.0.0.1:${httpPort}/health/ready`, log, new AbortController().signal)
    })
    onEnd(() => sla.stop())
    return sla
  })
}

export interface Told {
  readonly id: string
  /** `clock/epoch/rung` */
  readonly rung: string
  readonly plannedAt: number
  /** When the broker took it. */
  readonly at: number
}

async function listen({ onEnd }: BenchContext, kafka: Kafka, topic: string) {
  const told: Told[] = []
  const onRecords = async (records: readonly KafkaRecord[]) => {
    for (const record of records) told.push(toldBy(record))
    return 'done' as const
  }
  const consumer = kafka.consume({ group: `${topic}-bench`, topics: [topic], onRecords, batch: 5_000 })
  onEnd(() => consumer.close())
  while (!consumer.health().ready) await new Promise((settle) => setTimeout(settle, 50))
  return told
}

function toldBy({ headers, value, timestamp }: KafkaRecord): Told {
  const { clockId, epoch, rung, plannedAt } = JSON.parse(String(value))
  return { id: String(headers['ce_id']), rung: `${clockId}/${epoch}/${rung}`, plannedAt: Date.parse(plannedAt), at: timestamp.getTime() }
}

/**
 * Cases with clocks of four rungs, which run by wall time and lie ahead; the same rows as sla would have written. The holder differs
 * from street to street.
 */
export const FILL = (cases: number, clocksEach: number) => `
  set synchronous_commit = off;
  insert into timed_case (id, part, number, area, plan, holder, handlers, last_no)
  select id, n % 4, '500105001-20261124-' || n, '500105001001001', '{"calendar": "office", "ladder": []}',
    jsonb_build_object('level', 'GRID', 'unit', '018f0000-0000-7000-8000-000000000001'), '{}', ${clocksEach}
  from (select n, (lpad(to_hex(1795500000000 + n), 12, '0') || '7' || substr(md5(n::text), 1, 3) || '8' || substr(md5(n::text), 4, 15))::uuid as id
    from generate_series(1, ${cases}) n) c;
  insert into clock (case_id, no, id, part, kind, signal, calendar, calendar_version, started_at, amount, unit, pauses, ladder, epoch, due_at,
    warn_at, provisional, plans, next_rung, clock_sequence, escalation_sequence)
  select c.id, no, gen_random_uuid(), c.part, case no when 1 then 'CASE' else 'STEP' end, 'ESCALATION', 'office', 1, now(), 864000, 'WALL_SECONDS', '{}',
    '[{"percent": 80, "tell": ["HOLDER"]}, {"percent": 100, "tell": ["UNIT"]}, {"percent": 125, "tell": ["NEXT_CENTRE"]}, {"percent": 150, "tell": ["DISTRICT_CENTRE"]}]',
    1, t + interval '2 days', t, false, array[t, t + interval '2 days', t + interval '4 days', t + interval '6 days'], 0, 1, 0
  from timed_case c, generate_series(1, ${clocksEach}) no, lateral (select now() + interval '1 day' + random() * interval '20 days' as t where no > 0) s;
  reset synchronous_commit`
