import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { inboundTopic } from '@yiwang/contracts'
import type { Consumer, Kafka, KafkaRecord } from '@yiwang/messaging'

export interface Heard {
  readonly topic: string
  readonly key: string
  readonly headers: Record<string, string>
  readonly value: Record<string, unknown>
}

/** An outside system that reads topics from their beginning. */
export class Listener {
  readonly heard: Heard[] = []
  private readonly consumer: Consumer

  constructor(kafka: Kafka, prefix: string, topics: readonly string[], name = 'listener') {
    this.consumer = kafka.consume({
      group: `${prefix}${name}-${randomUUID()}`,
      topics: topics.map((topic) => prefix + topic),
      onRecords: async (records) => {
        for (const record of records) this.heard.push(heardOf(record, prefix))
        return 'done'
      },
    })
  }

  /** Values on a topic under a key, in order. */
  on(topic: string, key: string): Heard[] {
    return this.heard.filter((event) => event.topic === topic && event.key === key)
  }

  close(): Promise<void> {
    return this.consumer.close()
  }
}

function heardOf({ topic, key, headers, value }: KafkaRecord, prefix: string): Heard {
  const text = Object.fromEntries(Object.entries(headers).map(([name, bytes]) => [name, bytes.toString()]))
  return {
    topic: topic.slice(prefix.length),
    key: key?.toString() ?? '',
    headers: text,
    value: JSON.parse(value?.toString() ?? 'null') as Record<string, unknown>,
  }
}

/** A line of demo/inbound/<system>.jsonl. */
export interface InboundSample {
  readonly headers: Record<string, string>
  readonly key: string
  readonly value: Record<string, unknown>
}

export const inboundSamples = (system: string): InboundSample[] =>
  readFileSync(resolve(import.meta.dirname, `../../demo/inbound/${system}.jsonl`), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as InboundSample)

/** What a legacy system writes to its topic. */
export async function writeInbound(kafka: Kafka, prefix: string, system: string, samples: readonly InboundSample[]): Promise<void> {
  const producer = await kafka.openProducer()
  try {
    await producer.send(
      samples.map(({ headers, key, value }) => ({ topic: prefix + inboundTopic(system), key, value: JSON.stringify(value), headers })),
    )
  } finally {
    await producer.close()
  }
}
