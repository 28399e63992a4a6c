import { type Queryable, sql } from '@yiwang/database'
import type { Sealing } from '@yiwang/service-kit'
import type { Arrival } from '../../domain/inbound/arrival.ts'
import type { Held, KnownMatter } from '../../domain/inbound/sort-arrivals.ts'
import { sealOriginal } from '../sealed-columns.ts'
import type { QuarantineState } from './quarantine.repository.ts'

/** One at a time a system: else an update on one partition could miss its create on another, and wait for ever. */
export const lockSystem = (tx: Queryable, system: string): Promise<number> =>
  tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`intake/inbound/${system}`}, 0))`)

/** Those that are neither accepted nor in quarantine: (system, source, id) is taken once, for ever. */
export async function unseen(tx: Queryable, system: string, arrivals: readonly Arrival[]): Promise<Arrival[]> {
  const seen = await tx.rows<{ source: string; event_id: string }>(sql`
    select e.source, e.event_id
    from unnest(${arrivals.map((a) => a.source)}::text[], ${arrivals.map((a) => a.eventId)}::text[]) as e (source, event_id)
    where exists (select from source_message m where m.system = ${system} and m.source = e.source and m.event_id = e.event_id)
       or exists (select from quarantine q where q.system = ${system} and q.source = e.source and q.event_id = e.event_id)`)
  const taken = new Set(seen.map((row) => identity(row.source, row.event_id)))
  return arrivals.filter((arrival) => {
    const id = identity(arrival.source, arrival.eventId)
    const isNew = !taken.has(id)
    taken.add(id)
    return isNew
  })
}

const identity = (source: string, eventId: string): string => JSON.stringify([source, eventId])

export async function knownMatters(tx: Queryable, system: string, numbers: readonly string[]): Promise<Map<string, KnownMatter>> {
  interface Row {
    readonly known_as: string
    readonly id: string
    readonly type: string
    readonly type_version: number
    readonly area: string
    readonly received_at: Date
    readonly foreign_number: string
  }
  const rows = await tx.rows<Row>(sql`
    select n.number as known_as, m.id, m.type, m.type_version, m.area, m.received_at, m.foreign_number
    from foreign_number n join matter m on m.id = n.matter where n.system = ${system} and n.number = any(${numbers})`)
  return new Map(
    rows.map((row) => [
      row.known_as,
      {
        id: row.id,
        type: row.type,
        typeVersion: row.type_version,
        area: row.area,
        receivedAt: row.received_at,
        number: row.foreign_number,
      },
    ]),
  )
}

export async function insertNumbers(tx: Queryable, system: string, names: readonly { number: string; matter: string }[]): Promise<void> {
  if (names.length === 0) return
  await tx.run(sql`
    insert into foreign_number (system, number, matter)
    select ${system}, * from unnest(${names.map((n) => n.number)}::text[], ${names.map((n) => n.matter)}::uuid[])`)
}

/** Where an entry of the quarantine stands at the end of a batch. */
export interface Standing {
  readonly held: Held
  readonly state: QuarantineState
  readonly matter?: string
  readonly area: string
}

/** New entries, and entries that were there before, each as it stands now. */
export async function saveQuarantine(
  tx: Queryable,
  sealing: Sealing,
  system: string,
  standings: readonly Standing[],
  at: Date,
): Promise<void> {
  if (standings.length === 0) return
  const column = <T>(of: (standing: Standing) => T) => standings.map(of)
  await tx.run(sql`
    insert into quarantine (id, system, source, event_id, number, reason, pointer, detail, state, sealed_original, area, received_at, replayed_at, matter)
    select id, ${system}, source, event_id, number, reason, pointer, detail, state, sealed_original, area, received_at,
      case when state = 'REPLAYED' then ${at}::timestamptz end, matter
    from unnest(
      ${column((s) => s.held.id)}::uuid[], ${column((s) => s.held.arrival.source)}::text[], ${column((s) => s.held.arrival.eventId)}::text[],
      ${column((s) => s.held.message?.number ?? null)}::text[], ${column((s) => s.held.refusal.reason)}::text[],
      ${column((s) => s.held.refusal.pointer)}::text[], ${column((s) => s.held.refusal.detail)}::text[], ${column((s) => s.state)}::text[],
      ${column((s) => sealOriginal(sealing, s.held.id, s.held.arrival.original))}::bytea[], ${column((s) => s.area)}::text[],
      ${column((s) => s.held.arrival.receivedAt)}::timestamptz[], ${column((s) => s.matter ?? null)}::uuid[])
      as e (id, source, event_id, number, reason, pointer, detail, state, sealed_original, area, received_at, matter)
    on conflict (id) do update set state = excluded.state, reason = excluded.reason, pointer = excluded.pointer, detail = excluded.detail,
      sealed_original = excluded.sealed_original, original = null,
      number = coalesce(excluded.number, quarantine.number), replayed_at = excluded.replayed_at, matter = excluded.matter`)
}

/** What each entry waits for now: nothing, once it is replayed or held for another reason. */
export async function saveWaiting(tx: Queryable, system: string, standings: readonly Standing[]): Promise<void> {
  if (standings.length === 0) return
  await tx.run(sql`delete from waiting where quarantine = any(${standings.map((s) => s.held.id)}::uuid[])`)
  const waiting = standings
    .filter(({ state, held }) => state === 'HELD' && held.refusal.reason === 'waits-for-create')
    .flatMap(({ held }) => (held.message?.findBy ?? []).map((number) => ({ number, id: held.id })))
  if (waiting.length === 0) return
  await tx.run(sql`
    insert into waiting (system, number, quarantine)
    select ${system}, * from unnest(${waiting.map((w) => w.number)}::text[], ${waiting.map((w) => w.id)}::uuid[]) on conflict do nothing`)
}
