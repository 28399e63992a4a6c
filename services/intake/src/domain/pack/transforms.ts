import { unstorable } from '../unstorable.ts'
import type { MappingPack, PathSpec, Rule } from './mapping-pack.ts'
import { pointerOf, readPath } from './path.ts'
import { Refusal } from './refusal.ts'

type Of<T extends Rule['transform']> = Extract<Rule, { transform: T }>
export interface SentPoint {
  readonly lon: number
  readonly lat: number
  readonly crs: 'gcj02' | 'wgs84'
}

const DECIMAL = /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/
const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/
const LOCAL = /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}$/
const SECONDS_DIGITS = 10

const all = (from: PathSpec | PathSpec[]): PathSpec[] => (Array.isArray(from) ? from : [from])

function kept<Value>(value: Value, at: PathSpec): Value {
  const flaw = unstorable(value)
  if (flaw) throw new Refusal('bad-value', pointerOf(at), flaw)
  return value
}

/** A string as it is, a number in decimal; nothing else is a text. */
export function asText(value: unknown, at: PathSpec): string {
  const text = typeof value === 'number' ? String(value) : value
  if (typeof text !== 'string') throw new Refusal('bad-value', pointerOf(at), 'is neither a text nor a number')
  return kept(text, at).trim()
}

function asNumber(value: unknown, at: PathSpec): number {
  const number = typeof value === 'string' && DECIMAL.test(value.trim()) ? Number(value) : value
  if (typeof number !== 'number' || !Number.isFinite(number)) throw new Refusal('bad-value', pointerOf(at), 'is not a number')
  return number
}

/** Date.parse takes the 30th of February for the 2nd of March: the day must still be the day that was written. */
function parseInstant(text: string): number {
  const midnight = Date.parse(`${text.slice(0, 10)}T00:00:00Z`)
  const dayExists = Number.isFinite(midnight) && new Date(midnight).toISOString().startsWith(text.slice(0, 10))
  return dayExists ? Date.parse(text) : Number.NaN
}

/** RFC 3339 and the bus know the years up to 9999. */
const isUsable = (instant: Date): boolean => instant.getUTCFullYear() >= 1970 && instant.getUTCFullYear() <= 9999

function asInstant(value: unknown, rule: Of<'instant'>): Date {
  const text = asText(value, rule.from)
  let ms = Number.NaN
  if (/^\d+$/.test(text)) ms = Number(text) * (text.length <= SECONDS_DIGITS ? 1000 : 1)
  else if (RFC3339.test(text)) ms = parseInstant(text)
  else if (LOCAL.test(text)) ms = parseInstant(text.replace(' ', 'T') + (rule.zone ?? '+08:00'))
  const instant = new Date(ms)
  if (!isUsable(instant)) throw new Refusal('bad-value', pointerOf(rule.from), 'is not an instant')
  return instant
}

function code(event: unknown, rule: Of<'code'>, tables: MappingPack['tables']): string | undefined {
  const paths = all(rule.from)
  const parts = paths.map((path) => readPath(event, path))
  if (parts.every((part) => part === undefined)) return undefined
  const missing = paths.find((_, i) => parts[i] === undefined)
  if (missing !== undefined) throw new Refusal('missing-field', pointerOf(missing), 'is absent, and a code needs it')
  const key = parts.map((part, i) => asText(part, paths[i]!)).join('/')
  const table = tables[rule.table] ?? {}
  const found = Object.hasOwn(table, key) ? table[key] : undefined
  if (found === undefined)
    throw new Refusal('unknown-code', pointerOf(paths[0]!), `"${key.slice(0, 100)}" is not in the table "${rule.table}"`)
  return found
}

function gcj02(event: unknown, rule: Of<'gcj02'>): SentPoint | undefined {
  const [lonPath, latPath] = rule.from
  const lon = readPath(event, lonPath)
  const lat = readPath(event, latPath)
  if (lon === undefined && lat === undefined) return undefined
  if (lon === undefined || lat === undefined) {
    throw new Refusal('missing-field', pointerOf(lon === undefined ? lonPath : latPath), 'is absent, and a point needs both')
  }
  return { lon: asNumber(lon, lonPath), lat: asNumber(lat, latPath), crs: 'gcj02' }
}

function text(event: unknown, rule: Of<'text'>): string | undefined {
  const parts = all(rule.from).flatMap((path) => {
    const value = readPath(event, path)
    return value === undefined ? [] : [asText(value, path)]
  })
  return parts.length === 0 ? undefined : parts.join(rule.join ?? '\n')
}

/** The six transforms. Absent gives undefined; what is there but cannot be read throws a Refusal. */
export function transform(event: unknown, rule: Rule, tables: MappingPack['tables']): unknown {
  switch (rule.transform) {
    case 'code':
      return code(event, rule, tables)
    case 'gcj02':
      return gcj02(event, rule)
    case 'text':
      return text(event, rule)
  }
  const value = readPath(event, rule.from)
  if (value === undefined) return undefined
  switch (rule.transform) {
    case 'copy':
      return kept(value, rule.from)
    case 'number':
      return asNumber(value, rule.from)
    case 'instant':
      return asInstant(value, rule)
  }
}

/** Where a rule looks first: what a refusal of its value points at. */
export const pointerOfRule = (rule: Rule): string => pointerOf(all(rule.from as PathSpec | PathSpec[])[0]!)
