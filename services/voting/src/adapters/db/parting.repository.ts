import { Injectable } from '@nestjs/common'
import { sql, type Transaction } from '@yiwang/database'

/** What goes once no ballot is taken any more, whether the voting was closed or the decision withdrawn. */
@Injectable()
export class PartingRepository {
  /** Papers that not two people read alike are no ballots; what told whether they did is of no use any more. Returns how many there are. */
  async settlePapers(tx: Transaction, decision: string): Promise<number> {
    const heads = await tx.rows(sql`select distinct head from paper_entry where decision = ${decision} and mark is not null`)
    await tx.run(sql`update paper_entry set mark = null where decision = ${decision} and mark is not null`)
    return heads.length
  }

  /**
   * Of a secret decision: who voted, what was cast, and what shows it on paper, are kept apart from here on; which was whose is gone. Each is written in
   * an order that says nothing of the others. Doing it again does nothing.
   */
  async part(tx: Transaction, decision: string): Promise<void> {
    await tx.run(sql`insert into attendance (decision, head) select decision, head from ballot where decision = ${decision} order by head`)
    await tx.run(sql`insert into sealed_box (decision, box, leaf, receipt)
      select decision, translate(encode(sealed, 'base64'), E'\n', '') as box, leaf, receipt from ballot where decision = ${decision} order by box`)
    await tx.run(sql`delete from ballot where decision = ${decision}`)
    await tx.run(sql`insert into paper_scan (decision, entered_by, scan)
      select distinct decision, entered_by, scan from paper_entry where decision = ${decision} order by scan`)
    await tx.run(sql`delete from paper_entry where decision = ${decision}`)
  }
}
