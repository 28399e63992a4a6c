import { Injectable } from '@nestjs/common'
import { Database, type Queryable, sql, type Transaction } from '@yiwang/database'
import type { Finding, Nominee, RollPlace } from '../../domain/candidates.ts'
import type { Question } from '../../domain/decision.ts'
import type { KeptDecision } from './decisions.repository.ts'
import type { RoomName } from './roll.repository.ts'

export interface NewCandidate extends Nominee {
  readonly name: string
  readonly statement: string
  readonly room?: RoomName | undefined
}

export interface Candidate {
  readonly id: string
  readonly name: string
  readonly statement: string
  readonly nominatedAt: Date
  /** They stand with an account of theirs. */
  readonly accepted: boolean
  readonly findings: readonly Finding[]
  readonly eligible: boolean | null
  readonly reason: string | null
  readonly vettedAt: Date | null
}

const SELECT = sql`select id, name, statement, nominated_at as "nominatedAt", person is not null as accepted, findings, eligible, reason, vetted_at as "vettedAt" from candidate`

/** Who stands for election. */
@Injectable()
export class CandidatesRepository {
  constructor(private readonly database: Database) {}

  /** False where another has this id or this name. */
  async add(
    tx: Transaction,
    decision: string,
    { id, name, person, room, statement }: NewCandidate,
    by: string,
    at: Date,
  ): Promise<boolean> {
    const added = await tx.run(sql`
      insert into candidate (decision, id, name, person, room, statement, nominated_by, nominated_at, findings)
      values (${decision}, ${id}, ${name}, ${person ?? null}, ${room ? JSON.stringify(room) : null}::jsonb, ${statement}, ${by}, ${at}, '[]')
      on conflict do nothing`)
    return added === 1
  }

  /** In a second round with what was said of them in the first. False as above. */
  async addFrom(
    tx: Transaction,
    { id: decision, restarts }: KeptDecision,
    { id, text: name }: Question,
    by: string,
    at: Date,
  ): Promise<boolean> {
    const added = await tx.run(sql`
      insert into candidate (decision, id, name, person, room, statement, nominated_by, nominated_at, findings)
      select ${decision}, ${id}, ${name}, before.person, before.room, coalesce(before.statement, ''), ${by}, ${at}, '[]'
      from (select 1) one left join candidate before on before.decision = ${restarts ?? null} and before.id = ${id} and before.name = ${name}
      on conflict do nothing`)
    return added === 1
  }

  of(decision: string, db: Queryable = this.database): Promise<Candidate[]> {
    return db.rows<Candidate>(sql`${SELECT} where decision = ${decision} order by nominated_at, id`)
  }

  find(db: Queryable, decision: string, id: string): Promise<Candidate | undefined> {
    return db.one<Candidate>(sql`${SELECT} where decision = ${decision} and id = ${id}`)
  }

  async nominatedBy(tx: Transaction, decision: string, person: string): Promise<{ all: number; own: number }> {
    return (await tx.one<{ all: number; own: number }>(sql`
      select count(*)::int as "all", (count(*) filter (where nominated_by = ${person}))::int as own from candidate where decision = ${decision}`))!
  }

  /** What the register is asked for. */
  async nominees(tx: Queryable, decision: string): Promise<(Nominee & { room?: RoomName })[]> {
    const rows = await tx.rows<{ id: string; person: string | null; room: RoomName | null }>(
      sql`select id, person, room from candidate where decision = ${decision} order by id`,
    )
    return rows.map(({ id, person, room }) => ({ id, ...(person !== null && { person }), ...(room && { room }) }))
  }

  placesOfRoom(tx: Queryable, decision: string, { building, unit, room }: RoomName): Promise<RollPlace[]> {
    return tx.rows<RollPlace>(sql`
      select encode(h.head, 'hex') as head, h.members from roll_room r join roll_head h on (h.decision, h.head) = (r.decision, r.head)
      where r.decision = ${decision} and r.building = ${building} and r.unit = ${unit} and r.room = ${room}`)
  }

  placesOfPerson(tx: Queryable, decision: string, person: string): Promise<RollPlace[]> {
    return tx.rows<RollPlace>(sql`
      select encode(h.head, 'hex') as head, h.members
      from (select decision, head from roll_voter where decision = ${decision} and person = ${person} and mandate is null
        union select decision, head from roll_owner where decision = ${decision} and person = ${person}) own
      join roll_head h on (h.decision, h.head) = (own.decision, own.head)`)
  }

  async found(tx: Queryable, decision: string, id: string, findings: readonly Finding[]): Promise<void> {
    await tx.run(sql`update candidate set findings = ${JSON.stringify(findings)}::jsonb where decision = ${decision} and id = ${id}`)
  }

  async vet(
    tx: Transaction,
    decision: string,
    id: string,
    eligible: boolean,
    reason: string | undefined,
    by: string,
    at: Date,
  ): Promise<void> {
    await tx.run(sql`update candidate set eligible = ${eligible}, reason = ${reason ?? null}, vetted_by = ${by}, vetted_at = ${at}, with_publication = false
      where decision = ${decision} and id = ${id}`)
  }

  /** Before there is a roll that says anything to it. */
  async vetWithPublication(tx: Transaction, decision: string, id: string, by: string, at: Date): Promise<void> {
    await tx.run(sql`update candidate set eligible = true, reason = null, vetted_by = ${by}, vetted_at = ${at}, with_publication = true
      where decision = ${decision} and id = ${id}`)
  }

  /** Whoever was vetted so, and of whom a finding says no, is not vetted any more. */
  doubt(tx: Transaction, decision: string): Promise<Pick<Candidate, 'id' | 'findings'>[]> {
    return tx.rows(sql`update candidate set eligible = null, vetted_by = null, vetted_at = null, with_publication = false
      where decision = ${decision} and eligible and with_publication and findings @> '[{"result": "NO"}]' returning id, findings`)
  }

  /** The account is theirs. What was said of them without it is said anew. */
  async accept(tx: Transaction, decision: string, id: string, person: string): Promise<void> {
    await tx.run(sql`update candidate set person = ${person}, eligible = null, reason = null, vetted_by = null, vetted_at = null
      where decision = ${decision} and id = ${id}`)
  }

  /** The account is not theirs. */
  async part(tx: Transaction, decision: string, id: string): Promise<void> {
    await tx.run(sql`update candidate set person = null where decision = ${decision} and id = ${id}`)
  }

  /** For whom is voted, each a question. */
  eligible(tx: Queryable, decision: string): Promise<Question[]> {
    return tx.rows<Question>(
      sql`select id, name as text from candidate where decision = ${decision} and eligible order by nominated_at, id`,
    )
  }
}
