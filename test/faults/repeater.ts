import { randomUUID } from 'node:crypto'
import type { Consumer, Kafka, KafkaRecord, Producer } from '@yiwang/messaging'

const COPY_HEADER = 'test-copy'

/**
 * Delivers every event of every topic three times: each record is written to its partition twice more, later, as it
 * stands. Consumers see the copies as they would see a record that its producer published again.
 */
export class Repeater {
  repeated = 0
  private readonly consumer: Consumer

  private constructor(
    private readonly producer: Producer,
    kafka: Kafka,
    topics: readonly string[],
  ) {
    this.consumer = kafka.consume({ group: `repeater-${randomUUID()}`, topics, onRecords: (records) => this.repeat(records) })
  }

  static async start(kafka: Kafka, topics: readonly string[]): Promise<Repeater> {
    return new Repeater(await kafka.openProducer(), kafka, topics)
  }

  async stop(): Promise<void> {
    await this.consumer.close()
    await this.producer.close()
  }

  private async repeat(records: readonly KafkaRecord[]): Promise<'done'> {
    const originals = records.filter(({ headers }) => !headers[COPY_HEADER])
    const copies = [...originals, ...originals].map(({ topic, partition, key, value, headers }) => ({
      topic,
      partition,
      key: key?.toString() ?? null,
      value,
      headers: { ...headers, [COPY_HEADER]: '1' },
    }))
    if (copies.length > 0) await this.producer.send(copies)
    this.repeated += originals.length
    return 'done'
  }
}
