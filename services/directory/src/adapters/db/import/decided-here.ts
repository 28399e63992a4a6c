import { type Statement, sql, type Transaction } from '@yiwang/database'
import { keyOf, type TableDiff } from './table-diff.ts'
import { type Row, tables } from './tables.ts'

/** What people decided here and a row of the folder newly contradicts: the owner is another person, or the officer revoked that it is this login, or that this login lives there. */
export type DecidedHere = 'owner-bound' | 'revoked-here'

const COLUMNS = ['compound', 'building', 'unit', 'room', 'owner', 'household', 'login'] as const
export const columnOf = (rows: readonly Row[], name: string): string[] => rows.map((row) => String(row[name]))
export const rowsOf = (rows: readonly Row[]): Statement => {
  const [compound, building, unit, room, owner, household, login] = COLUMNS.map((name) => columnOf(rows, name))
  return sql`unnest(${compound}::text[], ${building}::text[], ${unit}::text[], ${room}::text[], ${owner}::text[], ${household}::text[], ${login}::text[])`
}

export const approvalKey = (row: Row): string => keyOf(tables.approved, row)

/** The rows, by `approvalKey`, that stay out: what people did here stands. What the import ends with other rows is free. */
export async function decidedHere(tx: Transaction, { added, changed, retired }: TableDiff): Promise<ReadonlyMap<string, DecidedHere>> {
  const rows = [...added, ...changed]
  // Set by set: row by row the planner finds the way through a compound, and thousands of rows go it each.
  const found = await tx.rows<{ k: number; decided: DecidedHere }>(sql`
    with said as (
      select row_number() over ()::int - 1 as k, * from ${rowsOf(rows)} as n (compound, building, unit, room, owner, household, login)
    ), parts as (
      select k, compound, login, 'OWNER' as kind, owner as key from said where owner <> ''
      union all select k, compound, login, 'HOUSEHOLD', household from said where household <> ''
    ), persons as (
      select n.login, s.id as person from said n join staff s on s.login = n.login and s.retired_at is null
      union select n.login, p.id from said n join person p on p.claim = n.login
      union select n.login, b.person from said n join binding b on b.login = n.login and b.person is not null
    ), theirs as (
      select n.login, c.id, c.compound, c.owner, c.household, c.state from said n join room_claim c on c.login = n.login
      union select p.login, c.id, c.compound, c.owner, c.household, c.state from persons p join room_claim c on c.person = p.person
    )
    select n.k, 'owner-bound' as decided
    from said n
    join binding b on (b.compound, b.kind, b.key) = (n.compound, 'OWNER', n.owner) and b.bound_to is null
    where b.login is distinct from n.login
      and not exists (select from persons p where (p.login, p.person) = (n.login, b.person))
      and not exists (select from ${rowsOf(retired)} as gone (compound, building, unit, room, owner, household, login)
        where (gone.compound, gone.owner, gone.login) = (b.compound, b.key, b.login))
    union
    select p.k, 'revoked-here'
    from parts p
    join theirs t on (t.compound, t.login) = (p.compound, p.login) and t.state = 'REVOKED' and p.key = case p.kind when 'OWNER' then t.owner else t.household end
    join register_entry e on e.subject = t.id and e.fact = 'REVOKED' and e.actor is not null
    where not exists (select from theirs a where (a.compound, a.login) = (p.compound, p.login) and a.state = 'APPROVED'
      and p.key = case p.kind when 'OWNER' then a.owner else a.household end)`)
  return new Map(found.map(({ k, decided }) => [approvalKey(rows[k]!), decided]))
}

/** Without these rows: they are no difference that is carried out, and stay one that is told. */
export function without({ added, changed, retired }: TableDiff, rows: ReadonlyMap<string, DecidedHere>): TableDiff {
  const left = (of: readonly Row[]) => of.filter((row) => !rows.has(approvalKey(row)))
  return { added: left(added), changed: left(changed), retired }
}
