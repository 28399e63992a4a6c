import { Injectable } from '@nestjs/common'
import { Database, type Queryable, sql } from '@yiwang/database'

export interface KeptFile {
  readonly attachment: string
  /** Only the owners of the compound see it. */
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

  /** Documents of the execution are published with their step. */
  async find(decision: string, attachment: string): Promise<KeptFile | undefined> {
    const [kept] = await this.of(decision, [attachment])
    if (kept && !kept.inside) return kept
    const isPublished = await this.database.one(
      sql`select 1 as found from execution_step where decision = ${decision} and document = ${attachment}`,
    )
    return isPublished ? { attachment, inside: false } : kept
  }
}
