import { isUtf8 } from 'node:buffer'
import type { KafkaRecord } from './kafka.ts'

/** A record in the form in which it can stand in the database and be read again. */
export interface TextRecord {
  readonly partition: number
  readonly offset: string
  readonly key: string | null
  readonly value: string | null
  readonly headers: Readonly<Record<string, string>>
}

export function toText({ partition, offset, key, value, headers }: KafkaRecord): TextRecord {
  // Without a prototype: a header may be named `__proto__`.
  const texts: Record<string, string> = Object.create(null)
  for (const name in headers) texts[nameOf(name)] = textOf(headers[name]!)
  return { partition, offset, key: key && textOf(key), value: value && textOf(value), headers: texts }
}

const BYTES = 'data:application/octet-stream;base64,'

/** Bytes that are no text, or that no text column takes, as a data URL: nothing is lost. */
function textOf(bytes: Buffer): string {
  const text = bytes.toString('utf8')
  // U+FFFD is what decoding makes of bytes that are no text; it may also have been written.
  const sound = !text.includes('\0') && (!text.includes('\ufffd') || isUtf8(bytes))
  return sound ? text : `${BYTES}${bytes.toString('base64')}`
}

/** Names are the same few words in every record: only what may be no text is looked at. */
const nameOf = (name: string): string => (/^[\w-]+$/.test(name) ? name : textOf(Buffer.from(name)))

export const wasText = (text: string): boolean => !text.startsWith(BYTES)
