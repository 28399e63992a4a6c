import { Injectable } from '@nestjs/common'
import { Database, type Queryable, sql, type Transaction } from '@yiwang/database'
import type { Around } from '../../domain/place.ts'

export const OUTCOMES = ['ADOPTED', 'PARTLY', 'NOT'] as const
export type Outcome = (typeof OUTCOMES)[number]

export interface Answer {
  readonly outcome: Outcome
  readonly text: string
}

/** As everybody sees it. */
export interface Opinion {
  readonly id: string
  /** All that is shown of who said it. */
  readonly place: string
  readonly at: Date
  readonly text: string
  readonly attachments: readonly string[]
  readonly supporters: number
  readonly group: string | null
  readonly outcome: Outcome | null
  readonly answer: string | null
  readonly answeredAt: Date | null
}

export interface NewOpinion extends Pick<Opinion, 'id' | 'place' | 'at' | 'text' | 'attachments'> {
  readonly decision: string
  readonly by: string
  readonly key?: string | undefined
}

export type OwnedOpinion = Opinion & { readonly decision: string; readonly by: string }

export interface Wanted {
  readonly answered?: boolean | undefined
  readonly group?: string | undefined
}

const SEEN = sql`id, place, at, text, attachments, supporters, group_id as "group", outcome, answer, answered_at as "answeredAt"`
const OWNED = sql`${SEEN}, decision, by_person as "by"`

/** What people think of what is planned. */
@Injectable()
export class OpinionsRepository {
  constructor(private readonly database: Database) {}

  async add(tx: Transaction, { id, decision, by, place, at, text, attachments, key }: NewOpinion): Promise<void> {
    await tx.run(sql`insert into opinion (id, decision, by_person, place, at, text, attachments, idempotency_key)
      values (${id}, ${decision}, ${by}, ${place}, ${at}, ${text}, ${[...attachments]}::uuid[], ${key ?? null})`)
  }

  find(id: string, db: Queryable = this.database): Promise<OwnedOpinion | undefined> {
    return db.one<OwnedOpinion>(sql`select ${OWNED} from opinion where id = ${id}`)
  }

  withKey(person: string, key: string, db: Queryable = this.database): Promise<OwnedOpinion | undefined> {
    return db.one<OwnedOpinion>(sql`select ${OWNED} from opinion where by_person = ${person} and idempotency_key = ${key}`)
  }

  async givenSince(tx: Transaction, person: string, since: Date): Promise<Date[]> {
    const rows = await tx.rows<{ at: Date }>(sql`select at from opinion where by_person = ${person} and at > ${since} order by at`)
    return rows.map(({ at }) => at)
  }

  /** The oldest first. A group is of one decision: it stands alone, so that a few of a million are found by its own index. */
  page(decision: string, { answered, group }: Wanted, after: string, limit: number): Promise<Opinion[]> {
    const whose = group === undefined ? sql`decision = ${decision}` : sql`group_id = ${group}`
    const which = answered === undefined ? sql`` : answered ? sql`and outcome is not null` : sql`and outcome is null`
    return this.database.rows<Opinion>(
      sql`select ${SEEN} from opinion where ${whose} ${which} and id > ${after} order by id limit ${limit}`,
    )
  }

  of(decision: string, ids: readonly string[], db: Queryable = this.database): Promise<Opinion[]> {
    return db.rows<Opinion>(
      sql`select ${SEEN} from opinion where id = any((select ${[...ids]}::uuid[])::uuid[]) and decision = ${decision} order by id`,
    )
  }

  /** False where this person supports it already. */
  async support(tx: Transaction, id: string, person: string, at: Date): Promise<boolean> {
    const added = await tx.run(sql`
      with added as (insert into opinion_support (opinion, person, at) values (${id}, ${person}, ${at}) on conflict do nothing returning opinion)
      update opinion set supporters = supporters + 1 where id in (select opinion from added)`)
    return added === 1
  }

  async answer(tx: Transaction, id: string, { outcome, text }: Answer, by: string, at: Date): Promise<void> {
    await tx.run(sql`update opinion set outcome = ${outcome}, answer = ${text}, answered_by = ${by}, answered_at = ${at} where id = ${id}`)
  }

  /** Those of a group that have no answer; how many. */
  answerGroup(tx: Transaction, group: string, { outcome, text }: Answer, by: string, at: Date): Promise<number> {
    return tx.run(sql`update opinion set outcome = ${outcome}, answer = ${text}, answered_by = ${by}, answered_at = ${at}
      where group_id = ${group} and outcome is null`)
  }

  /** How many rooms of the roll there are around somebody, as far as it matters. */
  async around(decision: string, { building, unit }: { building: string; unit: string }, most: number): Promise<Around> {
    return (await this.database.one<Around>(sql`select
      (select count(*)::int from (select distinct room from roll_room
        where decision = ${decision} and building = ${building} and unit = ${unit} limit ${most}) s) as staircase,
      (select count(*)::int from (select distinct unit, room from roll_room
        where decision = ${decision} and building = ${building} limit ${most}) b) as building`))!
  }
}
