import { randomUUID } from 'node:crypto'
import type { Kafka, KafkaRecord } from './kafka.ts'

export interface TopicContents {
  /** In order of arrival; grows while it is read. */
  readonly records: readonly KafkaRecord[]
  stop(): Promise<void>
}

/** Everything on a topic, from its first record, for tests and tools. Nothing is committed. */
export function readTopic(kafka: Kafka, topic: string): TopicContents {
  const records: KafkaRecord[] = []
  const consumer = kafka.consume({
    group: `read-${randomUUID()}`,
    topics: [topic],
    commit: false,
    onRecords: async (arrived) => {
      records.push(...arrived)
      return 'done'
    },
  })
  return { records, stop: () => consumer.close() }
}
