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

export const toText = ({ partition, offset, key, value, headers }: KafkaRecord): TextRecord => ({
  partition,
  offset,
  key: textOf(key),
  value: textOf(value),
  headers: Object.fromEntries(Object.entries(headers).map(([name, bytes]) => [textOf(Buffer.from(name))!, textOf(bytes)!])),
})

const BYTES = 'data:application/octet-stream;base64,'

/** Bytes that are no text, or that no text column takes, as a data URL: nothing is lost. */
function textOf(bytes: Buffer | null): string | null {
  if (bytes === null) return null
  return isUtf8(bytes) && !bytes.includes(0) ? bytes.toString('utf8') : `${BYTES}${bytes.toString('base64')}`
}

export const wasText = (text: string): boolean => !text.startsWith(BYTES)
