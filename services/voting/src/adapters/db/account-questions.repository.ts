import { Injectable } from '@nestjs/common'
import { Database, type Queryable, sql, type Transaction } from '@yiwang/database'

export interface AccountQuestion {
  readonly id: string
  readonly statement: string
  /** Of who asks: building and unit. */
  readonly place: string
  readonly at: Date
  readonly text: string
  readonly answer: string | null
  readonly answeredAt: Date | null
}

const READ = sql`select id, statement, place, at, text, answer, answered_at as "answeredAt" from account_question`

/** What residents ask about accounts. */
@Injectable()
export class AccountQuestionsRepository {
  constructor(private readonly database: Database) {}

  async add(tx: Transaction, { id, statement, place, at, text }: AccountQuestion, person: string): Promise<void> {
    await tx.run(sql`insert into account_question (id, statement, by_person, place, at, text)
      values (${id}, ${statement}, ${person}, ${place}, ${at}, ${text})`)
  }

  /** The instants at which a person asked since then, the earliest first. */
  async askedSince(tx: Transaction, person: string, since: Date): Promise<Date[]> {
    const rows = await tx.rows<{ at: Date }>(sql`select at from account_question where by_person = ${person} and at > ${since} order by at`)
    return rows.map(({ at }) => at)
  }

  find(id: string, db: Queryable = this.database): Promise<AccountQuestion | undefined> {
    return db.one<AccountQuestion>(sql`${READ} where id = ${id}`)
  }

  /** False where it has an answer. */
  async answer(db: Queryable, id: string, answer: string, at: Date, person: string): Promise<boolean> {
    const changed = await db.run(sql`update account_question set answer = ${answer}, answered_at = ${at}, answered_by = ${person}
      where id = ${id} and answer is null`)
    return changed === 1
  }

  /** In the order in which they came. */
  of(statement: string, after: string | undefined, limit: number): Promise<AccountQuestion[]> {
    const cursor = after === undefined ? sql`` : sql`and id > ${after}`
    return this.database.rows<AccountQuestion>(sql`${READ} where statement = ${statement} ${cursor} order by id limit ${limit}`)
  }
}
