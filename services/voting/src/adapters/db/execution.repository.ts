import { Injectable } from '@nestjs/common'
import { Database, type Queryable, sql, type Transaction } from '@yiwang/database'
import type { Step } from '../../domain/execution.ts'

export interface KeptStep extends Step {
  readonly id: string
  readonly decision: string
  readonly at: Date
  /** Attachment that shows that it is done. */
  readonly doneDocument?: string | undefined
  readonly doneAt?: Date | undefined
}

/** In fen: what was agreed and what was paid, beside what the plan that was voted on says. */
export interface Sums {
  readonly planned?: number | undefined
  readonly contracted: number
  readonly paid: number
}

const READ = sql`select id, decision, kind, title, party, amount::float8 as amount, document, at, done_document as "doneDocument",
  done_at as "doneAt" from execution_step`

/** The steps by which decisions are carried out. */
@Injectable()
export class ExecutionRepository {
  constructor(private readonly database: Database) {}

  async add(tx: Transaction, step: KeptStep, person: string, key: string | undefined): Promise<void> {
    const { id, decision, kind, title, party, amount, document, at, doneAt = null } = step
    await tx.run(sql`insert into execution_step (id, decision, kind, title, party, amount, document, by_person, at, done_at, done_by, idempotency_key)
      values (${id}, ${decision}, ${kind}, ${title}, ${party ?? null}, ${amount ?? null}, ${document ?? null}, ${person}, ${at}, ${doneAt}, ${doneAt && person}, ${key ?? null})`)
  }

  async done(tx: Transaction, { id, doneAt, doneDocument }: KeptStep, person: string): Promise<void> {
    await tx.run(
      sql`update execution_step set done_at = ${doneAt}, done_document = ${doneDocument ?? null}, done_by = ${person} where id = ${id}`,
    )
  }

  async find(id: string, db: Queryable = this.database): Promise<KeptStep | undefined> {
    return read(await db.one(sql`${READ} where id = ${id}`))
  }

  /** The step that this person added with this key. */
  async addedWith(tx: Transaction, person: string, key: string): Promise<KeptStep | undefined> {
    return read(await tx.one(sql`${READ} where by_person = ${person} and idempotency_key = ${key}`))
  }

  async sums(decision: string, db: Queryable = this.database): Promise<Sums> {
    const { planned, ...sums } = (await db.one<Sums & { planned: number | null }>(sql`
      select (select amount::float8 from plan where decision = ${decision} order by version desc limit 1) as planned,
        coalesce(sum(amount) filter (where kind = 'CONTRACT'), 0)::float8 as contracted,
        coalesce(sum(amount) filter (where kind = 'PAYMENT'), 0)::float8 as paid
      from execution_step where decision = ${decision}`))!
    return { ...(planned !== null && { planned }), ...sums }
  }

  /** In the order in which they were published. */
  async of(decision: string, after: string | undefined, limit: number): Promise<KeptStep[]> {
    const cursor = after === undefined ? sql`` : sql`and id > ${after}`
    const rows = await this.database.rows<Record<string, unknown>>(
      sql`${READ} where decision = ${decision} ${cursor} order by id limit ${limit}`,
    )
    return rows.map((row) => read(row)!)
  }
}

const read = (row: Record<string, unknown> | undefined): KeptStep | undefined =>
  row && (Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as unknown as KeptStep)
