import type { KafkaRecord, RecordToSend } from '@yiwang/messaging'

/** A record as a line of a saved topic: bytes in base64, since others write what they like. */
interface Line {
  readonly partition: number
  /** Milliseconds. */
  readonly timestamp: number
  readonly key: string | null
  readonly value: string | null
  readonly headers: Readonly<Record<string, string>>
}

const base64 = (bytes: Buffer | null): string | null => bytes?.toString('base64') ?? null
const bytesOf = (text: string | null): Buffer | null => (text === null ? null : Buffer.from(text, 'base64'))

export function toLine({ partition, timestamp, key, value, headers }: KafkaRecord): string {
  const line: Line = {
    partition,
    timestamp: timestamp.getTime(),
    key: base64(key),
    value: base64(value),
    headers: Object.fromEntries(Object.entries(headers).map(([name, bytes]) => [name, bytes.toString('base64')])),
  }
  return `${JSON.stringify(line)}\n`
}

export interface SavedRecord {
  readonly partition: number
  readonly timestamp: Date
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: Readonly<Record<string, Buffer>>
  /** Of our own events: whose, and the how manieth; 0 where it says neither. */
  readonly subject: string
  readonly sequence: number
}

export function fromLine(text: string): SavedRecord {
  const { partition, timestamp, key, value, headers: encoded } = JSON.parse(text) as Line
  const headers = Object.fromEntries(Object.entries(encoded).map(([name, bytes]) => [name, Buffer.from(bytes, 'base64')]))
  return {
    ...{ partition, timestamp: new Date(timestamp), key: bytesOf(key), value: bytesOf(value), headers },
    subject: headers['ce_subject']?.toString() ?? '',
    sequence: Number(headers['ce_sequence']?.toString() ?? 0) || 0,
  }
}

export const toSend = (topic: string, { partition, timestamp, key, value, headers }: SavedRecord): RecordToSend => ({
  ...{ topic, partition, timestamp, value, headers },
  // The client takes texts as keys; ours are texts, and bytes that are none keep their partition all the same.
  key: key?.toString() ?? null,
})

export const sizeOf = ({ key, value }: SavedRecord): number => (key?.length ?? 0) + (value?.length ?? 0) + 512
