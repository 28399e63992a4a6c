import { type Database, sql } from '@yiwang/database'
import type { Kafka } from '@yiwang/messaging'
import { record } from '../telemetry/telemetry.ts'

const DEPTH = sql`select count(*)::int as depth from (select from messaging.outbox limit 100000) as found`
const REFUSED = sql`select count(*)::int as refused from (select from messaging.outbox where refused is not null limit 1000) as found`
const OLDEST = sql`select id from messaging.outbox where refused is null order by id limit 1`

/**
 * What waits to be published. Rows carry the instants of facts, not of their writing: so the age of the oldest is the time for which it has
 * been seen at the head.
 */
export function outboxGauges(database: Database): () => Promise<void> {
  let head: { readonly id: string; readonly since: number } | undefined
  return async () => {
    const oldest = await database.one<{ id: string }>(OLDEST)
    if (oldest?.id !== head?.id) head = oldest && { id: oldest.id, since: performance.now() }
    record('outboxAge', head ? (performance.now() - head.since) / 1_000 : 0)
    record('outboxDepth', (await database.one<{ depth: number }>(DEPTH))?.depth ?? 0)
    record('outboxRefused', (await database.one<{ refused: number }>(REFUSED))?.refused ?? 0)
  }
}

/** The keys of each topic that wait for a person. */
export async function recordParkedKeys(database: Database, consumer: string, topics: readonly string[]): Promise<void> {
  const rows = await database.rows<{ topic: string; keys: number }>(sql`
    select topic, (select count(*)::int from (
      select distinct key from messaging.parked where consumer = ${consumer} and parked.topic = t.topic limit 1000) as found) as keys
    from unnest(${topics}::text[]) as t (topic)`)
  for (const { topic, keys } of rows) record('parkedKeys', keys, { topic })
}

/** What the service has not consumed: of the whole group, also where a member stands still and fetches nothing. */
export async function recordLag(kafka: Kafka, prefix: string, group: string, topics: readonly string[]): Promise<void> {
  if (topics.length === 0) return
  const positions = await kafka.positionsOf(
    prefix + group,
    topics.map((topic) => prefix + topic),
  )
  for (const { topic, partition, next, end } of positions) {
    record('consumerLag', Number(end - next), { topic: topic.slice(prefix.length), partition })
  }
}
