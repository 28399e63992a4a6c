import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { events, topics } from '@yiwang/contracts'
import { sql, type Transaction } from '@yiwang/database'
import { emptyTestDatabase, eventually, type OwnBroker, ownBroker, type TestDatabase } from '@yiwang/testing'
import { connectKafka } from './client.ts'
import { type RunningConsumer, startConsumer } from './consumer.ts'
import { outgoing, type ReceivedEvent } from './event.ts'
import { Outbox } from './outbox.ts'
import { listParked } from './parked.ts'
import { type Relay, startRelay } from './relay.ts'
import { own } from './subscription.ts'
import { silentLog, silentTelemetry } from './telemetry.ts'
import { ensureTopics } from './topics.ts'

const tables = readFileSync(join(import.meta.dirname, '../sql/messaging.sql'), 'utf8')
const outbox = new Outbox({ source: '/districts/500105/dispatch', topicPrefix: '' })
let broker: OwnBroker
let test: TestDatabase
let relay: Relay
let consumer: RunningConsumer

beforeAll(async () => {
  test = await emptyTestDatabase(`${tables}; create table effect (subject text, sequence int)`)
  broker = await ownBroker()
  const kafka = connectKafka({ brokers: broker.brokers, clientId: 'test' })
  await ensureTopics(kafka, [topics.dispatchCase], '')
  const common = { kafka, outbox, log: silentLog, telemetry: silentTelemetry }
  relay = startRelay({ ...common, connect: () => test.database.session() })
  const apply = async (tx: Transaction, arrived: readonly ReceivedEvent[]) => {
    for (const { subject, sequence } of arrived) await tx.run(sql`insert into effect values (${subject}, ${sequence})`)
  }
  const clock = { now: () => new Date('2026-11-24T01:00:00Z') }
  consumer = startConsumer({ ...common, group: 'sla', database: test.database, clock, subscriptions: [own(topics.dispatchCase, apply)] })
})
afterAll(async () => {
  await Promise.all([relay?.stop(), consumer?.stop()])
  await broker?.stop()
  await test?.drop()
})

const subjects = Array.from({ length: 20 }, (_, i) => `case-${i}`)
const emit = () =>
  test.database.transaction((tx) =>
    outbox.emit(
      tx,
      subjects.map((subject) =>
        outgoing({
          event: events.dispatchCase.commented,
          key: subject,
          subject,
          area: '500105',
          at: new Date(0),
          value: { caseId: subject },
        }),
      ),
    ),
  )
const stand = () =>
  test.database.one(sql`select count(*)::int as applied, count(distinct (subject, sequence))::int as distinct from effect`)

it('a broker that is killed and comes back costs nothing and doubles nothing', async () => {
  for (let round = 0; round < 3; round++) await emit()
  await eventually(async () => expect(await stand()).toEqual({ applied: 60, distinct: 60 }))
  await emit()
  await broker.kill()
  for (let round = 0; round < 3; round++) await emit()
  await eventually(() => expect(relay.health()).toMatchObject({ ready: false }))
  await broker.start()
  await eventually(async () => expect(await stand()).toEqual({ applied: 140, distinct: 140 }), { timeout: 40_000 })
  await eventually(() => expect([relay.health().ready, consumer.health().ready]).toEqual([true, true]))
  expect(await listParked(test.database)).toEqual([])
})
