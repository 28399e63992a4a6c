import { Injectable } from '@nestjs/common'
import { Database, type Queryable, sql, statement } from '@yiwang/database'
import type { Way } from '../../domain/lines.ts'

export interface NewBallot {
  readonly decision: string
  /** Hex. */
  readonly head: string
  /** Its number among the ballots of the head. */
  readonly serial: number
  /** What there is one of for a head. */
  readonly slot: string
  readonly way: Way
  readonly sealed: Buffer
  readonly leaf: Buffer
  readonly receipt: string
  readonly by: string
  readonly mandate: string | null
  readonly key?: string | undefined
  /** When it arrived. */
  readonly at: Date
}

export interface BoardLine {
  readonly arrival: string
  readonly head: string
  readonly way: Way
  readonly serial: number
  readonly sealed: Buffer
}

const READ_AT_ONCE = 10_000

/**
 * Holds the decision while it writes, so that the close waits for it or comes first: then no row. Nor is there one where the head has such a ballot
 * already.
 */
const CAST = statement(
  'ballot-cast',
  `with open as materialized (select id from decision where id = $1 and stage = 'VOTING' and closes_at > $11 for share)
   insert into ballot (decision, head, serial, slot, way, sealed, leaf, receipt, by_person, idempotency_key, at, mandate)
   select id, decode($2, 'hex'), $3, $4, $5, $6, $7, $8, $9, $10, $11, $12 from open
   on conflict do nothing`,
)

const BY_KEY = statement<[decision: string, person: string, key: string]>(
  'ballot-by-key',
  `select encode(head, 'hex') as head, leaf, receipt from ballot where decision = $1 and by_person = $2 and idempotency_key = $3`,
)

const BOARD = statement<[decision: string, after: string]>(
  'ballot-board',
  `select arrival::text as arrival, encode(head, 'hex') as head, way, serial, sealed from ballot b
   where decision = $1 and b.arrival > $2 order by b.arrival limit ${READ_AT_ONCE}`,
)

/** Sealed ballots. */
@Injectable()
export class BallotsRepository {
  constructor(private readonly database: Database) {}

  /** False where voting is closed, or the head has such a ballot. */
  async cast(ballot: NewBallot, db: Queryable = this.database): Promise<boolean> {
    const { decision, head, serial, slot, way, sealed, leaf, receipt, by, mandate, key, at } = ballot
    return (await db.run(CAST(decision, head, serial, slot, way, sealed, leaf, receipt, by, key ?? null, at, mandate))) === 1
  }

  castWith(decision: string, person: string, key: string): Promise<{ head: string; leaf: Buffer; receipt: string } | undefined> {
    return this.database.one(BY_KEY(decision, person, key))
  }

  /** In the order of arrival, many at a time. */
  async *board(db: Queryable, decision: string): AsyncGenerator<BoardLine[]> {
    for (let after = '0'; ; ) {
      const rows = await db.rows<BoardLine>(BOARD(decision, after))
      if (rows.length > 0) yield rows
      if (rows.length < READ_AT_ONCE) return
      after = rows.at(-1)!.arrival
    }
  }

  async number(db: Queryable, decision: string): Promise<number> {
    return (await db.one<{ n: number }>(
      sql`select (select count(*) from ballot where decision = ${decision})::int + (select count(*) from sealed_box where decision = ${decision})::int as n`,
    ))!.n
  }

  /** Of a secret decision: every box, in the order of its text. */
  async *boxes(db: Queryable, decision: string): AsyncGenerator<string[]> {
    for (let after = ''; ; ) {
      const rows = await db.rows<{ box: string }>(
        sql`select box from sealed_box where decision = ${decision} and box > ${after} order by box limit ${READ_AT_ONCE}`,
      )
      if (rows.length > 0) yield rows.map(({ box }) => box)
      if (rows.length < READ_AT_ONCE) return
      after = rows.at(-1)!.box
    }
  }

  /** The heads that have a ballot, in order. */
  async *attendance(db: Queryable, decision: string): AsyncGenerator<string[]> {
    for (let after = ''; ; ) {
      const rows = await db.rows<{ head: string }>(
        sql`select encode(a.head, 'hex') as head from attendance a where a.decision = ${decision} and a.head > decode(${after}, 'hex')
            order by a.head limit ${READ_AT_ONCE}`,
      )
      if (rows.length > 0) yield rows.map(({ head }) => head)
      if (rows.length < READ_AT_ONCE) return
      after = rows.at(-1)!.head
    }
  }

  async receipt(decision: string, leaf: Buffer): Promise<string | undefined> {
    const found = await this.database.one<{ receipt: string }>(
      sql`select receipt from ballot where decision = ${decision} and leaf = ${leaf}
          union all select receipt from sealed_box where decision = ${decision} and leaf = ${leaf}`,
    )
    return found?.receipt
  }

  ofHead(decision: string, head: string): Promise<Pick<BoardLine, 'way' | 'serial' | 'sealed'>[]> {
    return this.database.rows(
      sql`select way, serial, sealed from ballot where decision = ${decision} and head = decode(${head}, 'hex') order by arrival`,
    )
  }
}
