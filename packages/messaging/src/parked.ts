import { setTimeout as sleep } from 'node:timers/promises'
import { type Queryable, sql } from '@yiwang/database'
import type { ReleaseAction, Released } from './release.ts'
import { wallClock } from './wall-clock.ts'

export interface ParkedFilter {
  readonly consumer?: string | undefined
  readonly topic?: string | undefined
  readonly key?: string | undefined
}

export interface ParkedKey {
  readonly consumer: string
  readonly topic: string
  readonly key: string
  readonly waiting: number
  readonly since: Date
  /** Why the first of them stands there. */
  readonly reason: string
}

export interface ParkedEvent {
  readonly partition: number
  readonly offset: string
  readonly subject: string
  readonly sequence: number
  readonly source: string
  readonly id: string
  readonly headers: Readonly<Record<string, string>>
  readonly value: string | null
  readonly reason: string | null
  readonly at: Date
}

/** One key of one topic, as one consumer has it parked. */
export type ParkedPlace = Pick<ParkedKey, 'consumer' | 'topic' | 'key'>

/** The keys that stand, longest first. */
export function listParked(database: Queryable, { consumer, topic, key }: ParkedFilter = {}): Promise<ParkedKey[]> {
  return database.rows(sql`
    select consumer, topic, key, count(*)::int as waiting, min(at) as since,
      coalesce((array_agg(reason order by "offset"))[1], '') as reason
    from messaging.parked
    where (${consumer ?? null}::text is null or consumer = ${consumer ?? null})
      and (${topic ?? null}::text is null or topic = ${topic ?? null})
      and (${key ?? null}::text is null or key = ${key ?? null})
    group by consumer, topic, key order by since, topic, key`)
}

/** The events of a key in the order in which they will be applied. The content may hold personal data. */
export function showParked(database: Queryable, { consumer, topic, key }: ParkedPlace): Promise<ParkedEvent[]> {
  return database.rows(sql`
    select partition, "offset", subject, sequence, source, id, headers, value, reason, at
    from messaging.parked where consumer = ${consumer} and topic = ${topic} and key = ${key} order by "offset"`)
}

export interface AskOptions {
  readonly timeoutMs?: number
}

/** Has the key's events applied again, in order, until the next fault. */
export const replayParked = (database: Queryable, place: ParkedPlace, options?: AskOptions): Promise<Released> =>
  ask(database, place, 'REPLAY', options)

/** Gives up the first event of the key, or with `acceptGap` only what is missing before it, and has the rest applied. */
export const dropParked = (
  database: Queryable,
  place: ParkedPlace,
  options: AskOptions & { acceptGap?: boolean } = {},
): Promise<Released> => ask(database, place, options.acceptGap ? 'ACCEPT_GAP' : 'DROP', options)

/** The handler lives in the service: it is asked through its database, and answers there. */
async function ask(
  database: Queryable,
  place: ParkedPlace,
  action: ReleaseAction,
  { timeoutMs = 30_000 }: AskOptions = {},
): Promise<Released> {
  const { consumer, topic, key } = place
  const asked = await database.one<{ id: string }>(sql`
    insert into messaging.release (consumer, topic, key, action, asked_at)
    values (${consumer}, ${topic}, ${key}, ${action}, ${wallClock.now()}) returning id`)
  const deadline = performance.now() + timeoutMs
  while (performance.now() < deadline) {
    const row = await database.one<{ left_waiting: number | null; reason: string | null }>(
      sql`select left_waiting, reason from messaging.release where id = ${asked?.id}`,
    )
    if (row && row.left_waiting !== null) return { left: row.left_waiting, ...(row.reason === null ? {} : { reason: row.reason }) }
    await sleep(100)
  }
  throw new Error(`${consumer} has not answered; is it running? It does what was asked once it runs.`)
}
