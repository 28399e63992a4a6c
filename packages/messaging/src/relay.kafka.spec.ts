import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { events, topics } from '@yiwang/contracts'
import { sql } from '@yiwang/database'
import { emptyTestDatabase, eventually, type TestDatabase, testTopics } from '@yiwang/testing'
import { outgoing } from './event.ts'
import type { Kafka, KafkaRecord } from './kafka.ts'
import { Outbox } from './outbox.ts'
import { readTopic, type TopicContents } from './read-topic.ts'
import { type Rehearsal, type Relay, type RelaySetup, startRelay } from './relay.ts'
import { silentLog, silentTelemetry } from './telemetry.ts'
import { ensureTopics } from './topics.ts'

const tables = readFileSync(join(import.meta.dirname, '../sql/messaging.sql'), 'utf8')
const demoClock = { now: () => new Date('2026-11-24T01:00:00Z'), speed: 10 }

let test: TestDatabase
let kafka: Kafka
let prefix: string
let outbox: Outbox
const open: { stop(): Promise<void> }[] = []

beforeEach(async () => {
  test = await emptyTestDatabase(tables)
  ;({ kafka, prefix } = await testTopics([topics.dispatchCase, topics.dispatchProgress]))
  outbox = new Outbox({ source: '/districts/500105/dispatch', topicPrefix: prefix })
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.stop()))
  await test.drop()
})

function relay(more: Partial<RelaySetup> = {}): Relay {
  const started = startRelay({ connect: () => test.database.session(), kafka, outbox, log: silentLog, telemetry: silentTelemetry, ...more })
  open.push(started)
  return started
}
const rehearsed = (rehearsal: Rehearsal) => relay({ rehearsal })
function reading(topic: string): TopicContents {
  const contents = readTopic(kafka, prefix + topic)
  open.push(contents)
  return contents
}

/** One transaction that emits the next event of each of these subjects. */
const emit = (...subjects: string[]) =>
  test.database.transaction((tx) =>
    outbox.emit(
      tx,
      subjects.map((subject) =>
        outgoing({
          event: events.dispatchCase.commented,
          key: subject,
          subject,
          area: '500105001',
          at: new Date('2026-11-24T01:00:00Z'),
          value: { caseId: subject },
        }),
      ),
    ),
  )
const header = (record: KafkaRecord, name: string) => String(record.headers[name])
const sequencesOf = ({ records }: TopicContents, subject: string) =>
  records.filter((record) => header(record, 'ce_subject') === subject).map((record) => Number(header(record, 'ce_sequence')))
const rowsLeft = async () => (await test.database.one<{ n: number }>(sql`select count(*)::int as n from messaging.outbox`))?.n
const published = () => eventually(async () => expect(await rowsLeft()).toBe(0))
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1)

it('publishes each event once, in order, as a CloudEvent that any tool can read', async () => {
  await emit('a', 'b', 'a')
  relay()
  await emit('a')
  await published()
  const contents = reading(topics.dispatchCase.name)
  await eventually(() => expect(contents.records).toHaveLength(4))
  expect(sequencesOf(contents, 'a')).toEqual([1, 2, 3])
  const [first] = contents.records.filter((record) => header(record, 'ce_subject') === 'a')
  expect(Object.fromEntries(Object.entries(first!.headers).map(([name, bytes]) => [name, String(bytes)]))).toEqual({
    ce_specversion: '1.0',
    ce_id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
    ce_traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/),
    ce_source: '/districts/500105/dispatch',
    ce_type: 'yiwang.dispatch.case.commented.v1',
    ce_subject: 'a',
    ce_sequence: '0000000001',
    ce_time: '2026-11-24T01:00:00.000Z',
    ce_partitionkey: 'a',
    ce_area: '500105001',
    'content-type': 'application/json',
  })
  expect(String(first!.key)).toBe('a')
  expect(JSON.parse(String(first!.value))).toEqual({ caseId: 'a' })
})

it('numbers the events of one subject without gaps, however many transactions write at once', async () => {
  await Promise.all(Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? emit('b', 'a') : emit('a', 'b'))))
  relay()
  await published()
  const contents = reading(topics.dispatchCase.name)
  await eventually(() => expect(contents.records).toHaveLength(120))
  expect(sequencesOf(contents, 'a')).toEqual(upTo(60))
  expect(sequencesOf(contents, 'b')).toEqual(upTo(60))
})

it('dying between the acknowledgement and the delete, it publishes again in order and loses nothing', async () => {
  let deaths = 0
  await emit(...Array.from({ length: 20 }, () => 'a'))
  rehearsed({
    at: async (point) => {
      if (point === 'sent' && deaths++ === 0) throw new Error('died here')
    },
  })
  await published()
  const contents = reading(topics.dispatchCase.name)
  await eventually(() => expect(sequencesOf(contents, 'a')).toEqual([...upTo(20), ...upTo(20)]))
})

it('whose session is ended by the server leads again and goes on', async () => {
  const one = relay()
  await emit('a')
  await published()
  await test.database.run(sql`
    select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())`)
  await emit('a')
  await published()
  expect(one.health()).toEqual({ ready: true, leading: true })
  const contents = reading(topics.dispatchCase.name)
  await eventually(() => expect(sequencesOf(contents, 'a')).toEqual([1, 2]))
})

it('publishes nothing of a batch that it read before it lost its session', async () => {
  let attempts = 0
  await emit('a')
  rehearsed({
    at: async (point) => {
      if (point === 'read' && attempts++ === 0) {
        await test.database.run(sql`
          select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())`)
        await eventually(async () => {
          const held = await test.database.rows(
            sql`select from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`,
          )
          expect(held).toEqual([])
        })
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    },
  })
  await published()
  const contents = reading(topics.dispatchCase.name)
  await eventually(() => expect(contents.records).toHaveLength(1))
})

it('of two one leads; the other takes over when it stops', async () => {
  const one = relay()
  await eventually(() => expect(one.health().leading).toBe(true))
  const two = relay()
  await eventually(() => expect(two.health()).toEqual({ ready: true, leading: false }))
  await one.stop()
  await emit('a')
  await published()
  expect(two.health()).toEqual({ ready: true, leading: true })
})

describe('a row that the broker refuses', () => {
  beforeEach(async () => {
    prefix = `${prefix}small.`
    outbox = new Outbox({ source: '/districts/500105/dispatch', topicPrefix: prefix })
    await kafka.createTopics([{ topic: prefix + topics.dispatchCase.name, partitions: 4, config: { 'max.message.bytes': '4000' } }])
    await ensureTopics(kafka, [topics.dispatchCase, topics.dispatchProgress], prefix)
  })
  const tooLarge = (subject: string) =>
    test.database.transaction((tx) =>
      outbox.emit(tx, [
        outgoing({
          event: events.dispatchCase.commented,
          key: subject,
          subject,
          area: '500105',
          at: new Date(0),
          value: { caseId: 'x'.repeat(9_000) },
        }),
      ]),
    )

  it('stays with the reason, holds up its key and no other, and goes out once it is repaired', async () => {
    await emit('a', 'b')
    await tooLarge('a')
    await emit('a', 'b', 'c')
    const one = relay()
    await eventually(async () => expect(await rowsLeft()).toBe(2))
    const rows = await test.database.rows<{ sequence: number; refused: string | null }>(
      sql`select sequence, refused from messaging.outbox order by id`,
    )
    expect(rows).toEqual([
      { sequence: 2, refused: 'MESSAGE_TOO_LARGE' },
      { sequence: 3, refused: null },
    ])
    expect(one.health()).toMatchObject({ ready: true })
    const contents = reading(topics.dispatchCase.name)
    await eventually(() => expect(sequencesOf(contents, 'b')).toEqual([1, 2]))
    await test.database.run(sql`update messaging.outbox set value = '{}', refused = null where refused is not null`)
    await published()
    await eventually(() => expect(sequencesOf(contents, 'a')).toEqual([1, 2, 3]))
  })

  it('keeps the progress of its topic back', async () => {
    await tooLarge('a')
    relay({ progress: { of: topics.dispatchCase, as: events.dispatchProgress.advanced, clock: demoClock } })
    await eventually(async () =>
      expect(await test.database.one(sql`select refused from messaging.outbox`)).toEqual({ refused: 'MESSAGE_TOO_LARGE' }),
    )
    const told = async () =>
      [...(await kafka.endOffsets(prefix + topics.dispatchProgress.name)).values()].reduce((sum, end) => sum + end, 0n)
    for (const other of ['b', 'c', 'd']) {
      await emit(other)
      await eventually(async () => expect(await rowsLeft()).toBe(1))
    }
    expect(await told()).toBe(0n)
    await test.database.run(sql`update messaging.outbox set value = '{}', refused = null`)
    await eventually(async () => expect(await told()).toBeGreaterThan(0n))
  })
})

it('what is larger than any event may be is refused at writing', async () => {
  const write = test.database.transaction((tx) =>
    outbox.emit(tx, [
      { topic: 'outbound.x.v1', type: 't', key: 'k', subject: 'k', area: '500105', at: new Date(0), value: { text: 'x'.repeat(300_000) } },
    ]),
  )
  await expect(write).rejects.toMatchObject({ code: '23514' })
})

it('is not ready while a topic is missing, and goes on once it is there', async () => {
  await test.database.transaction((tx) =>
    outbox.emit(tx, [{ topic: 'outbound.late.v1', type: 't', key: 'k', subject: 'k', area: '500105', at: new Date(0), value: {} }]),
  )
  const one = relay()
  await eventually(() => expect(one.health()).toMatchObject({ ready: false, reason: expect.stringMatching(/topic/i) }))
  await kafka.createTopics([{ topic: `${prefix}outbound.late.v1`, partitions: 1, config: {} }])
  await published()
  await eventually(() => expect(one.health().ready).toBe(true))
})

it('in rehearsal publishes every batch several times, in order', async () => {
  await emit('a', 'a')
  rehearsed({ copies: 3 })
  await published()
  const contents = reading(topics.dispatchCase.name)
  await eventually(() => expect(sequencesOf(contents, 'a')).toEqual([1, 2, 1, 2, 1, 2]))
})

it('as a transactional one publishes what another may read', async () => {
  await emit('a', 'b')
  relay({ transactional: true })
  await published()
  const contents = reading(topics.dispatchCase.name)
  await eventually(() => expect(contents.records).toHaveLength(2))
})

it('tells for each partition up to which offset everything older than half a second is published', async () => {
  await emit('a', 'b', 'c', 'd', 'e')
  relay({ progress: { of: topics.dispatchCase, as: events.dispatchProgress.advanced, clock: demoClock } })
  await published()
  await emit('a', 'a')
  await published()
  const ends = await kafka.endOffsets(prefix + topics.dispatchCase.name)
  const contents = reading(topics.dispatchProgress.name)
  const latest = () =>
    new Map(
      contents.records.map((record) => {
        const { partition = 0, at, offset = '0' } = JSON.parse(String(record.value))
        return [partition, { key: String(record.key), at, offset: BigInt(offset) }]
      }),
    )
  await eventually(() =>
    expect([...latest()].sort()).toEqual(
      [...ends].sort().map(([partition, offset]) => [partition, { key: String(partition), at: '2026-11-24T00:59:55Z', offset }]),
    ),
  )
  const sequences = contents.records.filter((record) => String(record.key) === '0').map((record) => Number(header(record, 'ce_sequence')))
  expect(sequences).toEqual([...new Set(sequences)].sort((a, b) => a - b))
})
