import { Injectable } from '@nestjs/common'
import { Database, type Queryable, sql } from '@yiwang/database'

export interface KeptFile {
  readonly attachment: string
  /** It shows a paper ballot. */
  readonly inside: boolean
}

/** The files that go with decisions. */
@Injectable()
export class FilesRepository {
  constructor(private readonly database: Database) {}

  /** What everybody may see through one of its uses everybody may see. */
  async add(tx: Queryable, decision: string, attachments: readonly string[], inside: boolean): Promise<void> {
    if (attachments.length === 0) return
    await tx.run(sql`
      insert into decision_file (decision, attachment, inside)
      select distinct ${decision}::uuid, attachment, ${inside}::boolean from unnest(${[...attachments]}::uuid[]) as attachment
      on conflict (decision, attachment) do update set inside = decision_file.inside and excluded.inside`)
  }

  of(decision: string, attachments: readonly string[]): Promise<KeptFile[]> {
    return this.database.rows<KeptFile>(sql`
      select attachment, inside from decision_file
      where decision = ${decision} and attachment = any((select ${[...attachments]}::uuid[])::uuid[])`)
  }

  /** Whether this person entered a paper ballot with this scan. */
  async isEnteredBy(person: string, decision: string, scan: string): Promise<boolean> {
    const found = await this.database.one(
      sql`select 1 as entered from paper_entry where decision = ${decision} and scan = ${scan} and entered_by = ${person}
          union all select 1 from paper_scan where decision = ${decision} and scan = ${scan} and entered_by = ${person} limit 1`,
    )
    return found !== undefined
  }

  /** Of what was entered for these heads on paper, by head. */
  async scans(decision: string, heads: readonly string[]): Promise<ReadonlyMap<string, string[]>> {
    const rows = await this.database.rows<{ head: string; scans: string[] }>(sql`
      select encode(e.head, 'hex') as head, array_agg(e.scan::text order by e.nth) as scans
      from unnest(${[...heads]}::text[]) as asked (head) join paper_entry e on e.decision = ${decision} and e.head = decode(asked.head, 'hex')
      group by e.head`)
    return new Map(rows.map(({ head, scans }) => [head, [...new Set(scans)]]))
  }

  first(of: string): Promise<KeptFile | undefined> {
    return this.database.one<KeptFile>(sql`select attachment, inside from decision_file where decision = ${of} and not inside limit 1`)
  }
}
