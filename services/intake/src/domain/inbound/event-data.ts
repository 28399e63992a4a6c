import type { Original } from './arrival.ts'

const STRUCTURED = /^application\/cloudevents(\+json)?\s*(;|$)/i

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const contentType = (headers: Original['headers']): string =>
  Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''

/** The data of a message: the whole value in binary mode, the envelope's `data` in structured mode; undefined if it cannot be read. */
export function eventData({ headers, value }: Pick<Original, 'headers' | 'value'>): unknown {
  const body = parsed(value)
  if (!STRUCTURED.test(contentType(headers))) return body
  if (typeof body !== 'object' || body === null) return undefined
  if ('data' in body) return body.data
  return 'data_base64' in body && typeof body.data_base64 === 'string'
    ? parsed(Buffer.from(body.data_base64, 'base64').toString('utf8'))
    : undefined
}
