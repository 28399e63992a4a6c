import { Injectable } from '@nestjs/common'
import { Database, type Queryable, sql, type Transaction } from '@yiwang/database'
import type { Term } from '../../domain/committee.ts'

export interface Member {
  readonly id: string
  readonly compound: string
  /** The election that the first round was. */
  readonly committee: string
  readonly decision: string
  /** Question of the election. */
  readonly candidate: string
  readonly name: string
  readonly person: string | null
  readonly rank: number
  readonly alternate: boolean
  readonly termFrom: Date | null
  readonly termTo: Date | null
  readonly endedAt: Date | null
}

const READ = sql`select id, compound, committee, decision, candidate, name, person, rank, alternate, term_from as "termFrom",
  term_to as "termTo", ended_at as "endedAt" from committee_member`

/** Who was elected into owners' committees, and who comes next. */
@Injectable()
export class CommitteeRepository {
  constructor(private readonly database: Database) {}

  /** Seats of one compound change one after the other. */
  async oneAtATime(tx: Transaction, compound: string): Promise<void> {
    await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`voting/committee/${compound}`}, 0))`)
  }

  async add(tx: Transaction, members: readonly Omit<Member, 'termFrom' | 'termTo' | 'endedAt'>[]): Promise<void> {
    for (const { id, compound, committee, decision, candidate, name, person, rank, alternate } of members)
      await tx.run(sql`insert into committee_member (id, compound, committee, decision, candidate, name, person, rank, alternate)
        values (${id}, ${compound}, ${committee}, ${decision}, ${candidate}, ${name}, ${person}, ${rank}, ${alternate})`)
  }

  find(id: string, db: Queryable = this.database): Promise<Member | undefined> {
    return db.one<Member>(sql`${READ} where id = ${id}`)
  }

  /** Of a committee, by rank. */
  ofCommittee(tx: Transaction, committee: string): Promise<Member[]> {
    return tx.rows<Member>(sql`${READ} where committee = ${committee} order by rank`)
  }

  electedBy(tx: Transaction, decision: string): Promise<Member[]> {
    return tx.rows<Member>(sql`${READ} where decision = ${decision} order by rank`)
  }

  /** Who sits or waits for it: neither gone nor past their term. */
  present(compound: string, at: Date): Promise<Member[]> {
    return this.database.rows<Member>(sql`${READ} where compound = ${compound} and ended_at is null
      and (term_to is null or term_to > ${at}) order by alternate, term_from nulls last, rank`)
  }

  /** The name and the person of each candidate, by the latest of these rounds: what was known before it has from there. */
  candidates(tx: Transaction, rounds: readonly string[], ids: readonly string[]): Promise<Pick<Member, 'candidate' | 'name' | 'person'>[]> {
    return tx.rows(sql`select distinct on (id) id as candidate, name, person from candidate
      where decision = any(${rounds}::uuid[]) and id = any(${ids}::text[])
      order by id, array_position(${rounds}::uuid[], decision)`)
  }

  /** From when another committee sits that began no earlier. */
  async termFrom(tx: Transaction, compound: string, committee: string, from: Date): Promise<Date | undefined> {
    const found = await tx.one<{ termFrom: Date | null }>(sql`select min(term_from) as "termFrom" from committee_member
      where compound = ${compound} and committee <> ${committee} and ended_at is null and term_from >= ${from} and term_to > term_from`)
    return found?.termFrom ?? undefined
  }

  async start(tx: Transaction, decision: string, { from, to }: Term): Promise<void> {
    await tx.run(sql`update committee_member set term_from = ${from}, term_to = ${to} where decision = ${decision} and ended_at is null`)
  }

  /** Whoever sits by another election hands over then; whoever waits for a term since an earlier one waits no more. */
  async handOver(tx: Transaction, { compound, committee, decision }: Member, from: Date, at: Date): Promise<void> {
    await tx.run(sql`update committee_member set term_to = ${from}
      where compound = ${compound} and committee <> ${committee} and ended_at is null and term_to > ${from}`)
    await tx.run(sql`update committee_member set ended_at = ${at}, ended_reason = 'superseded'
      where compound = ${compound} and committee <> ${committee} and ended_at is null and term_to is null and decision in (select id from decision
        where compound = ${compound} and announced_at < (select announced_at from decision where id = ${decision}))`)
  }

  async end(tx: Transaction, ids: readonly string[], at: Date, reason: string): Promise<void> {
    await tx.run(sql`update committee_member set ended_at = ${at}, ended_reason = ${reason} where id = any(${ids}::uuid[])`)
  }

  /** The seat is theirs for the rest of the term. */
  async seat(tx: Transaction, id: string, at: Date): Promise<void> {
    await tx.run(sql`update committee_member set alternate = false, term_from = greatest(term_from, ${at}::timestamptz) where id = ${id}`)
  }
}
