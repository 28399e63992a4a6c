import { type TextRecord, wasText } from './record-text.ts'

/** A CloudEvent as it was found: attributes in words, data not yet judged. */
export interface CloudEvent {
  readonly attributes: ReadonlyMap<string, string>
  /** The parsed JSON, or undefined if the data is none. */
  readonly data: unknown
}

/** Reads the binary mode (attributes in `ce_*` headers) and the structured mode (all in the value). Never throws. */
export function readCloudEvent({ headers, value }: TextRecord): CloudEvent {
  const attributes = new Map<string, string>()
  let contentType: string | undefined
  let traceparent: string | undefined
  for (const header in headers) {
    const name = header.toLowerCase()
    const text = headers[header]!
    if (name === 'content-type') contentType = text
    else if (name === 'traceparent') traceparent = text
    else if (name.startsWith('ce_') && wasText(text)) attributes.set(name.slice(3), text)
  }
  if (isStructured(contentType)) return structured(value)
  if (traceparent !== undefined && !attributes.has('traceparent')) attributes.set('traceparent', traceparent)
  return { attributes, data: parsed(value) }
}

const isStructured = (contentType: string | undefined): boolean =>
  contentType !== undefined && contentType !== 'application/json' && /^application\/cloudevents(\+json)?\s*(;|$)/i.test(contentType)

function structured(value: string | null): CloudEvent {
  const envelope = parsed(value)
  if (typeof envelope !== 'object' || envelope === null || Array.isArray(envelope)) return { attributes: new Map(), data: undefined }
  const { data, data_base64, ...rest } = envelope as Record<string, unknown>
  const attributes = Object.entries(rest).flatMap(([name, attribute]) =>
    isReadable(attribute) ? [[name.toLowerCase(), String(attribute)] as const] : [],
  )
  return {
    attributes: new Map(attributes),
    data: typeof data_base64 === 'string' ? parsed(Buffer.from(data_base64, 'base64').toString('utf8')) : data,
  }
}

/** No text column holds a NUL: an attribute with one counts as not there, or its event could be neither applied nor parked. */
const isReadable = (attribute: unknown): boolean =>
  attribute !== null && typeof attribute !== 'object' && !(typeof attribute === 'string' && attribute.includes('\0'))

function parsed(text: string | null): unknown {
  if (text === null) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
