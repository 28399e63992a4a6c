import type { MappingPack, Operation, Rule } from './mapping-pack.ts'
import { itemsOf, partsOf, pointerOf, readPath } from './path.ts'
import { Refusal } from './refusal.ts'
import { asText, pointerOfRule, type SentPoint, transform } from './transforms.ts'

/** What every message of a legacy system says: which matter, and what about it. */
export interface Message {
  readonly operation: Operation
  /** The message's own number. */
  readonly number: string
  /** Numbers that lead to its matter: those it refers to, else its own. */
  readonly findBy: readonly string[]
  readonly text?: string
  readonly observedAt?: Date
}

/** A matter as a legacy system describes it, not yet looked up in the directory. */
export interface Draft extends Message {
  readonly type: string
  readonly point?: SentPoint
  readonly areaCode?: string
  readonly contact?: { readonly name?: string; readonly phone?: string }
  readonly fields: Readonly<Record<string, unknown>>
}

const FIELD = 'fields.'
const MAX_NUMBER = 200

function numberOf(pack: MappingPack, event: unknown): string {
  const { from } = pack.number
  const value = readPath(event, from)
  if (value === undefined) throw new Refusal('missing-field', pointerOf(from), 'is absent, and it is the number')
  return shortEnough(asText(value, from), pointerOf(from))
}

function shortEnough(number: string, pointer: string): string {
  if (number.length > MAX_NUMBER) throw new Refusal('bad-value', pointer, `is longer than ${MAX_NUMBER} characters`)
  return number
}

/** CAP: `references` is a list of `sender,identifier,sent`; an item of one part is the number itself. */
function referencesOf(pack: MappingPack, event: unknown): string[] {
  const { references } = pack.number
  if (!references) return []
  const value = readPath(event, references.from)
  if (value === undefined) return []
  const lists = (Array.isArray(value) ? value : [value]).map((list) => asText(list, references.from))
  return lists.flatMap(itemsOf).flatMap((item) => {
    const parts = partsOf(item)
    const number = parts.length === 1 ? parts[0] : parts[references.part - 1]
    return number ? [shortEnough(number, pointerOf(references.from))] : []
  })
}

function operationOf(pack: MappingPack, event: unknown): Operation {
  const { from, table } = pack.operation
  const rule: Rule = { transform: 'code', from, table, required: true }
  return value(pack, event, rule) as Operation
}

function value(pack: MappingPack, event: unknown, rule: Rule | undefined): unknown {
  if (!rule) return undefined
  const found = transform(event, rule, pack.tables)
  if (found === undefined && rule.required) throw new Refusal('missing-field', pointerOfRule(rule), 'is absent')
  return found
}

const label = (found: unknown, rule: Rule | undefined): string | undefined =>
  found === undefined || !rule ? undefined : asText(found, rule.from as string)

/** Operation and number of an event: enough to find its matter. */
export function readMessage(pack: MappingPack, event: unknown): Message {
  const operation = operationOf(pack, event)
  const number = numberOf(pack, event)
  const references = operation === 'create' ? [] : referencesOf(pack, event)
  const text = label(value(pack, event, pack.map.text), pack.map.text)
  const observedAt = value(pack, event, pack.map.observedAt) as Date | undefined
  return {
    operation,
    number,
    findBy: references.length === 0 ? [number] : references,
    ...(text !== undefined && { text }),
    ...(observedAt && { observedAt }),
  }
}

function pointOf(pack: MappingPack, event: unknown): SentPoint | undefined {
  const point = value(pack, event, pack.map.point) as SentPoint | undefined
  if (point) return point
  const { lon: lonRule, lat: latRule } = pack.map
  const lon = value(pack, event, lonRule) as number | undefined
  const lat = value(pack, event, latRule) as number | undefined
  if (lon === undefined && lat === undefined) return undefined
  if (lon === undefined || lat === undefined) {
    throw new Refusal('missing-field', pointerOfRule((lon === undefined ? lonRule : latRule)!), 'is absent, and a point needs both')
  }
  return { lon, lat, crs: 'wgs84' }
}

function contactOf(pack: MappingPack, event: unknown): Draft['contact'] {
  const name = label(value(pack, event, pack.map['contact.name']), pack.map['contact.name'])
  const phone = label(value(pack, event, pack.map['contact.phone']), pack.map['contact.phone'])
  return name === undefined && phone === undefined
    ? undefined
    : { ...(name !== undefined && { name }), ...(phone !== undefined && { phone }) }
}

function fieldsOf(pack: MappingPack, event: unknown): Record<string, unknown> {
  const fields: Record<string, unknown> = {}
  for (const [target, rule] of Object.entries(pack.map)) {
    if (!target.startsWith(FIELD) || !rule) continue
    const found = value(pack, event, rule)
    if (found !== undefined) fields[target.slice(FIELD.length)] = found instanceof Date ? found.toISOString() : found
  }
  return fields
}

/** The whole of a create. */
export function readDraft(pack: MappingPack, event: unknown): Draft {
  const message = readMessage(pack, event)
  const type = label(value(pack, event, { ...pack.map.type, required: true }), pack.map.type)!
  const point = pointOf(pack, event)
  const areaCode = label(value(pack, event, pack.map.area), pack.map.area)
  const contact = contactOf(pack, event)
  return {
    ...message,
    type,
    ...(point && { point }),
    ...(areaCode !== undefined && { areaCode }),
    ...(contact && { contact }),
    fields: fieldsOf(pack, event),
  }
}
