import { Injectable } from '@nestjs/common'
import { Database, type Queryable, sql, type Transaction } from '@yiwang/database'
import type { RoomName } from './roll.repository.ts'

export const ROLL_OUTCOMES = ['UPHELD', 'REJECTED'] as const

export interface RollObjection {
  readonly id: string
  readonly decision: string
  readonly at: Date
  readonly text: string
  readonly room: RoomName | null
  readonly outcome: (typeof ROLL_OUTCOMES)[number] | null
  readonly answer: string | null
  readonly answeredAt: Date | null
}

const SELECT = sql`select id, decision, at, text, room, outcome, answer, answered_at as "answeredAt" from roll_objection`

/** What people say against a roll before it is frozen. */
@Injectable()
export class RollObjectionsRepository {
  constructor(private readonly database: Database) {}

  async add(
    tx: Transaction,
    { id, decision, at, text, room }: Pick<RollObjection, 'id' | 'decision' | 'at' | 'text' | 'room'>,
    by: string,
  ) {
    await tx.run(sql`insert into roll_objection (id, decision, by_person, at, room, text)
      values (${id}, ${decision}, ${by}, ${at}, ${room && JSON.stringify(room)}::jsonb, ${text})`)
  }

  async raisedSince(tx: Transaction, person: string, since: Date): Promise<Date[]> {
    const rows = await tx.rows<{ at: Date }>(sql`select at from roll_objection where by_person = ${person} and at > ${since} order by at`)
    return rows.map(({ at }) => at)
  }

  find(id: string, db: Queryable = this.database): Promise<RollObjection | undefined> {
    return db.one<RollObjection>(sql`${SELECT} where id = ${id}`)
  }

  page(decision: string, after: string, limit: number): Promise<RollObjection[]> {
    return this.database.rows<RollObjection>(sql`${SELECT} where decision = ${decision} and id > ${after} order by id limit ${limit}`)
  }

  async answer(tx: Transaction, id: string, { outcome, text }: { outcome: string; text: string }, by: string, at: Date): Promise<void> {
    await tx.run(
      sql`update roll_objection set outcome = ${outcome}, answer = ${text}, answered_by = ${by}, answered_at = ${at} where id = ${id}`,
    )
  }
}
