import { Injectable } from '@nestjs/common'
import { Database, type Queryable, sql } from '@yiwang/database'
import { Sealing } from '@yiwang/service-kit'
import { openReason, sealReason } from '../sealed-columns.ts'

/** What happened to a claim or a mandate. */
export type RegisterFact = 'CLAIMED' | 'APPROVED' | 'REFUSED' | 'WITHDRAWN' | 'REVOKED' | 'FILED' | 'CONSENTED'

export interface RegisterEntry {
  readonly fact: RegisterFact
  readonly at: Date
  /** Absent: the import. */
  readonly actor: string | undefined
  readonly owner?: string | undefined
  readonly basis?: string | undefined
  readonly document?: string | undefined
  readonly reason?: string | undefined
}

type Nullable<T> = { readonly [K in keyof T]-?: Exclude<T[K], undefined> | null }
type Row = Omit<Nullable<RegisterEntry>, 'fact' | 'at' | 'reason'> & Pick<RegisterEntry, 'fact' | 'at'> & { readonly reason: Buffer | null }

/** The record of claims and mandates: who did what, when, why. It is added to and never changed. */
@Injectable()
export class RecordRepository {
  constructor(
    private readonly database: Database,
    private readonly sealing: Sealing,
  ) {}

  /** The next entry of a subject; whoever adds it has locked or made the subject's row in this transaction. */
  async add(tx: Queryable, subject: string, entry: RegisterEntry): Promise<void> {
    const { fact, at, actor = null, owner = null, basis = null, document = null, reason } = entry
    const sealed = reason === undefined ? null : sealReason(this.sealing, subject, fact, reason)
    await tx.run(sql`
      insert into register_entry (subject, seq, fact, at, actor, owner, basis, document, reason)
      values (${subject}, coalesce((select max(seq) from register_entry where subject = ${subject}), 0) + 1,
        ${fact}, ${at}, ${actor}, ${owner}, ${basis}, ${document}, ${sealed})`)
  }

  async of(subject: string, db: Queryable = this.database): Promise<RegisterEntry[]> {
    const rows = await db.rows<Row>(
      sql`select fact, at, actor, owner, basis, document, reason from register_entry where subject = ${subject} order by seq`,
    )
    return rows.map(({ fact, at, actor, owner, basis, document, reason }) => ({
      ...{ fact, at, actor: actor ?? undefined, owner: owner ?? undefined, basis: basis ?? undefined, document: document ?? undefined },
      reason: reason ? openReason(this.sealing, subject, fact, reason) : undefined,
    }))
  }
}
