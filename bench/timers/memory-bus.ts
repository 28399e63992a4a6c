import { randomUUID } from 'node:crypto'
import type { Consumer, ConsumerOptions, Kafka, KafkaRecord } from '@yiwang/messaging'

/** As many partitions of a consumer are in hand at once as the client of the real bus has. */
const PARTITIONS_AT_ONCE = 2
const BATCH = 500

const buffers = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)]))

const SAME_IN_ALL = buffers({
  ce_specversion: '1.0',
  ce_source: '/districts/500105/dispatch',
  ce_area: '500105001001001',
  ce_traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00',
  'content-type': 'application/json',
})

export interface EventToDeliver {
  readonly topic: string
  readonly partition: number
  readonly key: string
  readonly type: string
  readonly sequence: number
  readonly at: Date
  readonly value: Buffer
}

/** Hands records to a consumer as the bus does, without a broker: what is measured is the path from the record on. */
export class MemoryBus implements Pick<Kafka, 'consume' | 'partitionsOf' | 'createTopics' | 'endOffsets'> {
  private deliverTo: ConsumerOptions | undefined
  private readonly ends = new Map<string, number>()

  /** What lies on each partition. */
  partitionsWith(events: readonly EventToDeliver[]): EventToDeliver[][] {
    return [...Map.groupBy(events, ({ topic, partition }) => `${topic}/${partition}`).values()]
  }

  /** Resolves once every record is applied. */
  async deliver(partitions: readonly EventToDeliver[][]): Promise<void> {
    const waiting = [...partitions]
    const worker = async () => {
      for (let records = waiting.shift(); records; records = waiting.shift()) {
        for (let from = 0; from < records.length; from += BATCH) await this.hand(records.slice(from, from + BATCH))
      }
    }
    await Promise.all(Array.from({ length: PARTITIONS_AT_ONCE }, worker))
  }

  consume(options: ConsumerOptions): Consumer {
    this.deliverTo = options
    return { health: () => ({ ready: true }), close: async () => {} }
  }

  partitionsOf = async (topics: readonly string[]) =>
    new Map(topics.map((topic) => [topic, /\.dead$/.test(topic) ? 1 : /progress/.test(topic) ? 1 : 4]))
  endOffsets = async () => new Map<number, bigint>()
  positionsOf = async () => []
  createTopics = async () => {}

  /** Records come into being as they are delivered, as off a wire. */
  private async hand(events: EventToDeliver[]): Promise<void> {
    const verdict = await this.deliverTo!.onRecords(events.map((event) => this.record(event)))
    if (verdict !== 'done') throw new Error(`a batch was not applied: ${JSON.stringify(verdict)}`)
  }

  private record({ topic, partition, key, type, sequence, at, value }: EventToDeliver): KafkaRecord {
    const place = `${topic}/${partition}`
    const offset = this.ends.get(place) ?? 0
    this.ends.set(place, offset + 1)
    const headers = {
      ce_id: randomUUID(),
      ce_type: type,
      ce_time: at.toISOString(),
      ce_partitionkey: key,
      ce_subject: key,
      ce_sequence: String(sequence).padStart(10, '0'),
    }
    return {
      topic,
      partition,
      offset: String(offset),
      key: Buffer.from(key),
      value,
      headers: { ...SAME_IN_ALL, ...buffers(headers) },
      timestamp: at,
    }
  }
}
