import { sql, type Transaction } from '@yiwang/database'
import { v7 as uuid } from 'uuid'
import { registerLock } from '../locks.ts'
import type { TableDiff } from './table-diff.ts'
import type { Row } from './tables.ts'

const columnOf = (rows: readonly Row[], name: string): string[] => rows.map((row) => String(row[name]))
const COLUMNS = ['compound', 'building', 'unit', 'room', 'owner', 'household', 'login'] as const
const rowsOf = (rows: readonly Row[]) => {
  const [compound, building, unit, room, owner, household, login] = COLUMNS.map((name) => columnOf(rows, name))
  return sql`unnest(${compound}::text[], ${building}::text[], ${unit}::text[], ${room}::text[], ${owner}::text[], ${household}::text[], ${login}::text[])`
}

/** `<compound> <owner>` of the owners whom the folder newly says to be a login and who are another person here. What the import ends is free. */
export async function boundToOthers(tx: Transaction, { added, changed, retired }: TableDiff): Promise<ReadonlySet<string>> {
  const rows = await tx.rows<{ compound: string; owner: string }>(sql`
    select distinct n.compound, n.owner
    from ${rowsOf([...added, ...changed])} as n (compound, building, unit, room, owner, household, login)
    join binding b on (b.compound, b.kind, b.key) = (n.compound, 'OWNER', n.owner) and b.bound_to is null
    left join staff s on s.login = n.login and s.retired_at is null
    where n.owner <> '' and b.login is distinct from n.login and b.person is distinct from s.id
      and not exists (select from ${rowsOf(retired)} as gone (compound, building, unit, room, owner, household, login)
        where (gone.compound, gone.owner, gone.login) = (b.compound, b.key, b.login))`)
  return new Set(rows.map(({ compound, owner }) => `${compound} ${owner}`))
}

/** What the folder says of people approved before: each row a claim, approved by the import; what it no longer says is revoked. */
export async function writeApprovals(tx: Transaction, diff: TableDiff, at: Date): Promise<void> {
  const { added, changed, retired } = diff
  const compounds = [...new Set(columnOf([...added, ...changed, ...retired], 'compound'))]
  const locks = compounds.map(registerLock).toSorted((one, other) => (one < other ? -1 : 1))
  for (const lock of locks) await tx.run(sql`select pg_advisory_xact_lock(${lock})`)
  const bound = await boundToOthers(tx, diff)
  if (retired.length > 0) await revoke(tx, retired, at)
  const approved = [...added, ...changed].filter(({ compound, owner }) => !bound.has(`${compound} ${owner}`))
  if (approved.length > 0) await approve(tx, approved, at)
}

async function approve(tx: Transaction, rows: readonly Row[], at: Date): Promise<void> {
  const ids = rows.map(() => uuid())
  // Staff are persons already; whoever else has the login becomes known as one later.
  await tx.run(sql`
    with said as (
      select given.id, n.*, s.id as person
      from (select row_number() over () as k, * from ${rowsOf(rows)} as n (compound, building, unit, room, owner, household, login)) n
      join unnest(${ids}::uuid[]) with ordinality as given (id, k) using (k)
      left join staff s on s.login = n.login and s.retired_at is null
    ), claims as (
      insert into room_claim (id, compound, building, unit, room, person, login, claimed_as, owner, household, state, claimed_at)
      select id, compound, building, unit, room, person, login, case when owner = '' then 'TENANT' else 'OWNER' end,
        nullif(owner, ''), nullif(household, ''), 'APPROVED', ${at}::timestamptz from said
    ), record as (
      insert into register_entry (subject, seq, fact, at, owner, basis) select id, 1, 'APPROVED', ${at}::timestamptz, nullif(owner, ''), 'IMPORT' from said
    ), keys as (
      select min(id::text)::uuid as claim, compound, kind, key, login, person
      from (select *, 'OWNER' as kind, owner as key from said union all select *, 'HOUSEHOLD', household from said) k
      where key <> '' group by compound, kind, key, login, person
    )
    insert into binding (id, compound, kind, key, person, login, bound_from, claim)
    select gen_random_uuid(), compound, kind, key, person, login, ${at}::timestamptz, claim from keys
    on conflict do nothing`)
}

/** A binding ends unless another approved claim says the same of the same person. */
async function revoke(tx: Transaction, rows: readonly Row[], at: Date): Promise<void> {
  await tx.run(sql`
    with gone as (
      update room_claim c set state = 'REVOKED' from ${rowsOf(rows)} as n (compound, building, unit, room, owner, household, login)
      where c.state = 'APPROVED' and (c.compound, c.building, c.unit, c.room, c.login) = (n.compound, n.building, n.unit, n.room, n.login)
        and (coalesce(c.owner, ''), coalesce(c.household, '')) = (n.owner, n.household)
      returning c.id
    )
    insert into register_entry (subject, seq, fact, at, basis)
    select id, (select max(seq) from register_entry e where e.subject = id) + 1, 'REVOKED', ${at}::timestamptz, 'IMPORT' from gone`)
  await tx.run(sql`
    update binding b set bound_to = greatest(${at}::timestamptz, b.bound_from)
    from ${rowsOf(rows)} as n (compound, building, unit, room, owner, household, login)
    where b.bound_to is null and b.compound = n.compound and b.login = n.login
      and ((b.kind = 'OWNER' and b.key = n.owner) or (b.kind = 'HOUSEHOLD' and b.key = n.household))
      and not exists (
        select from room_claim c where c.compound = b.compound and c.state = 'APPROVED' and (c.login = b.login or c.person = b.person)
          and ((b.kind = 'OWNER' and c.owner = b.key) or (b.kind = 'HOUSEHOLD' and c.household = b.key)))`)
}
