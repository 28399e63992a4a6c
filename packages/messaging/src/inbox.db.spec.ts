import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { topics } from '@yiwang/contracts'
import { isTransient, openDatabase, sql, type Transaction } from '@yiwang/database'
import { emptyTestDatabase, type TestDatabase } from '@yiwang/testing'
import { arrive } from './arrival.ts'
import { NotYetKnownError, type OutgoingForeign, PermanentError, type ReceivedEvent } from './event.ts'
import { Breaker, Inbox, type InboxOptions } from './inbox.ts'
import { beforeRebuild } from './inbox-store.ts'
import { Outbox } from './outbox.ts'
import { listParked, showParked } from './parked.ts'
import { type ReleaseAction, release } from './release.ts'
import { foreign, own, type Subscription } from './subscription.ts'
import { silentLog, silentTelemetry } from './telemetry.ts'

const tables = readFileSync(join(import.meta.dirname, '../sql/messaging.sql'), 'utf8')
const effects = 'create table effect (n bigint generated always as identity, subject text, sequence int, id text)'
const topic = topics.dispatchCase

let test: TestDatabase
let poison: Set<string>
let calls: number
let offset = 0

beforeAll(async () => {
  test = await emptyTestDatabase(`${tables};${effects}`)
})
afterAll(() => test?.drop())
beforeEach(async () => {
  poison = new Set()
  calls = 0
  for (const table of [
    'effect',
    'messaging.consumed',
    'messaging.received',
    'messaging.parked',
    'messaging.outbox',
    'messaging.outbox_sequence',
  ]) {
    await test.database.run({ text: `delete from ${table}`, values: [] })
  }
})

/** Writes each event down, and cannot apply what is poisoned. */
async function handler(tx: Transaction, events: readonly ReceivedEvent[]): Promise<void> {
  calls += 1
  for (const { subject, sequence, id } of events) {
    if (poison.has(`${subject}${sequence}`) || poison.has(id)) throw new PermanentError(`poisoned: ${subject}${sequence}`)
    await tx.run(sql`insert into effect (subject, sequence, id) values (${subject}, ${sequence}, ${id})`)
  }
}

const options = (): InboxOptions => ({
  group: 'sla',
  database: test.database,
  outbox: new Outbox({ source: '/districts/500105/sla', topicPrefix: '' }),
  clock: { now: () => new Date('2026-11-24T01:00:00Z') },
  log: silentLog,
  telemetry: silentTelemetry,
})
const cases = own(topic, handler)

/** `a1 a2 b1/k`: event 1 of subject a under the key a, …, event 1 of b under the key k. */
function arrivals(text: string, subscription: Subscription = cases) {
  return text.split(' ').map((one) => {
    const [, subject = '', number = '', , key = subject] = /^([a-z]+)(\d+)(\/(.+))?$/.exec(one) ?? []
    const headers = {
      ce_id: one,
      ce_source: '/s',
      ce_type: 'yiwang.dispatch.case.commented.v1',
      ce_subject: subject,
      ce_sequence: number,
      ce_time: '2026-11-24T01:00:00Z',
    }
    offset += 1
    return arrive(subscription, { partition: 0, offset: String(offset), key, value: '{}', headers })
  })
}
const consume = (text: string, inbox = new Inbox(options()), subscription = cases) =>
  inbox.consume(subscription, 0, arrivals(text, subscription))
const letGo = (key: string, action: ReleaseAction = 'REPLAY', subscription = cases) =>
  release(new Inbox(options()), options(), subscription, key, action)

async function applied(subject: string): Promise<string> {
  const rows = await test.database.rows<{ sequence: number }>(sql`select sequence from effect where subject = ${subject} order by n`)
  return rows.map(({ sequence }) => sequence).join(' ')
}
async function waiting(key: string, consumedTopic = topic.name): Promise<string> {
  const rows = await showParked(test.database, { consumer: 'sla', topic: consumedTopic, key })
  return rows.map(({ sequence, id, reason }) => `${sequence || id}${reason ? `(${reason})` : ''}`).join(' ')
}
const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  )

describe('own topics', () => {
  it('duplicates inside and before a batch are applied once', async () => {
    await consume('a1 a2 b1')
    await consume('a1 a2 a3 a3 c1 a4 b1 b2')
    expect([await applied('a'), await applied('b'), await applied('c')]).toEqual(['1 2 3 4', '1 2', '1'])
    expect(await listParked(test.database)).toEqual([])
  })

  it('a gap parks its key, replay does not pass it, acceptGap does', async () => {
    await consume('a1 a3 a4 b1')
    expect([await applied('a'), await applied('b')]).toEqual(['1', '1'])
    expect(await waiting('a')).toBe('3(gap: expected 2, found 3) 4')
    expect(await letGo('a')).toEqual({ left: 2, reason: 'gap: expected 2, found 3' })
    expect(await letGo('a', 'ACCEPT_GAP')).toEqual({ left: 0 })
    expect(await applied('a')).toBe('1 3 4')
  })

  it('one poisoned event of 500 is found by halving; the others are applied and later events of its key wait in order', async () => {
    poison.add('p2')
    const others = Array.from({ length: 497 }, (_, i) => `o${i + 1}`)
    await consume([...others.slice(0, 200), 'p1', 'p2', 'p3', ...others.slice(200)].join(' '))
    expect(await applied('p')).toBe('1')
    expect((await applied('o')).split(' ')).toHaveLength(497)
    expect(calls).toBeLessThan(25)
    await consume('p4')
    expect(await waiting('p')).toBe('2(poisoned: p2) 3 4')
    expect(await letGo('p')).toEqual({ left: 3, reason: 'poisoned: p2' })
    poison.clear()
    expect(await letGo('p')).toEqual({ left: 0 })
    expect(await applied('p')).toBe('1 2 3 4')
  })

  it('a batch delivered again while its key is parked parks nothing twice', async () => {
    poison.add('a1')
    const batch = arrivals('a1 a2')
    const inbox = new Inbox(options())
    await inbox.consume(cases, 0, batch)
    await inbox.consume(cases, 0, batch)
    expect(await waiting('a')).toBe('1(poisoned: a1) 2')
  })

  it('drop gives up the first event for good and goes on behind it', async () => {
    poison.add('a2')
    await consume('a1 a2 a3')
    expect(await letGo('a', 'DROP')).toEqual({ left: 0 })
    await consume('a2 a3 a4')
    expect(await applied('a')).toBe('1 3 4')
  })

  it('of two poisoned events a replay stops at the second', async () => {
    poison = new Set(['a2', 'a4'])
    await consume('a1 a2 a3 a4 a5')
    poison.delete('a2')
    expect(await letGo('a')).toEqual({ left: 2, reason: 'poisoned: a4' })
    expect(await applied('a')).toBe('1 2 3')
  })

  it('an unknown error is tried five times and then parked; the bus is not told what it says', async () => {
    let tries = 0
    const failing = own(topic, async (tx: Transaction) => {
      tries += 1
      await tx.run(sql`select ${'Zhang San'}::int`)
    })
    await consume('a1', new Inbox(options()), failing)
    expect(tries).toBe(5)
    expect(await waiting('a')).toMatch(/^1\(.*Zhang San.*\)$/)
    const letters = await test.database.rows<{ topic: string; key: string; value: string }>(
      sql`select topic, key, value from messaging.outbox`,
    )
    expect(letters).toHaveLength(1)
    expect(letters[0]).toMatchObject({ topic: 'dispatch.case.v1.dead', key: 'a' })
    expect(JSON.parse(letters[0]!.value)).toMatchObject({
      consumer: 'sla',
      topic: 'dispatch.case.v1',
      subject: 'a',
      sequence: 1,
      id: 'a1',
      reason: 'error 22P02',
    })
    expect(letters[0]!.value).not.toContain('Zhang San')
  })

  describe('what needs news that the process does not have yet', () => {
    let known: Set<string>
    const learning = own(topic, async (tx: Transaction, events) => {
      const missing = events.find(({ subject }) => !known.has(subject))
      if (missing) throw new NotYetKnownError(`nobody has told of ${missing.subject.at(0)}`)
      await handler(tx, events)
    })
    /** As the consumer does: the batch again, until nothing is thrown. */
    async function deliveries(batch: ReturnType<typeof arrivals>, inbox: Inbox, between: (delivery: number) => void = () => {}) {
      for (let delivery = 1; delivery < 50; delivery++) {
        const failure = await failureOf(inbox.consume(learning, 0, batch))
        if (failure === undefined) return delivery
        expect(failure).toBeInstanceOf(NotYetKnownError)
        between(delivery)
      }
      throw new Error('it never comes to an end')
    }
    beforeEach(() => {
      known = new Set(['b', 'c'])
    })

    it('is applied when the news comes, in order, and nothing was parked', async () => {
      const learn = (delivery: number) => delivery === 4 && known.add('a')
      expect(await deliveries(arrivals('b1 a1 c1 a2'), new Inbox(options()), learn)).toBe(5)
      expect([await applied('a'), await applied('b'), await applied('c')]).toEqual(['1 2', '1', '1'])
      expect(await listParked(test.database)).toEqual([])
    })

    it('is parked with its reason if the news does not come, and the others go on', async () => {
      expect(await deliveries(arrivals('b1 a1 c1 a2'), new Inbox(options()))).toBe(7)
      expect([await applied('a'), await applied('b'), await applied('c')]).toEqual(['', '1', '1'])
      expect(await waiting('a')).toBe('1(nobody has told of a) 2')
      const [letter] = await test.database.rows<{ value: string }>(sql`select value from messaging.outbox`)
      expect(JSON.parse(letter!.value)).toMatchObject({ reason: 'nobody has told of a' })
      known.add('a')
      expect(await letGo('a', 'REPLAY', learning)).toEqual({ left: 0 })
    })

    it('holds its partition up once, however many events miss the same', async () => {
      const inbox = new Inbox(options())
      expect(await deliveries(arrivals('a1 aa1 b1 aaa1'), inbox)).toBe(7)
      expect(await deliveries(arrivals('aaaa1 b2'), inbox)).toBe(1)
      expect(await listParked(test.database)).toHaveLength(4)
      expect(await applied('b')).toBe('1 2')
    })

    it('still misses it in a replay that comes too early', async () => {
      await deliveries(arrivals('a1'), new Inbox(options()))
      expect(await letGo('a', 'REPLAY', learning)).toEqual({ left: 1, reason: 'nobody has told of a' })
    })
  })

  it('twenty dead letters in a row stop the consumer, and nothing behind them is touched', async () => {
    const failing = own(topic, async () => {
      throw new PermanentError('bug')
    })
    const batch = Array.from({ length: 64 }, (_, i) => `${String.fromCharCode(97 + (i % 26))}${String.fromCharCode(97 + i / 26)}1`).join(
      ' ',
    )
    const failure = await failureOf(consume(batch, new Inbox(options()), failing))
    expect(failure).toBeInstanceOf(Breaker)
    expect(await listParked(test.database)).toHaveLength(20)
  })

  it('nineteen in a row, one that is applied, and nineteen more do not', async () => {
    const letters = 'abcdefghijklmnopqrs'
    poison = new Set([...letters].flatMap((letter) => [`${letter}1`, `${letter}${letter}1`]))
    const inbox = new Inbox(options())
    await consume([...letters].map((letter) => `${letter}1`).join(' '), inbox)
    await consume('fine1', inbox)
    await consume([...letters].map((letter) => `${letter}${letter}1`).join(' '), inbox)
    expect(await listParked(test.database)).toHaveLength(38)
  })

  it('a record without readable headers is parked under its own key and can be dropped', async () => {
    const bad = arrive(cases, { partition: 0, offset: String(++offset), key: null, value: 'x', headers: {} })
    await new Inbox(options()).consume(cases, 0, [...arrivals('a1'), bad, ...arrivals('a2')])
    expect(await applied('a')).toBe('1 2')
    const [place] = await listParked(test.database)
    expect(place).toMatchObject({ key: bad.key, waiting: 1, reason: 'no readable ce_type' })
    expect(await letGo(place!.key)).toMatchObject({ left: 1 })
    expect(await letGo(place!.key, 'DROP')).toEqual({ left: 0 })
  })

  it('a table that is not there yet parks nothing: the migrations have not run, and no event is at fault', async () => {
    const behind = own(topic, async (tx) => void (await tx.run(sql`insert into of_the_next_version (id) values (1)`)))
    await expect(new Inbox(options()).consume(behind, 0, arrivals('a1 b1', behind))).rejects.toMatchObject({ code: '42P01' })
    expect(await listParked(test.database)).toEqual([])
  })

  it('after a rebuild says of each event whether it was applied before', async () => {
    const seen: [string, boolean][] = []
    const asked = own(topic, async (_, events) => {
      for (const { subject, sequence, repeated = false } of events) seen.push([`${subject}${sequence}`, repeated])
    })
    await new Inbox(options()).consume(asked, 0, arrivals('a1 a2', asked))
    await test.database.run(sql`update messaging.consumed set consumer = ${beforeRebuild('sla')}`)
    await new Inbox(options()).consume(asked, 0, arrivals('a1 a2 a3 b1', asked))
    expect(seen.slice(2)).toEqual([
      ['a1', true],
      ['a2', true],
      ['a3', false],
      ['b1', false],
    ])
  })

  it('a session that is killed is a transient fault, and the next delivery applies once', async () => {
    let first = true
    const cases = own(topic, async (tx: Transaction, events) => {
      await handler(tx, events)
      if (!first) return
      first = false
      const own = await tx.one<{ pid: number }>(sql`select pg_backend_pid() as pid`)
      await test.database.run(sql`select pg_terminate_backend(${own?.pid})`)
      await tx.run(sql`select 1`)
    })
    const batch = arrivals('a1 a2')
    const inbox = new Inbox(options())
    expect(isTransient(await failureOf(inbox.consume(cases, 0, batch)))).toBe(true)
    await inbox.consume(cases, 0, batch)
    expect(await applied('a')).toBe('1 2')
  })

  it('what the handler returns is emitted with its effects, and not at all if they are rolled back', async () => {
    const note = (key: string): OutgoingForeign => ({
      topic: 'outbound.x.v1',
      type: 't',
      key,
      subject: key,
      area: '500105',
      at: new Date(0),
      value: { key },
    })
    const emitting = own(topic, async (tx: Transaction, events) => {
      await handler(tx, events)
      return events.map(({ subject }) => note(subject))
    })
    poison.add('b1')
    await consume('a1 a2 b1', new Inbox(options()), emitting)
    const rows = await test.database.rows<{ topic: string; key: string; sequence: number }>(
      sql`select topic, key, sequence from messaging.outbox order by id`,
    )
    expect(rows).toEqual([
      { topic: 'outbound.x.v1', key: 'a', sequence: 1 },
      { topic: 'outbound.x.v1', key: 'a', sequence: 2 },
      { topic: 'dispatch.case.v1.dead', key: 'b', sequence: 1 },
    ])
  })

  it('tells in each transaction up to which offset the partition is applied or parked', async () => {
    const told: string[] = []
    const telling = own(topic, handler, { onApplied: async (_, partition, next) => void told.push(`${partition}:${next}`) })
    poison.add('a1')
    const batch = arrivals('a1 b1', telling)
    await new Inbox(options()).consume(telling, 0, batch)
    expect(told.at(-1)).toBe(`0:${BigInt(batch[1]!.record.offset) + 1n}`)
  })

  it('two members on the same batches at the same moment double nothing', async () => {
    const other = openDatabase({ url: test.url, applicationName: 'other member' })
    const members = [new Inbox(options()), new Inbox({ ...options(), database: other })]
    for (let round = 0; round < 40; round++) {
      const batch = arrivals(['a', 'b', 'c'].flatMap((one) => [1, 2, 3].map((n) => `${one}${round * 3 + n}`)).join(' '))
      await Promise.all(members.map((member) => member.consume(cases, 0, batch)))
    }
    await other.close()
    const counts = await test.database.one(
      sql`select count(*)::int as all, count(distinct (subject, sequence))::int as distinct from effect`,
    )
    expect(counts).toEqual({ all: 360, distinct: 360 })
  })

  it('a replay beside a live member leaves no key waiting for nobody', async () => {
    const member = new Inbox(options())
    for (let round = 0; round < 20; round++) {
      const key = `w${String.fromCharCode(97 + round)}`
      poison = new Set([`${key}1`])
      await member.consume(cases, 0, arrivals(`${key}1 ${key}2`))
      poison.clear()
      await Promise.all([
        letGo(key),
        member.consume(cases, 0, arrivals(`${key}3`)).then(() => member.consume(cases, 0, arrivals(`${key}4`))),
      ])
      if (await waiting(key)) await letGo(key)
      expect(await applied(key)).toBe('1 2 3 4')
    }
  })
})

describe('foreign topics', () => {
  const inbound = 'inbound.city-management.v1'
  const reports = foreign(inbound, handler)

  it('the same source and id again is ignored, in the batch and later', async () => {
    await consume('a1 a1 a2', new Inbox(options()), reports)
    await consume('a2 a3', new Inbox(options()), reports)
    expect((await test.database.rows<{ id: string }>(sql`select id from effect order by n`)).map(({ id }) => id)).toEqual([
      'a1',
      'a2',
      'a3',
    ])
  })

  it('two systems may use the same source and id', async () => {
    await consume('a1', new Inbox(options()), reports)
    await consume('a1', new Inbox(options()), foreign('inbound.emergency-command.v1', handler))
    expect(await test.database.one(sql`select count(*)::int as n from effect`)).toEqual({ n: 2 })
  })

  it('what cannot be applied parks its key; after a replay all are there in order', async () => {
    poison.add('a2')
    await consume('a1 a2 a3 b1', new Inbox(options()), reports)
    expect(await waiting('a', inbound)).toBe('a2(poisoned: a0) a3')
    poison.clear()
    expect(await letGo('a', 'REPLAY', reports)).toEqual({ left: 0 })
    expect((await test.database.rows<{ id: string }>(sql`select id from effect order by n`)).map(({ id }) => id)).toEqual([
      'a1',
      'b1',
      'a2',
      'a3',
    ])
  })

  it('what was dropped stays dropped when it is delivered again', async () => {
    poison.add('a1')
    await consume('a1 a2', new Inbox(options()), reports)
    expect(await letGo('a', 'DROP', reports)).toEqual({ left: 0 })
    poison.clear()
    await consume('a1 a2', new Inbox(options()), reports)
    expect((await test.database.rows<{ id: string }>(sql`select id from effect`)).map(({ id }) => id)).toEqual(['a2'])
  })

  it('two members that receive the same ids in another order do not deadlock, and each is new to one', async () => {
    const ids = Array.from({ length: 60 }, (_, i) => `r${i + 1}`)
    const members = [ids, ids.toReversed()].map((list) =>
      new Inbox(options()).consume(reports, list === ids ? 0 : 1, arrivals(list.join(' '), reports)),
    )
    await Promise.all(members)
    expect(await test.database.one(sql`select count(*)::int as all, count(distinct id)::int as distinct from effect`)).toEqual({
      all: 60,
      distinct: 60,
    })
  })
})
