import { createReadStream, existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { createGunzip } from 'node:zlib'
import { type Database, sql } from '@yiwang/database'
import { ensureTopics, type Kafka, type Producer, type TopicToEnsure } from '@yiwang/messaging'
import { services } from '../services.ts'
import { knownTo } from './known-events.ts'
import { fileOf } from './save-topics.ts'
import { fromLine, type SavedRecord, sizeOf, toSend } from './saved-record.ts'
import { type Databases, ofProgress } from './topics-of-district.ts'

export interface Restoring {
  readonly kafka: Kafka
  readonly prefix: string
  readonly topics: readonly TopicToEnsure[]
  readonly folder: string
  readonly databases: Databases
}

export interface Restored {
  readonly topic: string
  readonly written: number
  /** Said after the instant to which the databases went back. */
  readonly leftOut: number
  /** Of compacted topics: what its service has said and the topic no longer holds, since a later word replaced it that never happened. */
  readonly missing: number
}

const BATCH = 500
/** Under the client's limit for a request. */
const MAX_BYTES = 768 * 1024
/** Puts what is parked before all that will be read again, in its order. */
const BEFORE_ALL = 1_000_000_000_000_000n

/** Makes the topics anew, with what was saved as far as the databases know of it. The services must be stopped. */
export async function restoreTopics(restoring: Restoring): Promise<Restored[]> {
  const { kafka, prefix, topics, folder } = restoring
  await allStopped(restoring.databases)
  const names = topics.map(({ name }) => name)
  await removed(
    kafka,
    [...names, ...ofProgress.map(({ name }) => name)].map((name) => prefix + name),
  )
  await ensureTopics(kafka, topics, prefix)
  const producer = await kafka.openProducer()
  const restored: Restored[] = []
  for (const topic of topics) {
    if (existsSync(fileOf(folder, topic.name))) restored.push(await restoreTopic(restoring, producer, topic))
  }
  await producer.close()
  await forgetOffsets(restoring, names)
  return restored
}

async function allStopped(databases: Databases): Promise<void> {
  for (const service of services) {
    const row = await databases[service].one<{ n: number }>(
      sql`select count(*)::int as n from pg_stat_activity where datname = current_database() and application_name = ${service}`,
    )
    if (row?.n) throw new Error(`${service} is running. Stop all services first: they would read what is being replaced.`)
  }
}

/** A topic that is removed goes on for a moment. */
async function removed(kafka: Kafka, names: readonly string[]): Promise<void> {
  await kafka.deleteTopics((name) => names.includes(name))
  while ((await kafka.partitionsOf(names)).size > 0) await sleep(100)
}

async function restoreTopic(
  { databases, prefix, folder }: Restoring,
  producer: Producer,
  { name: topic, cleanup }: TopicToEnsure,
): Promise<Restored> {
  let [written, leftOut] = [0, 0]
  const subjects = new Set<string>()
  const put = async (records: readonly SavedRecord[]) => {
    const known = await knownTo(databases, topic, prefix, records)
    if (cleanup === 'compact') for (const { subject } of known) subjects.add(subject)
    written += known.length
    leftOut += records.length - known.length
    if (known.length > 0) await producer.send(known.map((record) => toSend(prefix + topic, record)))
  }
  let [batch, bytes] = [[] as SavedRecord[], 0]
  for await (const line of createInterface({ input: createReadStream(fileOf(folder, topic)).pipe(createGunzip()) })) {
    const record = fromLine(line)
    if (batch.length === BATCH || (batch.length > 0 && bytes + sizeOf(record) > MAX_BYTES)) {
      await put(batch)
      batch = []
      bytes = 0
    }
    batch.push(record)
    bytes += sizeOf(record)
  }
  if (batch.length > 0) await put(batch)
  const missing = cleanup === 'compact' ? await saidAndNotIn(databases.directory, prefix + topic, [...subjects]) : 0
  return { topic, written, leftOut, missing }
}

/** What still waits in the outbox will be published. */
async function saidAndNotIn(database: Database, topic: string, subjects: readonly string[]): Promise<number> {
  const row = await database.one<{ n: number }>(sql`
    select count(*)::int as n from messaging.outbox_sequence s
    where topic = ${topic} and subject <> all(${subjects}::text[])
      and not exists (select from messaging.outbox o where o.topic = s.topic and o.subject = s.subject)`)
  return row?.n ?? 0
}

/**
 * Offsets of before mean nothing now: every consumer reads from the first record, and its marks tell what it has applied. sla counts offsets
 * for its watermarks; what it knew of time stays known.
 */
async function forgetOffsets({ kafka, prefix, databases }: Restoring, names: readonly string[]): Promise<void> {
  await databases.sla.transaction(async (tx) => {
    await tx.run(sql`delete from progress`)
    await tx.run(sql`update watermark set applied = 0`)
  })
  for (const service of services) {
    await databases[service].run(sql`update messaging.parked set "offset" = "offset" - ${BEFORE_ALL} where "offset" >= 0`)
    for (const name of names) {
      await insisting(() => rewindIfBegun(kafka, prefix + service, prefix + name))
    }
  }
}

async function rewindIfBegun(kafka: Kafka, group: string, topic: string): Promise<void> {
  if ((await kafka.committedOffsets(group, topic)).size > 0) await kafka.rewind(group, topic)
}

/** A broker that has just begun does not know yet who coordinates its groups. */
async function insisting(work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (attempt === 60) throw error
      await sleep(500)
    }
  }
}
