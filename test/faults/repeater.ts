import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Consumer, Kafka, KafkaRecord, Producer, RecordToSend, Verdict } from '@yiwang/messaging'

const COPY_HEADER = 'test-copy'

/**
 * Delivers every event of every topic three times: each record is written to its partition twice more, later, as it
 * stands. Consumers see the copies as they would see a record that its producer published again.
 */
export class Repeater {
  repeated = 0
  private producer: Producer | undefined
  private readonly consumer: Consumer

  /** `from`: a topic that holds much already is repeated from its end on. */
  constructor(
    private readonly kafka: Kafka,
    topics: readonly string[],
    from: 'earliest' | 'latest' = 'earliest',
  ) {
    this.consumer = kafka.consume({ group: `repeater-${randomUUID()}`, topics, from, onRecords: (records) => this.repeat(records) })
  }

  async stop(): Promise<void> {
    await this.consumer.close()
    await this.forgetProducer()
  }

  private async repeat(records: readonly KafkaRecord[]): Promise<Verdict> {
    const originals = records.filter(({ headers }) => !headers[COPY_HEADER])
    try {
      if (originals.length > 0) await this.send([...originals, ...originals].map(copyOf))
      this.repeated += originals.length
      return 'done'
    } catch {
      // The broker is away: after that only a fresh producer can be trusted.
      await this.forgetProducer()
      return { pauseMs: 500 }
    }
  }

  private async send(copies: RecordToSend[]): Promise<void> {
    this.producer ??= await this.kafka.openProducer()
    await this.producer.send(copies)
  }

  private async forgetProducer(): Promise<void> {
    const producer = this.producer
    this.producer = undefined
    await producer?.close().catch(() => {})
  }
}

const copyOf = ({ topic, partition, key, value, headers }: KafkaRecord): RecordToSend => ({
  topic,
  partition,
  key: key?.toString() ?? null,
  value,
  headers: { ...headers, [COPY_HEADER]: '1' },
})

/** Writes until it is acknowledged, with a fresh producer each time. */
export async function writeUntilAcknowledged(kafka: Kafka, records: readonly RecordToSend[], isOver = () => false): Promise<void> {
  for (;;) {
    const producer = await kafka.openProducer().catch(() => undefined)
    try {
      if (producer) {
        await producer.send(records)
        return
      }
    } catch {
      if (isOver()) throw new Error('the broker took nothing until the end')
    } finally {
      await producer?.close().catch(() => {})
    }
    await sleep(300)
  }
}
