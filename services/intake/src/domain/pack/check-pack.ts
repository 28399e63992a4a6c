import type { z } from 'zod'
import { type MappingPack, mappingPackSchema, operations, type PathSpec, type Rule } from './mapping-pack.ts'
import { isPath } from './path.ts'

/** What a check asks the directory. */
export interface Catalogue {
  hasType(code: string): boolean
  hasArea(code: string): boolean
}
export interface PackError {
  /** JSON pointer into the pack. */
  readonly pointer: string
  readonly detail: string
}
export type PackCheck = { readonly pack: MappingPack } | { readonly errors: PackError[] }

const pointer = (...steps: readonly PropertyKey[]): string =>
  steps.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

const TARGETS_OF_CODES = { type: 'type', area: 'area' } as const

function checkPath(at: PropertyKey[], spec: PathSpec): PackError[] {
  const path = typeof spec === 'string' ? spec : spec.path
  return isPath(path)
    ? []
    : [{ pointer: pointer(...at), detail: `"${path}" is not a path: names joined by dots, [n] for an element of a list` }]
}

function checkRule(target: string, rule: Rule, pack: MappingPack): PackError[] {
  const at = ['map', target, 'from']
  const from = rule.from as PathSpec | PathSpec[]
  const errors = Array.isArray(from) ? from.flatMap((path, i) => checkPath([...at, i], path)) : checkPath(at, from)
  if (rule.transform === 'code') errors.push(...checkTable(['map', target, 'table'], rule.table, pack))
  return errors
}

const checkTable = (at: PropertyKey[], table: string, pack: MappingPack): PackError[] =>
  Object.hasOwn(pack.tables, table) ? [] : [{ pointer: pointer(...at), detail: `there is no table "${table}"` }]

function checkValues(table: string, pack: MappingPack, allowed: (value: string) => boolean, what: string): PackError[] {
  return Object.entries(pack.tables[table] ?? {})
    .filter(([, value]) => !allowed(value))
    .map(([key, value]) => ({ pointer: pointer('tables', table, key), detail: `"${value}" is not ${what}` }))
}

function checkTargets(pack: MappingPack): PackError[] {
  const errors: PackError[] = []
  for (const target of Object.keys(pack.map)) {
    const known = Object.hasOwn(mappingPackSchema.shape.map.shape, target)
    if (!known && !/^fields\.[^.]+$/.test(target)) errors.push({ pointer: pointer('map', target), detail: 'is not a target' })
  }
  if ((pack.map.lon === undefined) !== (pack.map.lat === undefined)) {
    errors.push({ pointer: pointer('map'), detail: 'lon and lat go together' })
  }
  if (pack.map.point && pack.map.lon) errors.push({ pointer: pointer('map'), detail: 'either point, or lon and lat' })
  return errors
}

function checkCodes(pack: MappingPack, catalogue: Catalogue): PackError[] {
  const errors = checkValues(
    pack.operation.table,
    pack,
    (value) => (operations as readonly string[]).includes(value),
    'create, update or close',
  )
  for (const target of Object.values(TARGETS_OF_CODES)) {
    const rule = pack.map[target]
    if (rule?.transform !== 'code') continue
    errors.push(
      ...(target === 'type'
        ? checkValues(rule.table, pack, catalogue.hasType, 'a type of the catalogue')
        : checkValues(rule.table, pack, catalogue.hasArea, 'an area of the directory')),
    )
  }
  if (pack.defaultArea !== undefined && !catalogue.hasArea(pack.defaultArea)) {
    errors.push({ pointer: '/defaultArea', detail: `"${pack.defaultArea}" is not an area of the directory` })
  }
  return errors
}

function errorsOf(issue: z.core.$ZodIssue): PackError[] {
  if (issue.code !== 'unrecognized_keys') return [{ pointer: pointer(...issue.path), detail: issue.message }]
  return issue.keys.map((key) => ({ pointer: pointer(...issue.path, key), detail: 'There is no such member.' }))
}

/** The pack, or everything that is wrong with it. */
export function checkPack(candidate: unknown, catalogue: Catalogue): PackCheck {
  const shape = mappingPackSchema.safeParse(candidate)
  if (!shape.success) {
    return { errors: shape.error.issues.flatMap(errorsOf) }
  }
  const pack = shape.data
  const errors = [
    ...checkPath(['operation', 'from'], pack.operation.from),
    ...checkTable(['operation', 'table'], pack.operation.table, pack),
    ...checkPath(['number', 'from'], pack.number.from),
    ...(pack.number.references ? checkPath(['number', 'references', 'from'], pack.number.references.from) : []),
    ...checkTargets(pack),
    ...Object.entries(pack.map).flatMap(([target, rule]) => (rule ? checkRule(target, rule, pack) : [])),
    ...checkCodes(pack, catalogue),
  ]
  return errors.length === 0 ? { pack } : { errors }
}
