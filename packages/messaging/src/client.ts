import { createRequire } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'
import type * as kafkajs from 'kafkajs'
import { administration } from './administration.ts'
import { cureBusyTimer, cureHalfResponses, gatherWhileBusy } from './client-cures.ts'
import type { Consumer, ConsumerOptions, Kafka, KafkaOptions, KafkaRecord, Producer, ProducerOptions } from './kafka.ts'
import { type RecordToSend, RefusedRecord, type Written } from './kafka.ts'

const require = createRequire(import.meta.url)
const client: typeof kafkajs = require('kafkajs')
const { Partitioners, logLevel } = client
/** How long a fetch waits for the first record. */
const IDLE_WAIT_MS = 1_000
/** By group, the topics on which one record announces no other. */
const singly = new Map<string, ReadonlySet<string>>()

cureBusyTimer(require('kafkajs/src/network/requestQueue/index.js'))
cureHalfResponses(require('kafkajs/src/network/connection.js'))
gatherWhileBusy(require('kafkajs/src/consumer/consumerGroup.js'), IDLE_WAIT_MS, (group, topic) => !singly.get(group)?.has(topic))

/** Some three seconds; who needs more begins again. Always given: the client's own defaults differ under NODE_ENV=test. */
const RETRY = { initialRetryTime: 50, maxRetryTime: 500, retries: 8 }
/** Whoever wants more attempts makes them with a fresh producer, or a stale batch goes out late. */
const PRODUCER_RETRY = { initialRetryTime: 50, maxRetryTime: 100, retries: 1 }
const REFUSALS = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'INVALID_RECORD', 'INVALID_TIMESTAMP'])
const BATCH = 500
const PARTITIONS_AT_ONCE = 2
const RESTART_MS = 1_000
/** More than gathers in a moment, and no more than a fetch may bring. */
const GATHER_BYTES = 256 * 1024
const MEMBER = {
  sessionTimeout: 6_000,
  heartbeatInterval: 1_500,
  rebalanceTimeout: 12_000,
  maxWaitTimeInMs: IDLE_WAIT_MS,
  minBytes: 1,
  maxBytesPerPartition: 512 * 1024,
  maxBytes: 4 * 1024 * 1024,
  // One that is restarted by the client itself may outlive its disconnection; after a crash a new one is made here.
  retry: { ...RETRY, restartOnFailure: async () => false },
}

export function connectKafka({ brokers, clientId, ssl, sasl }: KafkaOptions): Kafka {
  const kafka = new client.Kafka({
    brokers: typeof brokers === 'string' ? brokers.split(',') : [...brokers],
    clientId,
    ...(ssl === undefined ? {} : { ssl }),
    ...(sasl === undefined ? {} : { sasl: sasl as kafkajs.SASLOptions }),
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1_500,
    requestTimeout: 5_000,
    retry: RETRY,
  })
  return {
    openProducer: (options) => openProducer(kafka, options),
    consume: (options) => new Membership(kafka, options),
    ...administration(kafka),
  }
}

/** Where the producer puts a key. */
export function partitionOf(key: string, partitions: number): number {
  const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({ partitionId, leader: 0 }))
  return Partitioners.DefaultPartitioner()({ topic: '', partitionMetadata, message: { key, value: null } } as kafkajs.PartitionerArgs)
}

async function openProducer(kafka: kafkajs.Kafka, { transactionalId }: ProducerOptions = {}): Promise<Producer> {
  const placed = new WeakMap<object, number>()
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    retry: PRODUCER_RETRY,
    // The client tells at which offset a partition's records begin, but not how many went to it.
    createPartitioner: () => {
      const choose = Partitioners.DefaultPartitioner()
      return (record) => {
        const partition = choose(record)
        placed.set(record.message, partition)
        return partition
      }
    },
    ...(transactionalId === undefined ? {} : { transactionalId, transactionTimeout: 10_000 }),
  })
  await producer.connect()
  // The client claims the epoch at its first transaction; claimed now, an older producer is fenced before anything is read to be sent.
  if (transactionalId !== undefined) await (await producer.transaction()).abort()
  return {
    close: () => producer.disconnect(),
    send: async (records) => {
      const topicMessages = groupByTopic(records)
      try {
        const metadata =
          transactionalId === undefined
            ? await producer.sendBatch({ acks: -1, topicMessages })
            : await inTransaction(producer, topicMessages)
        return written(metadata, topicMessages, placed)
      } catch (error) {
        const type = refusalOf(error)
        throw type === undefined ? error : new RefusedRecord(type, { cause: error })
      }
    },
  }
}

async function inTransaction(producer: kafkajs.Producer, topicMessages: kafkajs.TopicMessages[]) {
  const transaction = await producer.transaction()
  try {
    const metadata = await transaction.sendBatch({ acks: -1, topicMessages })
    await transaction.commit()
    return metadata
  } catch (error) {
    await transaction.abort().catch(() => {})
    throw error
  }
}

function groupByTopic(records: readonly RecordToSend[]): kafkajs.TopicMessages[] {
  const groups = Map.groupBy(records, (record) => record.topic)
  return [...groups].map(([topic, group]) => ({
    topic,
    messages: group.map(({ key, value, headers, partition, timestamp }) => ({
      key,
      value,
      ...(headers === undefined ? {} : { headers: { ...headers } }),
      ...(partition === undefined ? {} : { partition }),
      ...(timestamp === undefined ? {} : { timestamp: String(timestamp.getTime()) }),
    })),
  }))
}

function written(metadata: kafkajs.RecordMetadata[], sent: kafkajs.TopicMessages[], placed: WeakMap<object, number>): Written[] {
  return metadata.map(({ topicName, partition, baseOffset }) => {
    const messages = sent.find(({ topic }) => topic === topicName)?.messages ?? []
    const count = messages.filter((message) => placed.get(message) === partition).length
    return { topic: topicName, partition, nextOffset: BigInt(baseOffset ?? -1) + BigInt(count) }
  })
}

function refusalOf(error: unknown): string | undefined {
  const { type, cause } = error as { type?: string; cause?: unknown }
  if (type !== undefined && REFUSALS.has(type)) return type
  return cause instanceof Error ? refusalOf(cause) : undefined
}

/** A member of a group that is made anew after each crash, until it is closed. */
class Membership implements Consumer {
  private readonly pauses = new Set<NodeJS.Timeout>()
  private readonly done: Promise<void>
  private fault: string | undefined = 'not yet a member of its group'
  private closed = false
  private endLife = () => {}

  constructor(
    private readonly kafka: kafkajs.Kafka,
    private readonly options: ConsumerOptions,
  ) {
    this.done = this.live()
  }

  health() {
    return this.fault === undefined ? { ready: true } : { ready: false, reason: this.fault }
  }

  async close(): Promise<void> {
    this.closed = true
    this.fault = 'closed'
    this.endLife()
    await this.done
  }

  private async live(): Promise<void> {
    while (!this.closed) {
      await this.oneLife().catch((error: Error) => {
        this.fault = error.message
      })
      if (!this.closed) await sleep(RESTART_MS)
    }
  }

  private async oneLife(): Promise<void> {
    const { group, topics, from, gatherMs } = this.options
    singly.set(group, new Set(this.options.singly))
    const gathering = gatherMs === undefined ? {} : { minBytes: GATHER_BYTES, maxWaitTimeInMs: gatherMs }
    const member = this.kafka.consumer({ ...MEMBER, ...gathering, groupId: group })
    const { promise: ended, resolve } = Promise.withResolvers<void>()
    this.endLife = resolve
    this.listen(member)
    try {
      await member.connect()
      await member.subscribe({ topics: [...topics], fromBeginning: from !== 'latest' })
      await member.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
        eachBatch: (payload) => handBatch(payload, this.options, this.pauses),
      })
      if (!this.closed) await ended
    } finally {
      for (const pause of this.pauses) clearTimeout(pause)
      this.pauses.clear()
      await member.disconnect().catch(() => {})
    }
  }

  private listen(member: kafkajs.Consumer): void {
    member.on('consumer.group_join', ({ payload: { memberAssignment } }) => {
      this.fault = undefined
      this.options.onAssignment?.((topic, partition) => memberAssignment[topic]?.includes(partition) ?? false)
    })
    member.on('consumer.crash', ({ payload }) => {
      this.fault = payload.error.message
      this.endLife()
    })
    // Also told for batches that hold nothing but the markers of transactions, which no handler sees.
    member.on('consumer.end_batch_process', ({ payload: { topic, partition, lastOffset, highWatermark, batchSize } }) => {
      if (batchSize === 0) this.options.onPosition?.({ topic, partition, next: BigInt(lastOffset) + 1n, end: BigInt(highWatermark) })
    })
  }
}

/**
 * Throws nothing of ours: a TypeError out of eachBatch would end the consumer silently, another error would make it rejoin for ever. A fault
 * pauses the partition and returns unresolved, so the records are delivered again and the membership is kept.
 */
async function handBatch(payload: kafkajs.EachBatchPayload, options: ConsumerOptions, pauses: Set<NodeJS.Timeout>): Promise<void> {
  const { batch, heartbeat, isRunning, isStale, pause, resolveOffset, commitOffsetsIfNecessary, uncommittedOffsets } = payload
  const { topic, partition } = batch
  const size = options.batch ?? BATCH
  const at = (next: bigint) => options.onPosition?.({ topic, partition, next, end: BigInt(batch.highWatermark) })
  let gone = false
  // A long transaction must not cost the membership.
  const beat = setInterval(() => {
    heartbeat().catch(() => {
      gone = true
    })
  }, 1_000)
  try {
    at(BigInt(batch.messages[0]?.offset ?? batch.highWatermark))
    for (let first = 0; first < batch.messages.length && !gone && isRunning() && !isStale(); first += size) {
      const messages = batch.messages.slice(first, first + size)
      const verdict = await options.onRecords(messages.map((message) => toRecord(topic, partition, message)))
      if (verdict !== 'done') {
        const resume = pause()
        if (verdict !== 'stop') schedule(pauses, verdict.pauseMs, resume)
        return
      }
      const last = messages.at(-1)!.offset
      resolveOffset(last)
      if (options.commit !== false) await commitOffsetsIfNecessary(uncommittedOffsets())
      at(BigInt(first + size >= batch.messages.length ? batch.lastOffset() : last) + 1n)
    }
  } finally {
    clearInterval(beat)
  }
}

function schedule(pauses: Set<NodeJS.Timeout>, ms: number, resume: () => void) {
  const timer = setTimeout(() => {
    pauses.delete(timer)
    resume()
  }, ms)
  pauses.add(timer)
}

const toRecord = (topic: string, partition: number, { offset, key, value, headers, timestamp }: kafkajs.KafkaMessage): KafkaRecord => ({
  topic,
  partition,
  offset,
  key,
  value,
  // A header that occurs several times arrives as a list, and so does one named like what every object has (`constructor`): the first that
  // was sent counts.
  headers: Object.fromEntries(
    Object.entries(headers ?? {}).flatMap(([name, header]) => {
      const first = [header].flat().find((part) => typeof part === 'string' || Buffer.isBuffer(part))
      return first === undefined ? [] : [[name, Buffer.from(first)]]
    }),
  ),
  timestamp: new Date(Number(timestamp)),
})
