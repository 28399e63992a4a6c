import { Injectable } from '@nestjs/common'
import { Database, type Queryable, sql, type Transaction } from '@yiwang/database'

export interface Objection {
  readonly id: string
  readonly decision: string
  /** Of who raised it: building and unit. */
  readonly place: string
  readonly at: Date
  readonly text: string
  readonly outcome: 'UPHELD' | 'REJECTED' | null
  readonly answer: string | null
  readonly answeredAt: Date | null
}

const READ = sql`select id, decision, place, at, text, outcome, answer, answered_at as "answeredAt" from objection`

/** Objections against results. */
@Injectable()
export class ObjectionsRepository {
  constructor(private readonly database: Database) {}

  /** False where an earlier one of this person is not decided. */
  async add(tx: Transaction, { id, decision, place, at, text }: Objection, person: string): Promise<boolean> {
    const added = await tx.run(sql`insert into objection (id, decision, by_person, place, at, text)
      values (${id}, ${decision}, ${person}, ${place}, ${at}, ${text}) on conflict (decision, by_person) where outcome is null do nothing`)
    return added === 1
  }

  find(id: string, db: Queryable = this.database): Promise<Objection | undefined> {
    return db.one<Objection>(sql`${READ} where id = ${id}`)
  }

  async decide(tx: Transaction, id: string, { outcome, answer, answeredAt }: Partial<Objection>, person: string): Promise<void> {
    await tx.run(sql`update objection set outcome = ${outcome}, answer = ${answer}, answered_at = ${answeredAt}, answered_by = ${person}
      where id = ${id}`)
  }

  /** In the order in which they came. */
  of(decision: string, after: string | undefined, limit: number): Promise<Objection[]> {
    const cursor = after === undefined ? sql`` : sql`and id > ${after}`
    return this.database.rows<Objection>(sql`${READ} where decision = ${decision} ${cursor} order by id limit ${limit}`)
  }
}
