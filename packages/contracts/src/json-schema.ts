import { type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf'

/** What the proto files say about a message or field, by full name: `yiwang.sla.v1.ClockEvent.epoch`. */
export type Comments = ReadonlyMap<string, string>
export type JsonSchema = { readonly [keyword: string]: unknown }

/** Messages with a JSON form of their own in the proto3 JSON mapping. */
const WELL_KNOWN: Record<string, JsonSchema> = {
  'google.protobuf.Timestamp': { type: 'string', format: 'date-time' },
}

const INT64 = new Set([ScalarType.INT64, ScalarType.UINT64, ScalarType.SINT64, ScalarType.FIXED64, ScalarType.SFIXED64])

function scalarSchema(scalar: ScalarType): JsonSchema {
  if (scalar === ScalarType.STRING) return { type: 'string' }
  if (scalar === ScalarType.BOOL) return { type: 'boolean' }
  if (scalar === ScalarType.BYTES) return { type: 'string', contentEncoding: 'base64' }
  if (INT64.has(scalar)) return { type: 'string', pattern: '^-?[0-9]+$' }
  if (scalar === ScalarType.DOUBLE || scalar === ScalarType.FLOAT) return { type: 'number' }
  return { type: 'integer' }
}

/**
 * The JSON Schema of a message in the proto3 JSON mapping. Nothing is required: what has its default value is left out,
 * and fields may be added, so unknown ones are to be ignored.
 */
export function jsonSchemaOf(message: DescMessage, comments: Comments = new Map()): JsonSchema {
  const description = comments.get(message.typeName)
  const properties = message.fields.map((field) => [field.jsonName, fieldSchema(field, comments)])
  return { type: 'object', ...(description ? { description } : {}), properties: Object.fromEntries(properties) }
}

function fieldSchema(field: DescField, comments: Comments): JsonSchema {
  const description = comments.get(`${field.parent.typeName}.${field.name}`)
  return { ...shapeOf(field, comments), ...(description ? { description } : {}) }
}

function shapeOf(field: DescField, comments: Comments): JsonSchema {
  const one = (): JsonSchema => {
    if (field.message) return WELL_KNOWN[field.message.typeName] ?? jsonSchemaOf(field.message, comments)
    if (field.scalar) return scalarSchema(field.scalar)
    return { type: 'string', enum: field.enum?.values.map((value) => value.name) }
  }
  if (field.fieldKind === 'list') return { type: 'array', items: one() }
  if (field.fieldKind === 'map') return { type: 'object', additionalProperties: one() }
  return one()
}
