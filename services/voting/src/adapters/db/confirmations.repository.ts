import { Injectable } from '@nestjs/common'
import { Database, sql, type Transaction } from '@yiwang/database'

export interface Confirmation {
  readonly id: string
  /** Of who says so: building and unit. */
  readonly place: string
  readonly satisfied: boolean
  readonly text: string | null
  readonly at: Date
}

export interface Tally {
  readonly satisfied: number
  readonly dissatisfied: number
}

/** Whether residents find that decisions were carried out: one word a person, the last one. */
@Injectable()
export class ConfirmationsRepository {
  constructor(private readonly database: Database) {}

  async put(tx: Transaction, decision: string, person: string, { id, place, satisfied, text, at }: Confirmation): Promise<void> {
    await tx.run(sql`insert into confirmation (decision, person, id, place, satisfied, text, at)
      values (${decision}, ${person}, ${id}, ${place}, ${satisfied}, ${text}, ${at})
      on conflict (decision, person) do update set place = excluded.place, satisfied = excluded.satisfied, text = excluded.text, at = excluded.at`)
  }

  async tally(decision: string): Promise<Tally> {
    return (await this.database.one<Tally>(sql`select count(*) filter (where satisfied)::int as satisfied,
      count(*) filter (where not satisfied)::int as dissatisfied from confirmation where decision = ${decision}`))!
  }

  /** In the order in which each was first given. */
  of(decision: string, after: string | undefined, limit: number): Promise<Confirmation[]> {
    const cursor = after === undefined ? sql`` : sql`and id > ${after}`
    return this.database.rows<Confirmation>(
      sql`select id, place, satisfied, text, at from confirmation where decision = ${decision} ${cursor} order by id limit ${limit}`,
    )
  }
}
