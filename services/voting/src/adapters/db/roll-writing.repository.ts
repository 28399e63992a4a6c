import { Injectable } from '@nestjs/common'
import { type Queryable, sql, statement, type Transaction } from '@yiwang/database'
import type { RollHead, RollOwner, RollVoter } from './roll.repository.ts'

const AT_ONCE = 1_000

const HEADS = statement<[decision: string, rows: string]>(
  'roll-heads-add',
  `insert into roll_head (decision, head, salt, members, area, rooms)
   select $1, decode(head, 'hex'), decode(salt, 'hex'), array(select jsonb_array_elements_text(members)), area, rooms
   from jsonb_to_recordset($2::jsonb) as r (head text, salt text, members jsonb, area int, rooms jsonb)`,
)

const ROOMS = statement<[decision: string, rows: string]>(
  'roll-rooms-add',
  `insert into roll_room (decision, building, unit, room, head)
   select $1, building, unit, room, decode(r.head, 'hex')
   from jsonb_to_recordset($2::jsonb) as r (head text, rooms jsonb), jsonb_to_recordset(r.rooms) as o (building text, unit text, room text)`,
)

const VOTERS = statement<[decision: string, rows: string]>(
  'roll-voters-add',
  `insert into roll_voter (decision, person, head, mandate, until)
   select $1, person, decode(head, 'hex'), mandate, until
   from jsonb_to_recordset($2::jsonb) as r (person uuid, head text, mandate text, until timestamptz)
   on conflict (decision, person, head) do update set mandate = excluded.mandate, until = excluded.until`,
)

const OWNERS = statement<[decision: string, rows: string]>(
  'roll-owners-add',
  `insert into roll_owner (decision, person, owner, head)
   select $1, person, owner, decode(coalesce(head, ''), 'hex')
   from jsonb_to_recordset($2::jsonb) as r (person uuid, owner text, head text)
   on conflict do nothing`,
)

/** Writes rolls: whole, and later who may vote for a head. */
@Injectable()
export class RollWritingRepository {
  async clear(tx: Transaction, decision: string): Promise<void> {
    for (const table of ['roll_head', 'roll_room', 'roll_voter', 'roll_owner'] as const)
      await tx.run({ text: `delete from ${table} where decision = $1`, values: [decision] })
  }

  async write(
    tx: Transaction,
    decision: string,
    heads: readonly RollHead[],
    voters: readonly RollVoter[],
    owners: readonly RollOwner[],
  ): Promise<void> {
    for (const some of chunks(heads)) {
      const rows = JSON.stringify(some)
      await tx.run(HEADS(decision, rows))
      await tx.run(ROOMS(decision, rows))
    }
    await this.addVoters(tx, decision, voters)
    for (const some of chunks(owners)) await tx.run(OWNERS(decision, JSON.stringify(some)))
  }

  /** Who was approved under a key and is no more, and whose mandate was taken back, votes no longer, and is no owner here. Whoever votes all the same is looked up anew. */
  async strike(
    db: Queryable,
    decision: string,
    bindings: readonly { owner: string; person: string }[],
    mandates: readonly string[],
  ): Promise<void> {
    if (bindings.length + mandates.length === 0) return
    const [owners, persons] = [bindings.map(({ owner }) => owner), bindings.map(({ person }) => person)]
    await db.run(sql`
      delete from roll_voter v using roll_head h
      where v.decision = ${decision} and (h.decision, h.head) = (v.decision, v.head) and (v.person = any(${persons}::uuid[]) or v.mandate = any(${mandates}))
        and (v.mandate = any(${mandates}) or exists (
          select 1 from unnest(${owners}::text[], ${persons}::uuid[]) as ended (owner, person)
          where ended.person = v.person and ended.owner = any(h.members)))`)
    await db.run(sql`
      delete from roll_owner where decision = ${decision}
        and (owner, person) in (select * from unnest(${owners}::text[], ${persons}::uuid[]))`)
  }

  async addVoters(db: Queryable, decision: string, voters: readonly RollVoter[]): Promise<void> {
    for (const some of chunks(voters)) await db.run(VOTERS(decision, JSON.stringify(some)))
  }
}

function* chunks<Row>(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let from = 0; from < rows.length; from += AT_ONCE) yield rows.slice(from, from + AT_ONCE)
}
