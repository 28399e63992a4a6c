import { readFileSync } from 'node:fs'
import { topics } from '@yiwang/contracts'
import { type Database, statement, type Transaction } from '@yiwang/database'
import { connectKafka, ensureTopics, Outbox, own, type ReceivedEvent, silentLog, startConsumer, startRelay } from '@yiwang/messaging'
import { messagingTelemetry, SystemClock } from '@yiwang/service-kit'
import { eventually } from '@yiwang/testing'
import { alternate } from './alternate.ts'
import type { Bench } from './bench.ts'
import { type BusPlace, busFloor } from './floors/bus.ts'
import { benchServers } from './servers.ts'

const MESSAGING = readFileSync(new URL('../packages/messaging/sql/messaging.sql', import.meta.url), 'utf8')
const EFFECT = 'create table effect (n bigint generated always as identity primary key, subject text, sequence int, value text);'
const ROWS = 200_000
const KEYS = 64
/** An entry of a ledger, filled up to 400 bytes. */
const VALUE = JSON.stringify({ caseId: 'a', number: '500105001-20261124-0001', area: '500105001', fact: 'commented', hash: '' }).replace(
  '"hash":""',
  (field) => `"hash":"${'f'.repeat(302)}"${field.slice(9)}`,
)

export const bench: Bench = {
  name: 'bus',
  what: '200,000 outbox rows of 400 B, 64 keys: relay, broker (acks all), consumer, last effect committed; against select 500, sendBatch, delete, eachBatch, one statement',
  async run(context) {
    const servers = await benchServers(context)
    const kafka = connectKafka({ brokers: servers.brokers, clientId: 'bench' })
    const count = Math.round(ROWS * context.scale)
    let run = 0
    const leg = (path: (place: BusPlace, database: Database) => Promise<number>) => async () => {
      const prefix = `bus${++run}.`
      const topic = prefix + topics.dispatchCase.name
      const { url, database, drop } = await servers.database(undefined, MESSAGING + EFFECT)
      await ensureTopics(kafka, [topics.dispatchCase], prefix)
      await preload(database, topic, count)
      const seconds = await path({ url, brokers: servers.brokers, topic, count }, database)
      await requireEffects(database, count)
      await drop()
      return count / seconds
    }
    const outcome = await alternate(context, leg(busFloor), leg(product))
    context.say(`floor ${outcome.floors.map(Math.round)}, product ${outcome.products.map(Math.round)}`)
    context.report({
      figure: 'events from outbox to effect',
      value: outcome.product,
      unit: '1/s',
      floor: outcome.floor,
      ratio: outcome.ratio,
      goal: { atLeast: 0.7 },
    })
  },
}

/** Relay and consumer as the services have them, telemetry as shipped. */
async function product({ brokers, topic, count }: BusPlace, database: Database): Promise<number> {
  const outbox = new Outbox({ source: '/districts/500105/dispatch', topicPrefix: topic.slice(0, -topics.dispatchCase.name.length) })
  const kafka = connectKafka({ brokers, clientId: 'bench' })
  const parts = { kafka, outbox, log: { ...silentLog, error: console.error }, telemetry: messagingTelemetry() }
  const { promise: applied, resolve: allApplied } = Promise.withResolvers<void>()
  let left = count
  const effects = async (tx: Transaction, events: readonly ReceivedEvent[]) => {
    await tx.run(
      WRITE(
        events.map(({ subject }) => subject),
        events.map(({ sequence }) => sequence),
        events.map(({ raw }) => raw),
      ),
    )
    tx.afterCommit(() => {
      if ((left -= events.length) <= 0) allApplied()
    })
  }
  const subscriptions = [own(topics.dispatchCase, effects)]
  const consumer = startConsumer({ ...parts, group: 'bench', database, clock: new SystemClock(), subscriptions })
  await eventually(
    () => {
      if (!consumer.health().ready) throw new Error('the consumer has not joined')
    },
    { timeout: 20_000 },
  )
  const began = performance.now()
  const relay = startRelay({ ...parts, connect: () => database.session() })
  await applied
  const seconds = (performance.now() - began) / 1_000
  await Promise.all([relay.stop(), consumer.stop()])
  return seconds
}

const WRITE = statement<[subjects: string[], sequences: number[], values: string[]]>(
  'effect',
  'insert into effect (subject, sequence, value) select * from unnest($1::text[], $2::int[], $3::text[])',
)

const HEADERS = {
  ...{
    ce_specversion: '1.0',
    ce_source: '/districts/500105/dispatch',
    ce_type: 'yiwang.dispatch.case.commented.v1',
    'content-type': 'application/json',
  },
  ...{
    ce_time: '2026-11-24T01:00:00.000Z',
    ce_area: '500105001',
    ce_traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00',
  },
}

async function preload(database: Database, topic: string, count: number): Promise<void> {
  const text = `insert into messaging.outbox (topic, key, subject, sequence, headers, value)
    select $1, k, k, n / ${KEYS} + 1, $2::jsonb || jsonb_build_object('ce_id', gen_random_uuid(), 'ce_partitionkey', k), $3
    from generate_series(0, $4::int - 1) n, lateral (select 'key-' || n % ${KEYS} as k)`
  await database.run({ text, values: [topic, JSON.stringify(HEADERS), VALUE, count] })
  await database.run({ text: 'vacuum analyze messaging.outbox', values: [] })
  await database.run({ text: 'checkpoint', values: [] })
}

async function requireEffects(database: Database, count: number): Promise<void> {
  const row = await database.one<{ n: number; last: number; left: number }>({
    text: 'select count(*)::int as n, count(distinct (subject, sequence))::int as last, (select count(*)::int from messaging.outbox) as left from effect',
    values: [],
  })
  if (row?.n !== count || row.last !== count || row.left !== 0) throw new Error(`effects ${JSON.stringify(row)} of ${count}`)
}
