import { Injectable } from '@nestjs/common'
import { Database, type Statement, sql } from '@yiwang/database'
import type { Case, State } from '../../domain/case.ts'
import type { Actor } from '../../domain/directory.ts'
import type { Light } from '../../domain/light.ts'
import { type CaseRow, caseOf } from './case-columns.ts'
import { inArea, scopesOf } from './scope.ts'

export interface ListFilter {
  readonly holder?: 'me' | undefined
  readonly unit?: string | undefined
  readonly area?: string | undefined
  readonly state?: State | undefined
  readonly light?: Light | undefined
  readonly type?: string | undefined
  readonly number?: string | undefined
}

/** Where a list goes on: the due instant as the database writes it, and the id. */
export type ListCursor = readonly [due: string, id: string]

export interface Listed {
  readonly kase: Case
  readonly cursor: ListCursor
}

/** Work lists: sorted by due instant, by keyset, the scope of the caller in the SQL. */
@Injectable()
export class CaseList {
  constructor(private readonly database: Database) {}

  async read(actor: Actor, filter: ListFilter, after: ListCursor | undefined, atMost: number, now: Date): Promise<Listed[]> {
    const conditions = sql`${filtered(filter, actor, now)} ${after ? sql`and (due_at, id) > (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``}`
    // What somebody holds they may read: no further scope.
    const scopes = filter.holder === 'me' ? [sql`true`] : scopesOf(actor)
    if (scopes.length === 0) return []
    const parts = scopes.map((scope) => sql`(select * from kase where ${scope} ${conditions} order by due_at, id limit ${atMost})`)
    const all = parts.reduce((union, part) => sql`${union} union all ${part}`)
    const rows = await this.database.rows<CaseRow & { due: string }>(
      sql`select distinct on (due_at, id) *, due_at::text as due from (${all}) as found order by due_at, id limit ${atMost}`,
    )
    return rows.map((row) => ({ kase: caseOf(row), cursor: [row.due, row.id] as const }))
  }
}

function filtered({ holder, unit, area, state, light, type, number }: ListFilter, actor: Actor, now: Date): Statement {
  return [
    holder && sql`and person = ${actor.holdings.length > 0 ? actor.person : null}::uuid`,
    unit !== undefined && sql`and unit = ${unit}`,
    area !== undefined && sql`and ${inArea(area)}`,
    state !== undefined && sql`and state = ${state}`,
    type !== undefined && sql`and type = ${type}`,
    number !== undefined && sql`and number = ${number}`,
    light !== undefined && sql`and ${lightIs(light, now)}`,
  ].reduce<Statement>((all, condition) => (condition ? sql`${all} ${condition}` : all), sql``)
}

/** The same as `lightOf` (light.ts), in SQL. */
function lightIs(light: Light, now: Date): Statement {
  const held = sql`coalesce(case when cardinality(pauses) % 2 = 1 then pauses[cardinality(pauses)] end, ${now}::timestamptz)`
  const caseAt = sql`least(coalesce(verified_at, closed_at, ${held}), ${held})`
  const red = sql`(coalesce(${caseAt} > case_due_at, false) or coalesce(${held} > step_due_at, false))`
  const warned = sql`(coalesce(${caseAt} >= case_warn_at, false) or coalesce(${held} >= step_warn_at, false))`
  if (light === 'RED') return red
  return light === 'YELLOW' ? sql`(${warned} and not ${red})` : sql`(not ${warned} and not ${red})`
}
