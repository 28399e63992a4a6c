import { Injectable } from '@nestjs/common'
import { Database, sql, statement, type Transaction } from '@yiwang/database'
import type { Capacity } from '../../policy.ts'

/** What happened to a decision: the fact, its instant and its author. */
export interface Entry {
  readonly seq: number
  readonly at: Date
  readonly fact: string
  readonly stage: string
  /** `as`: in which capacity; not of what was entered before it was kept. */
  readonly actor: { readonly kind: string; readonly id: string; readonly as?: Capacity | undefined }
  /** Why, in the words of who did it. */
  readonly text?: string | undefined
  readonly details?: Readonly<Record<string, unknown>> | undefined
}

const ADD = statement<
  [
    ...[id: string, seq: number, at: Date, fact: string, stage: string, kind: string, actor: string],
    ...[text: string | null, details: string | null, as: string | null],
  ]
>(
  'decision-entry',
  `insert into decision_entry (decision, seq, at, fact, stage, actor_kind, actor, text, details, actor_as)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
)

/** The record of each decision, which is only added to. */
@Injectable()
export class EntriesRepository {
  constructor(private readonly database: Database) {}

  async add(tx: Transaction, decision: string, { seq, at, fact, stage, actor, text, details }: Entry): Promise<void> {
    const values = [text ?? null, details ? JSON.stringify(details) : null, actor.as ?? null] as const
    await tx.run(ADD(decision, seq, at, fact, stage, actor.kind, actor.id, ...values))
  }

  async of(decision: string): Promise<Entry[]> {
    const rows = await this.database.rows<Omit<Entry, 'actor'> & { kind: string; actor: string; as: Capacity | null }>(
      sql`select seq, at, fact, stage, actor_kind as kind, actor, actor_as as "as", text, details from decision_entry where decision = ${decision} order by seq`,
    )
    return rows.map(({ kind, actor, as, text, details, ...row }) => ({
      ...{ ...row, actor: { kind, id: actor, ...(as && { as }) } },
      ...(text && { text }),
      ...(details && { details }),
    }))
  }
}
