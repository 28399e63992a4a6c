import { lockNamed, type Queryable, type Statement, sql, statement, type Transaction } from '@yiwang/database'
import type { Arrival } from './arrival.ts'
import type { TextRecord } from './record-text.ts'

/**
 * Excludes live batches, replays and drops of one partition from each other. The row lock on the marks is not enough: two members on one
 * batch both read before either writes.
 */
export const lockOf = (consumer: string, topic: string, partition: number): bigint => lockNamed(`${consumer}\0${topic}\0${partition}`)

const STAND = statement<[consumer: string, topic: string, subjects: string[], keys: string[]]>(
  'messaging-stand',
  `
  select subject, null as key, last_sequence from messaging.consumed where consumer = $1 and topic = $2 and subject = any((select $3::text[])::text[])
  union all
  select distinct null, key, 0 from messaging.parked where consumer = $1 and topic = $2 and key = any((select $4::text[])::text[])`,
)

/** Under which name the marks of before a rebuild stand. */
export const beforeRebuild = (consumer: string): string => `${consumer} before the rebuild`

const FORMER = statement<[former: string, topic: string, subjects: string[]]>(
  'messaging-former-marks',
  'select subject, last_sequence from messaging.consumed where consumer = $1 and topic = $2 and subject = any($3::text[])',
)

/** How far the subjects were applied before a rebuild. */
export async function formerMarks(tx: Transaction, consumer: string, topic: string, subjects: string[]): Promise<Map<string, number>> {
  const rows = await tx.rows<{ subject: string; last_sequence: number }>(FORMER(beforeRebuild(consumer), topic, subjects))
  return new Map(rows.map((row) => [row.subject, row.last_sequence]))
}

/** Whether a rebuild of this consumer's state is under way. */
export async function isRebuilding(database: Queryable, consumer: string): Promise<boolean> {
  const row = await database.one<{ under_way: boolean }>(sql`
    select exists (select from messaging.consumed f where f.consumer = ${beforeRebuild(consumer)} and not exists (
      select from messaging.consumed c
      where c.consumer = ${consumer} and c.topic = f.topic and c.subject = f.subject and c.last_sequence >= f.last_sequence)) as under_way`)
  return row?.under_way ?? false
}

/** How far the subjects are applied and which of the keys are parked. Its snapshot must be younger than the partition's lock. */
export async function standOf(tx: Transaction, consumer: string, topic: string, subjects: string[], keys: string[]) {
  const marks = new Map<string, number>()
  const parked = new Set<string>()
  type Row = { subject: string; key: string | null; last_sequence: number }
  for (const row of await tx.rows<Row>(STAND(consumer, topic, subjects, keys))) {
    if (row.key === null) marks.set(row.subject, row.last_sequence)
    else parked.add(row.key)
  }
  return { marks, parked }
}

const ADVANCE = statement<[consumer: string, topic: string, subjects: string[], sequences: number[]]>(
  'messaging-advance',
  `
  insert into messaging.consumed (consumer, topic, subject, last_sequence)
  select $1, $2, * from unnest($3::text[], $4::int[]) order by 3
  on conflict (consumer, topic, subject) do update set last_sequence = greatest(messaging.consumed.last_sequence, excluded.last_sequence)`,
)

export const advance = (consumer: string, topic: string, marks: ReadonlyMap<string, number>): Statement =>
  ADVANCE(consumer, topic, [...marks.keys()], [...marks.values()])

/** What comes back is new. Also right for doubles inside the batch. In order, or two members deadlock. */
const RECEIVE = statement<[consumer: string, topic: string, sources: string[], ids: string[], at: Date]>(
  'messaging-receive',
  `
  insert into messaging.received (consumer, topic, source, id, at)
  select $1, $2, source, id, $5 from unnest($3::text[], $4::text[]) as e (source, id) order by source, id
  on conflict do nothing returning source, id`,
)

/** Marks foreign events as received and returns those that are new, each once. */
export async function receive(
  tx: Transaction,
  consumer: string,
  topic: string,
  arrivals: readonly Arrival[],
  at: Date,
): Promise<Arrival[]> {
  if (arrivals.length === 0) return []
  const identity = (event: { source: string; id: string }) => `${event.source}\0${event.id}`
  const sources = arrivals.map(({ event }) => event.source)
  const ids = arrivals.map(({ event }) => event.id)
  const rows = await tx.rows<{ source: string; id: string }>(RECEIVE(consumer, topic, sources, ids, at))
  const fresh = new Set(rows.map(identity))
  return arrivals.filter(({ event }) => fresh.delete(identity(event)))
}

const PARK = statement(
  'messaging-park',
  `
  insert into messaging.parked (consumer, topic, partition, "offset", key, subject, sequence, source, id, headers, value, reason, at)
  select $1, $2, $3, e.*, $13
  from unnest($4::bigint[], $5::text[], $6::text[], $7::int[], $8::text[], $9::text[], $10::jsonb[], $11::text[], $12::text[])
    as e ("offset", key, subject, sequence, source, id, headers, value, reason)
  where not exists (select from messaging.consumed c
      where c.consumer = $1 and c.topic = $2 and c.subject = e.subject and e.sequence > 0 and c.last_sequence >= e.sequence)
    and not exists (select from messaging.received r where r.consumer = $1 and r.topic = $2 and r.source = e.source and r.id = e.id)
  on conflict do nothing returning "offset"`,
)

export interface ToPark {
  readonly event: Arrival
  readonly reason: string | null
}

/** Parks what is neither applied nor parked already, and returns that. */
export async function park(tx: Transaction, consumer: string, topic: string, partition: number, waiting: readonly ToPark[], at: Date) {
  const arrivals = waiting.map(({ event }) => event)
  const rows = await tx.rows<{ offset: string }>(
    PARK(
      consumer,
      topic,
      partition,
      arrivals.map(({ record }) => record.offset),
      arrivals.map(({ key }) => key),
      arrivals.map(({ subject }) => subject),
      arrivals.map(({ sequence }) => sequence),
      arrivals.map(({ event }) => event.source),
      arrivals.map(({ event }) => event.id),
      arrivals.map(({ record }) => JSON.stringify(record.headers)),
      arrivals.map(({ record }) => record.value),
      waiting.map(({ reason }) => reason),
      at,
    ),
  )
  const parked = new Set(rows.map((row) => row.offset))
  return waiting.filter(({ event }) => parked.has(event.record.offset))
}

const PARKED = statement<[consumer: string, topic: string, key: string, limit: number]>(
  'messaging-parked',
  `
  select partition, "offset", key, headers, value from messaging.parked
  where consumer = $1 and topic = $2 and key = $3 order by "offset" limit $4`,
)

/** The first records of a parked key. */
export const parkedRecords = (tx: Transaction, consumer: string, topic: string, key: string, limit: number): Promise<TextRecord[]> =>
  tx.rows<TextRecord>(PARKED(consumer, topic, key, limit))
