import { type Statement, sql } from '@yiwang/database'
import type { Actor } from '../../domain/directory.ts'
import { answersForDispatch, oversees, verifiesForGrids } from '../../domain/policy.ts'

/**
 * What somebody may read, as conditions on kase: what `readingOf` says of one case (policy.ts), for lists. A case is in
 * scope if one of them holds; each goes along an index of its own. None: nothing.
 */
export function scopesOf(actor: Actor): Statement[] {
  if (actor.kind === 'SYSTEM') return []
  const own = sql`reporter = ${actor.person}`
  // Who holds no post (any more) sees what they reported, like a resident.
  if (actor.holdings.length === 0) return [own]
  const areas = actor.holdings.filter(oversees).map(({ area }) => area)
  if (areas.some((area) => area.length === 6)) return [sql`true`]
  return [
    ...distinct(areas).map(inArea),
    ...distinct(actor.holdings.map(({ unit }) => unit)).map((unit) => sql`unit = ${unit}`),
    ...distinct(actor.holdings.filter(answersForDispatch).map(({ unit }) => unit)).map((unit) => sql`dispatcher_unit = ${unit}`),
    ...distinct(actor.holdings.filter(verifiesForGrids).map(({ area }) => area)).map(
      (area) => sql`(${inArea(area)} and state = 'VERIFYING' and level = 'GRID' and dispatcher_unit is null)`,
    ),
    sql`participants @> array[${actor.person}]::uuid[]`,
    own,
  ]
}

/** A prefix of the area's code, along the index of its level, or of the next coarser one. */
export function inArea(code: string): Statement {
  if (code.length < 9) return sql`starts_with(area, ${code})`
  const level = LEVEL_COLUMNS.find(({ length }) => code.length >= length)!
  const whole = level.where(code.slice(0, level.length))
  return code.length === level.length ? whole : sql`(${whole} and starts_with(area, ${code}))`
}

const LEVEL_COLUMNS = [
  { length: 15, where: (grid: string) => sql`grid = ${grid}` },
  { length: 12, where: (community: string) => sql`community = ${community}` },
  { length: 9, where: (street: string) => sql`street = ${street}` },
]

const distinct = <T>(items: readonly T[]): T[] => [...new Set(items)]
