import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createWriteStream, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { Kafka } from '@yiwang/messaging'
import { toLine } from './saved-record.ts'

export interface Saving {
  readonly kafka: Kafka
  readonly prefix: string
  readonly topics: readonly string[]
  /** Gets a file a topic. */
  readonly folder: string
}

/** Writes what is on the topics, up to where each ends now. Answers how many records each has. */
export async function saveTopics({ kafka, prefix, topics, folder }: Saving): Promise<Map<string, number>> {
  mkdirSync(folder, { recursive: true })
  const there = await kafka.partitionsOf(topics.map((topic) => prefix + topic))
  const saved = new Map<string, number>()
  for (const topic of topics.filter((name) => there.has(prefix + name))) {
    saved.set(topic, await saveTopic(kafka, prefix + topic, fileOf(folder, topic)))
  }
  return saved
}

export const fileOf = (folder: string, topic: string): string => join(folder, `${topic}.jsonl.gz`)

async function saveTopic(kafka: Kafka, topic: string, file: string): Promise<number> {
  const group = `save-${randomUUID()}`
  const unread = new Map<number, bigint>()
  for (const { partition, next, end } of await kafka.positionsOf(group, [topic])) if (next < end) unread.set(partition, end)
  const gzip = createGzip()
  const written = finished(gzip.pipe(createWriteStream(file)))
  const read = Promise.withResolvers<void>()
  let records = 0
  const consumer = kafka.consume({
    ...{ group, topics: [topic], commit: false },
    async onRecords(arrived) {
      const due = arrived.filter(({ partition, offset }) => BigInt(offset) < (unread.get(partition) ?? 0n))
      records += due.length
      if (!gzip.write(due.map(toLine).join(''))) await once(gzip, 'drain')
      return 'done'
    },
    onPosition({ partition, next }) {
      if (next >= (unread.get(partition) ?? 0n)) unread.delete(partition)
      if (unread.size === 0) read.resolve()
    },
  })
  if (unread.size > 0) await read.promise
  await consumer.close()
  gzip.end()
  await written
  return records
}
