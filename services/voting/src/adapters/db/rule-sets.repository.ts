import { Injectable } from '@nestjs/common'
import { type RuleSet, ruleSetSchema } from '@yiwang/counting'
import { type Queryable, sql } from '@yiwang/database'

/** A version of a rule set that is kept in the database. */
export interface KeptRuleSet {
  readonly ruleSet: RuleSet
  /** As it was put, with its tests. */
  readonly content: unknown
}

interface Row {
  readonly content: { readonly ruleSet: unknown }
}

/** Versions of rule sets: those that an editor put, and those that came otherwise and were used. None is ever changed. */
@Injectable()
export class RuleSetsRepository {
  async newest(db: Queryable, code: string): Promise<KeptRuleSet | undefined> {
    return kept(await db.one<Row>(sql`select content from rule_set where code = ${code} order by version desc limit 1`))
  }

  async version(db: Queryable, code: string, version: number): Promise<KeptRuleSet | undefined> {
    return kept(await db.one<Row>(sql`select content from rule_set where code = ${code} and version = ${version}`))
  }

  /** The newest version of each. */
  async allNewest(db: Queryable): Promise<KeptRuleSet[]> {
    const rows = await db.rows<Row>(sql`select distinct on (code) content from rule_set order by code, version desc`)
    return rows.map((row) => kept(row)!)
  }

  /** Who puts two versions of one rule set at once waits for the other. */
  async lock(tx: Queryable, code: string): Promise<void> {
    await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`voting/rule-set/${code}`}, 0))`)
  }

  /** A version that is there stays as it is. @param by none: it came with the product or from the district's folder */
  async keep(tx: Queryable, { ruleSet, content }: KeptRuleSet, at: Date, by?: string): Promise<void> {
    await tx.run(sql`
      insert into rule_set (code, version, content, put_by, put_at)
      values (${ruleSet.code}, ${ruleSet.version}, ${JSON.stringify(content)}::jsonb, ${by ?? null}, ${at}) on conflict do nothing`)
  }
}

/** Its tests were counted when it was put. */
const kept = (row: Row | undefined): KeptRuleSet | undefined =>
  row && { ruleSet: ruleSetSchema.parse(row.content.ruleSet), content: row.content }
