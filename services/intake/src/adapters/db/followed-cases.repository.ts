import { type Queryable, sql, statement } from '@yiwang/database'

/** Where a case stands after its newest entry. */
export interface CaseStanding {
  readonly id: string
  readonly number: string
  readonly area: string
  readonly state: string
  readonly level: string
  readonly unit: string
  /** Only where the entry says it. */
  readonly type?: string
  /** Only at registration, until sla has spoken. */
  readonly expectedDue?: Date
  readonly open: boolean
}

/** In the order of ids, as DUE is: batches of dispatch and of sla meet on the same cases, and would deadlock. */
const STANDINGS = statement<unknown[]>(
  'intake-standings',
  `
  with s as (
    select * from unnest((select $1::uuid[]), $2::text[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::text[], $8::timestamptz[], $9::boolean[])
      as s (id, number, area, state, level, unit, type, due_at, open)
  ), followed as (
    insert into followed_case as f (id, number, area, state, level, unit, type, due_at)
    select id, number, area, state, level, unit, type, due_at from s order by id
    on conflict (id) do update set number = excluded.number, area = excluded.area, state = excluded.state, level = excluded.level,
      unit = excluded.unit, type = coalesce(excluded.type, f.type), due_at = coalesce(f.due_at, excluded.due_at)
  )
  update matter m set open = s.open from s where m.id = s.id and m.open <> s.open`,
)

export async function saveStandings(tx: Queryable, standings: readonly CaseStanding[]): Promise<void> {
  if (standings.length === 0) return
  const column = <T>(of: (standing: CaseStanding) => T) => standings.map(of)
  await tx.run(
    STANDINGS(
      column((s) => s.id),
      column((s) => s.number),
      column((s) => s.area),
      column((s) => s.state),
      column((s) => s.level),
      column((s) => s.unit),
      column((s) => s.type ?? null),
      column((s) => s.expectedDue ?? null),
      column((s) => s.open),
    ),
  )
}

const HOLDERS = statement<[cases: string[], persons: string[]]>(
  'intake-holders',
  'insert into case_holder ("case", person) select * from unnest($1::uuid[], $2::uuid[]) on conflict do nothing',
)

export async function saveHolders(tx: Queryable, holders: readonly { readonly case: string; readonly person: string }[]): Promise<void> {
  if (holders.length === 0) return
  await tx.run(
    HOLDERS(
      holders.map((h) => h.case),
      holders.map((h) => h.person),
    ),
  )
}

const DUE = statement<[cases: string[], dues: (Date | null)[]]>(
  'intake-due',
  `
  insert into followed_case (id, due_at) select * from unnest($1::uuid[], $2::timestamptz[]) order by 1
  on conflict (id) do update set due_at = excluded.due_at`,
)

/** sla's word on when the case is due, null while it waits; it may come before dispatch's on the case itself. */
export async function saveDue(tx: Queryable, dues: ReadonlyMap<string, Date | null>): Promise<void> {
  if (dues.size > 0) await tx.run(DUE([...dues.keys()], [...dues.values()]))
}

/** A matter of a legacy system, and which of their codes it was told last. */
export interface ToldSystem {
  readonly id: string
  readonly system: string
  readonly number: string
  readonly last?: string
}

const TOLD_SYSTEMS = statement<[ids: readonly string[]]>(
  'intake-told-systems',
  'select id, system, foreign_number, status_sent from matter where id = any((select $1::uuid[])::uuid[]) and system is not null',
)

export async function toldSystems(tx: Queryable, ids: readonly string[]): Promise<ToldSystem[]> {
  const rows = await tx.rows<{ id: string; system: string; foreign_number: string; status_sent: string | null }>(TOLD_SYSTEMS(ids))
  return rows.map((row) => ({
    id: row.id,
    system: row.system,
    number: row.foreign_number,
    ...(row.status_sent !== null && { last: row.status_sent }),
  }))
}

export async function saveTold(tx: Queryable, told: ReadonlyMap<string, string>): Promise<void> {
  if (told.size === 0) return
  await tx.run(sql`
    update matter m set status_sent = t.status from unnest(${[...told.keys()]}::uuid[], ${[...told.values()]}::text[]) as t (id, status)
    where m.id = t.id`)
}
