import { Injectable } from '@nestjs/common'
import { Database, sql, type Transaction } from '@yiwang/database'
import { v7 as uuid } from 'uuid'
import type { Quotation } from '../../domain/plan.ts'

export interface QuotationWithFiles extends Quotation {
  readonly files: readonly string[]
}

export interface NewPlan {
  readonly text: string
  /** In fen. */
  readonly amount?: number | undefined
  readonly quotations: readonly QuotationWithFiles[]
  /** Opinions that caused it. */
  readonly because: readonly string[]
}

export interface Plan extends NewPlan {
  readonly version: number
  readonly at: Date
}

type Row = Omit<Plan, 'quotations' | 'amount'> & { readonly amount: number | null }

const SELECT = sql`select version, text, amount::float8 as amount, because, at from plan`

/** Versions of what is planned; none is ever changed. */
@Injectable()
export class PlansRepository {
  constructor(private readonly database: Database) {}

  /** The decision is held: no two have the same number. */
  async add(tx: Transaction, decision: string, { text, amount, quotations, because }: NewPlan, by: string, at: Date): Promise<number> {
    const { version } = (await tx.one<{ version: number }>(sql`
      insert into plan (decision, version, text, amount, because, by_person, at)
      select ${decision}, coalesce(max(version), 0) + 1, ${text}, ${amount ?? null}, ${[...because]}::uuid[], ${by}, ${at}
      from plan where decision = ${decision} returning version`))!
    for (const { bidder, items, total, files } of quotations)
      await tx.run(sql`insert into quotation (id, decision, plan_version, bidder, items, total, files)
        values (${uuid()}, ${decision}, ${version}, ${bidder}, ${JSON.stringify(items)}::jsonb, ${total}, ${[...files]}::uuid[])`)
    return version
  }

  /** The oldest first. */
  async page(decision: string, after: number, limit: number): Promise<Plan[]> {
    const rows = await this.database.rows<Row>(
      sql`${SELECT} where decision = ${decision} and version > ${after} order by version limit ${limit}`,
    )
    return this.whole(decision, rows)
  }

  async versions(decision: string, versions: readonly number[]): Promise<Plan[]> {
    const rows = await this.database.rows<Row>(
      sql`${SELECT} where decision = ${decision} and version = any(${[...versions]}::int[]) order by version`,
    )
    return this.whole(decision, rows)
  }

  /** The opinions that caused what came after one version, up to another. */
  async causes(decision: string, from: number, to: number): Promise<string[]> {
    const rows = await this.database.rows<{ id: string }>(sql`
      select distinct unnest(because) as id from plan where decision = ${decision} and version > ${from} and version <= ${to}`)
    return rows.map(({ id }) => id)
  }

  private async whole(decision: string, rows: readonly Row[]): Promise<Plan[]> {
    const quotations = await this.database.rows<QuotationWithFiles & { version: number }>(sql`
      select plan_version as version, bidder, items, total::float8 as total, files from quotation
      where decision = ${decision} and plan_version = any(${rows.map(({ version }) => version)}::int[]) order by id`)
    const ofVersion = Map.groupBy(quotations, ({ version }) => version)
    return rows.map(({ amount, ...row }) => ({
      ...{ ...row, ...(amount !== null && { amount }) },
      quotations: (ofVersion.get(row.version) ?? []).map(({ version: _, ...quotation }) => quotation),
    }))
  }
}
