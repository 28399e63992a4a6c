import { Kafka, logLevel, Partitioners, type Producer } from 'kafkajs'
import pg from 'pg'

export interface BusPlace {
  readonly url: string
  readonly brokers: string
  readonly topic: string
  readonly count: number
}

interface Row {
  readonly id: string
  readonly topic: string
  readonly key: string
  readonly subject: string
  readonly sequence: number
  readonly headers: Record<string, string>
  readonly value: string
}

/** Effect and mark of each event, in one statement. */
const APPLY = {
  name: 'apply',
  text: `with effect as (insert into effect (subject, sequence, value) select * from unnest($1::text[], $2::int[], $3::text[]))
    insert into messaging.consumed (consumer, topic, subject, last_sequence)
    select 'bench', 'bench', s, max(q) from unnest($1::text[], $2::int[]) as e (s, q) group by s order by s
    on conflict (consumer, topic, subject) do update set last_sequence = excluded.last_sequence`,
}

/** select 500, sendBatch, delete; eachBatch, one statement. Seconds until the last effect is committed. */
export async function busFloor({ url, brokers, topic, count }: BusPlace): Promise<number> {
  const kafka = new Kafka({ clientId: 'floor', brokers: brokers.split(','), logLevel: logLevel.NOTHING })
  const [reader, writer] = [new pg.Client(url), new pg.Client(url)]
  await Promise.all([reader.connect(), writer.connect()])
  const consumer = kafka.consumer({ groupId: `${topic}-floor`, maxBytesPerPartition: 512 * 1024, maxWaitTimeInMs: 200 })
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  const { promise: joined, resolve: isJoined } = Promise.withResolvers<void>()
  consumer.on('consumer.group_join', () => isJoined())
  const { promise: applied, resolve: allApplied, reject } = Promise.withResolvers<void>()
  let left = count
  await consumer.run({
    partitionsConsumedConcurrently: 2,
    eachBatch: async ({ batch: { messages } }) => {
      const text = (name: string) => messages.map(({ headers }) => String(headers![name]))
      const values = messages.map(({ value }) => value!.toString())
      await writer.query({ ...APPLY, values: [text('ce_subject'), text('ce_sequence').map(Number), values] }).catch(reject)
      if ((left -= messages.length) <= 0) allApplied()
    },
  })
  await joined
  const began = performance.now()
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1, createPartitioner: Partitioners.DefaultPartitioner })
  await producer.connect()
  await publish(producer, reader, () => true)
  await applied
  const seconds = (performance.now() - began) / 1_000
  await Promise.all([consumer.disconnect(), producer.disconnect(), reader.end(), writer.end()])
  return seconds
}

/** select 500, sendBatch, delete, until nothing is left and nothing more can come. */
export async function publish(producer: Producer, client: pg.Client, isLast: () => boolean): Promise<void> {
  // A lost delete only publishes again; read by its index, past what is deleted.
  await client.query('set synchronous_commit = off; set enable_seqscan = off')
  for (;;) {
    const last = isLast()
    const text = 'select id, topic, key, subject, sequence, headers, value from messaging.outbox order by id limit 500'
    const { rows } = await client.query<Row>({ name: 'read', text })
    if (rows.length === 0) {
      if (last) return
      continue
    }
    const message = ({ key, subject, sequence, headers, value }: Row) => ({
      ...{ key, value, headers: { ...headers, ce_subject: subject, ce_sequence: String(sequence).padStart(10, '0') } },
    })
    await producer.sendBatch({ acks: -1, topicMessages: [{ topic: rows[0]!.topic, messages: rows.map(message) }] })
    const forget = 'delete from messaging.outbox where id = any($1::bigint[])'
    await client.query({ name: 'forget', text: forget, values: [rows.map(({ id }) => id)] })
  }
}
