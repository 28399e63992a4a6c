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

/** Whom a login is, as far as they are known. */
const PERSONS = sql`(
  select id as person from staff where login = n.login and retired_at is null
  union select id from person where claim = n.login
  union select person from binding where login = n.login and person is not null)`

/** The rows, by `approvalKey`, that stay out: what people did here stands. What the import ends with other rows is free. */
export async function decidedHere(tx: Transaction, { added, changed, retired }: TableDiff): Promise<ReadonlyMap<string, DecidedHere>> {
  const rows = [...added, ...changed]
  const found = await tx.rows<{ k: number; decided: DecidedHere }>(sql`
    with said as (
      select row_number() over ()::int - 1 as k, * from ${rowsOf(rows)} as n (compound, building, unit, room, owner, household, login)
    )
    select n.k, 'owner-bound' as decided
    from said n
    join binding b on (b.compound, b.kind, b.key) = (n.compound, 'OWNER', n.owner) and b.bound_to is null
    where b.login is distinct from n.login and not exists (select from ${PERSONS} p where p.person = b.person)
      and not exists (select from ${rowsOf(retired)} as gone (compound, building, unit, room, owner, household, login)
        where (gone.compound, gone.owner, gone.login) = (b.compound, b.key, b.login))
    union all
    select n.k, 'revoked-here'
    from said n
    cross join lateral (values ('OWNER', n.owner), ('HOUSEHOLD', n.household)) as part (kind, key)
    cross join lateral (
      select e.fact, e.actor
      from (select id from room_claim where login = n.login union select id from ${PERSONS} p join room_claim using (person)) as theirs
      join room_claim c using (id)
      join register_entry e on e.subject = c.id and e.fact in ('APPROVED', 'REVOKED')
      where c.compound = n.compound and part.key = case part.kind when 'OWNER' then c.owner else c.household end
      order by c.state = 'APPROVED' desc, e.at desc, e.seq desc
      limit 1
    ) last
    where last.fact = 'REVOKED' and last.actor is not null`)
  return new Map(found.map(({ k, decided }) => [approvalKey(rows[k]!), decided]))
}

/** Without these rows: they are no difference that is carried out, and stay one that is told. */
export function without({ added, changed, retired }: TableDiff, rows: ReadonlyMap<string, DecidedHere>): TableDiff {
  const left = (of: readonly Row[]) => of.filter((row) => !rows.has(approvalKey(row)))
  return { added: left(added), changed: left(changed), retired }
}
