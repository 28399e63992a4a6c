import { type Queryable, sql } from '@yiwang/database'

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

/** In the order of ids, as saveDue is: batches of dispatch and of sla meet on the same cases, and would deadlock. */
export async function saveStandings(tx: Queryable, standings: readonly CaseStanding[]): Promise<void> {
  if (standings.length === 0) return
  const column = <T>(of: (standing: CaseStanding) => T) => standings.map(of)
  const ids = column((s) => s.id)
  await tx.run(sql`
    insert into followed_case as f (id, number, area, state, level, unit, type, due_at)
    select * from unnest(
      ${ids}::uuid[], ${column((s) => s.number)}::text[], ${column((s) => s.area)}::text[], ${column((s) => s.state)}::text[],
      ${column((s) => s.level)}::text[], ${column((s) => s.unit)}::uuid[], ${column((s) => s.type ?? null)}::text[],
      ${column((s) => s.expectedDue ?? null)}::timestamptz[]) order by 1
    on conflict (id) do update set number = excluded.number, area = excluded.area, state = excluded.state, level = excluded.level,
      unit = excluded.unit, type = coalesce(excluded.type, f.type), due_at = coalesce(f.due_at, excluded.due_at)`)
  await tx.run(sql`
    update matter m set open = s.open from unnest(${ids}::uuid[], ${column((s) => s.open)}::boolean[]) as s (id, open)
    where m.id = s.id and m.open <> s.open`)
}

export async function saveHolders(tx: Queryable, holders: readonly { readonly case: string; readonly person: string }[]): Promise<void> {
  if (holders.length === 0) return
  await tx.run(sql`
    insert into case_holder ("case", person)
    select * from unnest(${holders.map((h) => h.case)}::uuid[], ${holders.map((h) => h.person)}::uuid[]) on conflict do nothing`)
}

/** sla's word on when the case is due; it may come before dispatch's on the case itself. */
export async function saveDue(tx: Queryable, dues: ReadonlyMap<string, Date>): Promise<void> {
  if (dues.size === 0) return
  await tx.run(sql`
    insert into followed_case (id, due_at) select * from unnest(${[...dues.keys()]}::uuid[], ${[...dues.values()]}::timestamptz[]) order by 1
    on conflict (id) do update set due_at = excluded.due_at`)
}

/** A matter of a legacy system, and which of their codes it was told last. */
export interface ToldSystem {
  readonly id: string
  readonly system: string
  readonly number: string
  readonly last?: string
}

export async function toldSystems(tx: Queryable, ids: readonly string[]): Promise<ToldSystem[]> {
  const rows = await tx.rows<{ id: string; system: string; foreign_number: string; status_sent: string | null }>(
    sql`select id, system, foreign_number, status_sent from matter where id = any(${ids}::uuid[]) and system is not null`,
  )
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
