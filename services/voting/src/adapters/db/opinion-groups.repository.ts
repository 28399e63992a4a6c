import { Injectable } from '@nestjs/common'
import { Database, type Queryable, sql, type Transaction } from '@yiwang/database'

export interface OpinionGroup {
  readonly id: string
  readonly title: string
  readonly at: Date
  readonly opinions: number
  readonly unanswered: number
}

const SELECT = sql`
  select g.id, g.title, g.at,
    (select count(*)::int from opinion o where o.group_id = g.id) as opinions,
    (select count(*)::int from opinion o where o.group_id = g.id and o.outcome is null) as unanswered
  from opinion_group g`

/** Opinions that say the same. */
@Injectable()
export class OpinionGroupsRepository {
  constructor(private readonly database: Database) {}

  async add(tx: Transaction, group: { id: string; decision: string; title: string; by: string; at: Date }): Promise<void> {
    const { id, decision, title, by, at } = group
    await tx.run(sql`insert into opinion_group (id, decision, title, by_person, at) values (${id}, ${decision}, ${title}, ${by}, ${at})`)
  }

  /** An opinion is in one group: it leaves the one in which it was. */
  async fill(tx: Transaction, group: string, opinions: readonly string[]): Promise<void> {
    await tx.run(sql`update opinion set group_id = ${group} where id = any((select ${[...opinions]}::uuid[])::uuid[])`)
  }

  async decisionOf(id: string): Promise<string | undefined> {
    return (await this.database.one<{ decision: string }>(sql`select decision from opinion_group where id = ${id}`))?.decision
  }

  find(id: string, db: Queryable = this.database): Promise<OpinionGroup | undefined> {
    return db.one<OpinionGroup>(sql`${SELECT} where g.id = ${id}`)
  }

  page(decision: string, after: string, limit: number): Promise<OpinionGroup[]> {
    return this.database.rows<OpinionGroup>(sql`${SELECT} where g.decision = ${decision} and g.id > ${after} order by g.id limit ${limit}`)
  }
}
