import { sql, type Transaction } from '@yiwang/database'
import { v7 as uuid } from 'uuid'
import { revokeGiven } from '../given-mandates.ts'
import { registerLock } from '../locks.ts'
import { columnOf, decidedHere, rowsOf, without } from './decided-here.ts'
import type { ImportStore } from './import-store.ts'
import type { TableDiff } from './table-diff.ts'
import { type Row, tables } from './tables.ts'

/** What the folder says of people approved before: each row a claim, approved by the import; what it no longer says is revoked. */
export async function writeApprovals(tx: Transaction, store: ImportStore, diff: TableDiff, at: Date): Promise<void> {
  const { added, changed, retired } = diff
  const compounds = [...new Set(columnOf([...added, ...changed, ...retired], 'compound'))]
  const locks = compounds.map(registerLock).toSorted((one, other) => (one < other ? -1 : 1))
  for (const lock of locks) await tx.run(sql`select pg_advisory_xact_lock(${lock})`)
  if (retired.length > 0) await revoke(tx, diff, at)
  // Looked at again under the locks: people went on deciding while the import compared.
  const open = without(diff, await decidedHere(tx, { added, changed, retired: [] }))
  await store.write(tx, tables.approved, open, at)
  const approved = [...open.added, ...open.changed]
  if (approved.length > 0) await approve(tx, approved, at)
  const owners = retired.map(({ compound, owner }) => ({ compound: String(compound), owner: String(owner) }))
  if (owners.length > 0) await revokeGiven(tx, owners, { at })
}

async function approve(tx: Transaction, rows: readonly Row[], at: Date): Promise<void> {
  const ids = rows.map(() => uuid())
  // Who is bound here already and staff are persons; whoever else has the login becomes known as one later.
  await tx.run(sql`
    with said as (
      select given.id, n.*, coalesce(o.person, b.person, s.id) as person
      from (select row_number() over () as k, * from ${rowsOf(rows)} as n (compound, building, unit, room, owner, household, login)) n
      join unnest(${ids}::uuid[]) with ordinality as given (id, k) using (k)
      left join staff s on s.login = n.login and s.retired_at is null
      left join binding o on (o.compound, o.kind, o.key) = (n.compound, 'OWNER', n.owner) and o.bound_to is null
      left join (
        select distinct on (compound, login) compound, login, person from binding
        where login = any(${columnOf(rows, 'login')}::text[]) and bound_to is null and person is not null order by compound, login
      ) b on (b.compound, b.login) = (n.compound, n.login)
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
    select gen_random_uuid(), compound, kind, key, person, login,
      greatest(${at}::timestamptz, (select max(b.bound_to) from binding b where (b.compound, b.kind, b.key) = (k.compound, k.kind, k.key))), claim
    from keys k
    on conflict do nothing`)
}

/** A binding ends unless another approved claim, or another row of the folder, says the same of the same person. */
async function revoke(tx: Transaction, { added, changed, retired }: TableDiff, at: Date): Promise<void> {
  await tx.run(sql`
    with gone as (
      update room_claim c set state = 'REVOKED' from ${rowsOf(retired)} as n (compound, building, unit, room, owner, household, login)
      where c.state = 'APPROVED' and (c.compound, c.building, c.unit, c.room, c.login) = (n.compound, n.building, n.unit, n.room, n.login)
        and (coalesce(c.owner, ''), coalesce(c.household, '')) = (n.owner, n.household)
      returning c.id
    )
    insert into register_entry (subject, seq, fact, at, basis)
    select id, (select max(seq) from register_entry e where e.subject = id) + 1, 'REVOKED', ${at}::timestamptz, 'IMPORT' from gone`)
  await tx.run(sql`
    update binding b set bound_to = greatest(${at}::timestamptz, b.bound_from)
    from ${rowsOf(retired)} as n (compound, building, unit, room, owner, household, login)
    where b.bound_to is null and b.compound = n.compound and b.login = n.login
      and ((b.kind = 'OWNER' and b.key = n.owner) or (b.kind = 'HOUSEHOLD' and b.key = n.household))
      and not exists (
        select from room_claim c where c.compound = b.compound and c.state = 'APPROVED' and (c.login = b.login or c.person = b.person)
          and ((b.kind = 'OWNER' and c.owner = b.key) or (b.kind = 'HOUSEHOLD' and c.household = b.key)))
      and not exists (
        select from ${rowsOf([...added, ...changed])} as said (compound, building, unit, room, owner, household, login)
        where said.compound = b.compound and said.login = b.login
          and ((b.kind = 'OWNER' and said.owner = b.key) or (b.kind = 'HOUSEHOLD' and said.household = b.key)))`)
}
