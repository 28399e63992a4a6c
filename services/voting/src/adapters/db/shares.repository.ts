import { Injectable } from '@nestjs/common'
import { type Queryable, sql, type Transaction } from '@yiwang/database'

export interface KeptShare {
  readonly trustee: string
  readonly hash: Buffer
  /** Sealed; none once voting is open. */
  readonly kept: Buffer | null
  readonly given: Buffer | null
}

/** The shares of the keys: those that wait for their trustees, and those that were handed in. */
@Injectable()
export class SharesRepository {
  async put(tx: Transaction, decision: string, shares: readonly { trustee: string; hash: Buffer; kept: Buffer }[]): Promise<void> {
    await tx.run(sql`delete from trustee_share where decision = ${decision}`)
    for (const { trustee, hash, kept } of shares)
      await tx.run(sql`insert into trustee_share (decision, trustee, hash, kept) values (${decision}, ${trustee}, ${hash}, ${kept})`)
  }

  of(db: Queryable, decision: string): Promise<KeptShare[]> {
    return db.rows<KeptShare>(
      sql`select trustee, hash, kept, given from trustee_share where decision = ${decision} order by given_at nulls last, trustee`,
    )
  }

  async taken(tx: Transaction, decision: string, trustee: string, at: Date): Promise<void> {
    await tx.run(sql`update trustee_share set taken_at = coalesce(taken_at, ${at}) where decision = ${decision} and trustee = ${trustee}`)
  }

  /** From here on only the trustees have them. */
  async forget(tx: Transaction, decision: string): Promise<void> {
    await tx.run(sql`update trustee_share set kept = null where decision = ${decision}`)
  }

  async give(tx: Transaction, decision: string, trustee: string, given: Buffer, at: Date): Promise<void> {
    await tx.run(
      sql`update trustee_share set given = ${given}, given_at = ${at} where decision = ${decision} and trustee = ${trustee} and given is null`,
    )
  }

  /** Once the box is open nobody needs them. */
  async drop(tx: Transaction, decision: string): Promise<void> {
    await tx.run(sql`update trustee_share set given = null where decision = ${decision}`)
  }
}
