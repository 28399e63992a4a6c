import { Injectable } from '@nestjs/common'
import { Database, type Queryable, sql, type Transaction } from '@yiwang/database'
import type { AccountKind, AccountLine, Balances } from '../../domain/accounts.ts'

export interface AccountStatement extends Balances {
  readonly id: string
  readonly compound: string
  readonly kind: AccountKind
  readonly from: Date
  /** The first instant after the period. */
  readonly to: Date
  readonly lines: readonly AccountLine[]
  /** Attachment. */
  readonly file: string | null
  /** Why it does not go on with the figures of the periods beside it. */
  readonly correction: string | null
  readonly at: Date
}

const READ = sql`select id, compound, kind, period_from as "from", period_to as "to", opening::float8 as opening, closing::float8 as closing,
  lines, file, correction, at from account_statement`

/** The published accounts of compounds. */
@Injectable()
export class AccountsRepository {
  constructor(private readonly database: Database) {}

  async add(tx: Transaction, statement: AccountStatement, person: string): Promise<void> {
    const { id, compound, kind, from, to, opening, closing, lines, file, correction, at } = statement
    await tx.run(sql`insert into account_statement (id, compound, kind, period_from, period_to, opening, closing, lines, file, correction, by_person, at)
      values (${id}, ${compound}, ${kind}, ${from}, ${to}, ${opening}, ${closing}, ${JSON.stringify(lines)}, ${file}, ${correction}, ${person}, ${at})`)
  }

  find(id: string, db: Queryable = this.database): Promise<AccountStatement | undefined> {
    return db.one<AccountStatement>(sql`${READ} where id = ${id}`)
  }

  /** Those of a kind that share an instant with a period. */
  within(tx: Transaction, { compound, kind, from, to }: Pick<AccountStatement, 'compound' | 'kind' | 'from' | 'to'>) {
    return tx.one<AccountStatement>(
      sql`${READ} where compound = ${compound} and kind = ${kind} and period_from < ${to} and period_to > ${from} limit 1`,
    )
  }

  /** The last of a kind that ends by then. */
  before(tx: Transaction, { compound, kind, from }: Pick<AccountStatement, 'compound' | 'kind' | 'from'>) {
    return tx.one<AccountStatement>(
      sql`${READ} where compound = ${compound} and kind = ${kind} and period_to <= ${from} order by period_to desc limit 1`,
    )
  }

  /** The first of a kind that begins then or later. */
  after(tx: Transaction, { compound, kind, to }: Pick<AccountStatement, 'compound' | 'kind' | 'to'>) {
    return tx.one<AccountStatement>(
      sql`${READ} where compound = ${compound} and kind = ${kind} and period_from >= ${to} order by period_from limit 1`,
    )
  }

  /** The latest period first. */
  ofCompound(
    compound: string,
    kind: AccountKind | undefined,
    cursor: { to: string; id: string } | undefined,
    limit: number,
  ): Promise<AccountStatement[]> {
    const ofKind = kind === undefined ? sql`` : sql`and kind = ${kind}`
    const earlier = cursor ? sql`and (period_to, id) < (${cursor.to}::timestamptz, ${cursor.id}::uuid)` : sql``
    return this.database.rows<AccountStatement>(
      sql`${READ} where compound = ${compound} ${ofKind} ${earlier} order by period_to desc, id desc limit ${limit}`,
    )
  }
}
