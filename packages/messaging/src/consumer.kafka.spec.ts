import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deadLetterTopic, events, topics } from '@yiwang/contracts'
import { openDatabase, sql, type Transaction } from '@yiwang/database'
import { emptyTestDatabase, eventually, type TestDatabase, testServers, testTopics } from '@yiwang/testing'
import pg from 'pg'
import { type ConsumerSetup, type RunningConsumer, startConsumer } from './consumer.ts'
import { outgoing, PermanentError, type ReceivedEvent } from './event.ts'
import type { Kafka } from './kafka.ts'
import { Outbox } from './outbox.ts'
import { dropParked, listParked, replayParked } from './parked.ts'
import { readTopic, type TopicContents } from './read-topic.ts'
import { type RelaySetup, startRelay } from './relay.ts'
import { foreign, own } from './subscription.ts'
import { silentLog, silentTelemetry } from './telemetry.ts'

const tables = readFileSync(join(import.meta.dirname, '../sql/messaging.sql'), 'utf8')
const effects = 'create table effect (n bigint generated always as identity, member text, subject text, sequence int, id text, raw text)'
const topic = topics.dispatchCase
const clock = { now: () => new Date('2026-11-24T01:00:00Z'), speed: 1 }

let test: TestDatabase
let kafka: Kafka
let prefix: string
let outbox: Outbox
let poison: Set<string>
const open: { stop(): Promise<void> }[] = []

beforeEach(async () => {
  poison = new Set()
  test = await emptyTestDatabase(`${tables};${effects}`)
  ;({ kafka, prefix } = await testTopics([topic]))
  outbox = new Outbox({ source: '/districts/500105/dispatch', topicPrefix: prefix })
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.stop()))
  await test.drop()
})

const handlerOf = (member: string) => async (tx: Transaction, arrived: readonly ReceivedEvent[]) => {
  for (const { subject, sequence, id, raw } of arrived) {
    if (poison.has(`${subject}${sequence}`)) throw new PermanentError(`poisoned: ${subject}${sequence}`)
    await tx.run(sql`insert into effect (member, subject, sequence, id, raw) values (${member}, ${subject}, ${sequence}, ${id}, ${raw})`)
  }
}
function consumer(more: Partial<ConsumerSetup> = {}, member = 'one'): RunningConsumer {
  const started = startConsumer({
    kafka,
    group: 'sla',
    database: test.database,
    outbox,
    subscriptions: [own(topic, handlerOf(member))],
    clock,
    log: silentLog,
    telemetry: silentTelemetry,
    ...more,
  })
  open.push(started)
  return started
}
function relay(more: Partial<RelaySetup> = {}): void {
  open.push(startRelay({ connect: () => test.database.session(), kafka, outbox, log: silentLog, telemetry: silentTelemetry, ...more }))
}
function reading(name: string): TopicContents {
  const contents = readTopic(kafka, prefix + name)
  open.push(contents)
  return contents
}
const emit = (subjects: readonly string[]) =>
  test.database.transaction((tx) =>
    outbox.emit(
      tx,
      subjects.map((subject) =>
        outgoing({
          event: events.dispatchCase.commented,
          key: subject,
          subject,
          area: '500105001',
          at: clock.now(),
          value: { caseId: subject, number: 'secret' },
        }),
      ),
    ),
  )
async function write(name: string, records: { key?: string; value: string; headers?: Record<string, string> }[]): Promise<void> {
  const producer = await kafka.openProducer()
  await producer.send(records.map(({ key = 'k', value, headers = {} }) => ({ topic: prefix + name, key, value, headers })))
  await producer.close()
}
const count = async () => (await test.database.one<{ n: number }>(sql`select count(*)::int as n from effect`))?.n
const doubled = async () =>
  (await test.database.one<{ n: number }>(sql`select (count(*) - count(distinct (subject, sequence)))::int as n from effect`))?.n
async function applied(subject: string): Promise<number[]> {
  const rows = await test.database.rows<{ sequence: number }>(sql`select sequence from effect where subject = ${subject} order by n`)
  return rows.map(({ sequence }) => sequence)
}
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1)
const place = (key: string) => ({ consumer: 'sla', topic: topic.name, key })

it('applies each event once and in order although each is delivered three times', async () => {
  const subjects = Array.from({ length: 30 }, (_, i) => `case-${i}`)
  relay({ rehearsal: { copies: 3 } })
  const running = consumer()
  for (let round = 0; round < 10; round++) await emit(subjects)
  await eventually(async () => expect(await count()).toBe(300))
  for (const subject of subjects) expect(await applied(subject)).toEqual(upTo(10))
  await eventually(() => expect(running.lag()).toBe(0))
  expect(running.health()).toEqual({ ready: true })
  expect(await listParked(test.database)).toEqual([])
})

it('a poisoned event parks its key; others go on, later ones wait, and all go through after a replay', async () => {
  poison.add('a2')
  relay()
  consumer()
  const letters = reading(deadLetterTopic(topic.name))
  await emit(['a', 'a', 'a', 'b'])
  await emit(['a', 'b'])
  await eventually(async () =>
    expect(await listParked(test.database)).toMatchObject([{ ...place('a'), waiting: 3, reason: 'poisoned: a2' }]),
  )
  await eventually(async () => expect(await applied('b')).toEqual([1, 2]))
  expect(await applied('a')).toEqual([1])
  await eventually(() => expect(letters.records).toHaveLength(1))
  expect(JSON.parse(String(letters.records[0]!.value))).toMatchObject({
    consumer: 'sla',
    topic: topic.name,
    key: 'a',
    subject: 'a',
    sequence: 2,
    reason: 'poisoned: a2',
  })
  expect(JSON.stringify(letters.records[0])).not.toContain('secret')

  expect(await replayParked(test.database, place('a'))).toEqual({ left: 3, reason: 'poisoned: a2' })
  poison.clear()
  expect(await replayParked(test.database, place('a'))).toEqual({ left: 0 })
  await emit(['a'])
  await eventually(async () => expect(await applied('a')).toEqual(upTo(5)))
})

it('what a subscription does not want is passed over without a mark, and what is wanted behind it is no gap', async () => {
  relay({ rehearsal: { copies: 2 } })
  const wanted = own(topic, handlerOf('one'), { only: ({ sequence }) => sequence % 3 === 0 })
  const running = consumer({ subscriptions: [wanted] })
  await emit(Array.from({ length: 7 }, () => 'a'))
  await write(topic.name, [{ key: 'nobody', value: 'no JSON' }])
  await eventually(async () => expect(await applied('a')).toEqual([3, 6]))
  await eventually(() => expect(running.lag()).toBe(0))
  await eventually(async () => expect(await listParked(test.database)).toMatchObject([{ ...place('nobody'), waiting: 1 }]))
  expect(await test.database.rows(sql`select subject, last_sequence from messaging.consumed`)).toEqual([{ subject: 'a', last_sequence: 6 }])
})

it('what was parked before a subscription said what it wants goes at a replay, applied only where it is wanted', async () => {
  poison.add('a2')
  relay()
  const before = consumer()
  await emit(['a', 'a', 'a', 'a'])
  await eventually(async () => expect(await listParked(test.database)).toMatchObject([{ ...place('a'), waiting: 3 }]))
  await before.stop()
  poison.clear()
  consumer({ subscriptions: [own(topic, handlerOf('one'), { only: ({ sequence }) => sequence === 3 })] })
  expect(await replayParked(test.database, place('a'))).toEqual({ left: 0 })
  expect(await applied('a')).toEqual([1, 3])
})

it('a dropped event is given up, and a gap is accepted, by the running service', async () => {
  poison.add('a1')
  relay()
  consumer()
  await emit(['a', 'a', 'b', 'b', 'b'])
  await eventually(async () => expect(await applied('b')).toEqual([1, 2, 3]))
  expect(await dropParked(test.database, place('a'))).toEqual({ left: 0 })
  expect(await applied('a')).toEqual([2])

  await test.database.run(sql`update messaging.outbox_sequence set last = 7 where subject = 'b'`)
  await emit(['b', 'b'])
  await eventually(async () =>
    expect(await listParked(test.database)).toMatchObject([{ ...place('b'), waiting: 2, reason: 'gap: expected 4, found 8' }]),
  )
  expect(await dropParked(test.database, place('b'), { acceptGap: true })).toEqual({ left: 0 })
  expect(await applied('b')).toEqual([1, 2, 3, 8, 9])
})

it('what nobody can read on an own topic is parked alone and stops nothing', async () => {
  consumer()
  await write(topic.name, [{ key: 'x', value: 'no event' }])
  relay()
  await emit(['a'])
  await eventually(async () => expect(await applied('a')).toEqual([1]))
  await eventually(async () => expect(await listParked(test.database)).toMatchObject([{ ...place('x'), reason: 'no readable ce_type' }]))
})

/** Nobody gets in, and who was in is thrown out. */
async function whileDatabaseIsAway(work: () => Promise<void>): Promise<void> {
  const name = new URL(test.url).pathname.slice(1)
  const admin = new pg.Client({ connectionString: (await testServers()).postgres })
  await admin.connect()
  try {
    await admin.query(`alter database ${name} allow_connections false`)
    await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name])
    await work()
  } finally {
    await admin.query(`alter database ${name} allow_connections true`)
    await admin.end()
  }
}

it('while the database is away nothing is parked, and all goes on once it is back', async () => {
  relay()
  const running = consumer()
  await emit(['a'])
  await eventually(async () => expect(await applied('a')).toEqual([1]))
  await whileDatabaseIsAway(async () => {
    const headers = { ce_id: 'e2', ce_source: 's', ce_type: events.dispatchCase.commented.type, ce_subject: 'a', ce_sequence: '2' }
    await write(topic.name, [{ key: 'a', value: '{}', headers: { ...headers, ce_time: '2026-11-24T01:00:00Z' } }])
    await eventually(() => expect(running.lag()).toBe(1))
  })
  await eventually(async () => expect(await applied('a')).toEqual([1, 2]))
  expect(await listParked(test.database)).toEqual([])
  expect(running.health()).toEqual({ ready: true })
})

it('twenty dead letters in a row stop it, and it says that it is not ready', async () => {
  const subjects = Array.from({ length: 40 }, (_, i) => `case-${i}`)
  poison = new Set(subjects.map((subject) => `${subject}1`))
  relay()
  const running = consumer()
  await emit(subjects)
  await eventually(() => expect(running.health()).toMatchObject({ ready: false, reason: expect.stringMatching(/in a row: poisoned/) }))
  expect((await listParked(test.database)).length).toBeLessThan(40)
  poison.clear()
  await running.stop()
  consumer()
  await eventually(async () => expect((await count())! + (await listParked(test.database)).length).toBe(40))
  const replays = (await listParked(test.database)).map((one) => replayParked(test.database, one))
  for (const released of await Promise.all(replays)) expect(released).toEqual({ left: 0 })
  expect(await count()).toBe(40)
})

it('a member is behind on its own partitions alone: what another has taken over counts no longer', async () => {
  relay()
  const other = openDatabase({ url: test.url, applicationName: 'other' })
  let away = true
  const one = consumer({
    subscriptions: [
      own(topic, async (tx: Transaction, arrived: readonly ReceivedEvent[]) => {
        if (away) throw Object.assign(new Error('away'), { code: '08006' })
        await handlerOf('one')(tx, arrived)
      }),
    ],
  })
  await emit(Array.from({ length: 40 }, (_, i) => `case-${i}`))
  await eventually(() => expect(one.lag()).toBe(40))
  consumer({ database: other, subscriptions: [own(topic, handlerOf('two'))] }, 'two')
  await eventually(async () => expect(await count()).toBeGreaterThan(0))
  away = false
  await eventually(async () => {
    expect(await count()).toBe(40)
    expect(one.lag()).toBe(0)
  })
  await Promise.all(open.splice(0).map((running) => running.stop()))
  await other.close()
})

it('two members share the work, and what one leaves behind the other takes, once', async () => {
  relay()
  const other = openDatabase({ url: test.url, applicationName: 'other' })
  const subjects = Array.from({ length: 40 }, (_, i) => `case-${i}`)
  const one = consumer()
  await emit(subjects)
  await eventually(async () => expect(await count()).toBe(40))
  consumer({ database: other, subscriptions: [own(topic, handlerOf('two'))] }, 'two')
  await eventually(async () => {
    await emit(subjects)
    const members = await test.database.rows<{ member: string }>(sql`select distinct member from effect order by member`)
    expect(members).toHaveLength(2)
  })
  await one.stop()
  await emit(subjects)
  await eventually(async () => {
    const produced = await test.database.one<{ n: number }>(sql`select sum(last)::int as n from messaging.outbox_sequence`)
    expect(await count()).toBe(produced?.n)
  })
  expect(await doubled()).toBe(0)
  expect(await listParked(test.database)).toEqual([])
  await Promise.all(open.splice(0).map((running) => running.stop()))
  await other.close()
})

describe('foreign topics', () => {
  it('are taken up while it runs, and made if they are missing', async () => {
    const running = consumer()
    await eventually(() => expect(running.health().ready).toBe(true))
    const inbound = 'inbound.city-management.v1'
    await running.setSubscriptions([own(topic, handlerOf('one')), foreign(inbound, handlerOf('one'))])
    await write(inbound, [{ value: '{}', headers: { ce_id: 'r1', ce_source: '/cm' } }])
    await eventually(async () => expect(await count()).toBe(1))
    relay()
    await emit(['a'])
    await eventually(async () => expect(await applied('a')).toEqual([1]))
  })

  it('deliver each event once by source and id, and those without a readable id by their place', async () => {
    const inbound = 'inbound.emergency-command.v1'
    const running = consumer({ subscriptions: [foreign(inbound, handlerOf('one'))] })
    await eventually(() => expect(running.health().ready).toBe(true))
    const alert = { value: '{"info":[]}', headers: { ce_id: 'r1', ce_source: '/ec' } }
    await write(inbound, [alert, alert])
    await write(inbound, [{ ...alert, value: '{"other":"content"}' }, { value: 'no JSON, no headers' }])
    await eventually(async () => expect(await count()).toBe(2))
    const rows = await test.database.rows<{ id: string; raw: string }>(sql`select id, raw from effect order by n`)
    expect(rows).toEqual([
      { id: 'r1', raw: '{"info":[]}' },
      { id: expect.stringMatching(/^inbound\.emergency-command\.v1\/\d\/3$/), raw: 'no JSON, no headers' },
    ])
  })
})
