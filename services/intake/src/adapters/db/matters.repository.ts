import { type Queryable, type Statement, sql, statement } from '@yiwang/database'
import type { EncodedEvent } from '@yiwang/messaging'
import type { Matter } from '../../domain/matter.ts'
import { FOLLOWED, type FollowedMatter, type MatterRow, matterOf } from './matter-row.ts'

/** How a report over HTTP is told from its replay. */
export interface ReportKey {
  readonly key: string
  readonly bodyHash: string
}

const INSERT = statement<unknown[]>(
  'intake-matter-insert',
  `
  insert into matter (id, type, type_version, text, fields, area, lon, lat, sent_point, contact, observed_at, received_at,
    reporter_kind, reporter, system, source, event_id, foreign_number, pack_version)
  select id, type, type_version, text, fields::json, area, lon, lat, sent_point::json, contact, observed_at, received_at,
    reporter_kind, reporter, system, source, event_id, foreign_number, pack_version
  from unnest($1::uuid[], $2::text[], $3::int[], $4::text[], $5::text[], $6::text[], $7::float8[], $8::float8[], $9::text[], $10::bytea[],
    $11::timestamptz[], $12::timestamptz[], $13::text[], $14::text[], $15::text[], $16::text[], $17::text[], $18::text[], $19::int[])
    as m (id, type, type_version, text, fields, area, lon, lat, sent_point, contact, observed_at, received_at,
    reporter_kind, reporter, system, source, event_id, foreign_number, pack_version)`,
)

/** Matters of legacy systems. */
export async function insertMatters(tx: Queryable, matters: readonly Matter[]): Promise<void> {
  const column = <T>(of: (matter: Matter) => T | undefined) => matters.map((matter) => of(matter) ?? null)
  await tx.run(
    INSERT(
      column((m) => m.id),
      column((m) => m.type),
      column((m) => m.typeVersion),
      column((m) => m.text),
      column((m) => JSON.stringify(m.fields)),
      column((m) => m.area),
      column((m) => m.point?.lon),
      column((m) => m.point?.lat),
      column((m) => m.sentPoint && JSON.stringify(m.sentPoint)),
      column((m) => m.contact),
      column((m) => m.observedAt),
      column((m) => m.receivedAt),
      column((m) => m.reporter.kind),
      column((m) => m.reporter.id),
      column((m) => m.origin?.system),
      column((m) => m.origin?.source),
      column((m) => m.origin?.eventId),
      column((m) => m.origin?.number),
      column((m) => m.origin?.packVersion),
    ),
  )
}

/** The matter and its first event in one statement, so that a report is one round trip and one commit. */
const REPORT = statement<unknown[]>(
  'intake-report',
  `
  with m as (
    insert into matter (id, type, type_version, text, fields, area, lon, lat, sent_point, contact, observed_at, received_at,
      reporter_kind, reporter, idempotency_key, body_hash)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
    on conflict (reporter, idempotency_key) do nothing
    returning id::text
  ), counter as (
    insert into messaging.outbox_sequence (topic, subject, last) select $17, id, 1 from m
  )
  insert into messaging.outbox (topic, key, subject, sequence, headers, value) select $17, id, id, 1, $18, $19 from m`,
)

/** False if this person used the key before. */
export async function insertReport(db: Queryable, m: Matter, { key, bodyHash }: ReportKey, received: EncodedEvent): Promise<boolean> {
  const values = [
    ...[m.id, m.type, m.typeVersion, m.text, JSON.stringify(m.fields), m.area, m.point?.lon, m.point?.lat],
    ...[m.sentPoint && JSON.stringify(m.sentPoint), m.contact, m.observedAt, m.receivedAt, m.reporter.kind, m.reporter.id, key, bodyHash],
    ...[received.topic, JSON.stringify(received.headers), received.value],
  ]
  return (await db.run(REPORT(...values))) === 1
}

const FIND_REPORT = statement<[reporter: string, key: string]>(
  'intake-find-report',
  'select id, received_at, body_hash from matter where reporter = $1 and idempotency_key = $2',
)

/** The report that this person made with this key. */
export const findReport = (db: Queryable, reporter: string, key: string) =>
  db.one<{ id: string; received_at: Date; body_hash: string }>(FIND_REPORT(reporter, key))

/** A matter for somebody who wants to read it. */
export async function findMatter(db: Queryable, id: string, reader: string) {
  const row = await db.one<MatterRow>(sql`${FOLLOWED} where m.id = ${id}`)
  if (!row) return undefined
  const handled = await db.one(sql`select from case_holder where "case" = ${id} and person::text = ${reader}`)
  return { ...matterOf(row), handledByReader: handled !== undefined }
}

/** What other services may ask for by gRPC. */
export async function findMatterText(db: Queryable, id: string): Promise<Matter | undefined> {
  const row = await db.one<MatterRow>(sql`${FOLLOWED} where m.id = ${id}`)
  return row && matterOf(row)
}

/** What a person reported, newest first, before the one with id `before`. */
export async function listReports(db: Queryable, reporter: string, limit: number, before?: string): Promise<FollowedMatter[]> {
  const rows = await db.rows<MatterRow>(
    sql`${FOLLOWED} where m.reporter = ${reporter} ${beforeId(before)} order by m.id desc limit ${limit}`,
  )
  return rows.map(matterOf)
}

const beforeId = (before: string | undefined): Statement => (before === undefined ? sql`` : sql`and m.id < ${before}`)

/** Registered, open, of one of these types, inside a box [west, south, east, north]. */
export function openInBox(db: Queryable, types: readonly string[], [west, south, east, north]: readonly [number, number, number, number]) {
  return db.rows<{ id: string; number: string; lon: number; lat: number }>(sql`
    select m.id, c.number, m.lon, m.lat from matter m join followed_case c on c.id = m.id
    where m.open and m.lat between ${south} and ${north} and m.lon between ${west} and ${east}
      and coalesce(c.type, m.type) = any(${types}) and c.number is not null`)
}
