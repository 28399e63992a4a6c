import type { Grant } from '@yiwang/contracts'

/**
 * What messaging asks of a Kafka client. client.ts and administration.ts alone know which client answers; client.kafka.spec.ts holds whatever
 * stands there to this page, against a real broker.
 */
export interface Kafka {
  openProducer(options?: ProducerOptions): Promise<Producer>
  /** Starts at once and goes on through faults of the broker until it is closed; `health` says whether it is at work. */
  consume(options: ConsumerOptions): Consumer
  /** The partition counts of those of the topics that exist. */
  partitionsOf(topics: readonly string[]): Promise<Map<string, number>>
  /** Creates them; one that exists already stays as it is. Returns before all brokers know them. */
  createTopics(topics: readonly NewTopic[]): Promise<void>
  /** Removes the topics whose name matches, with all that is in them. */
  deleteTopics(matches: (name: string) => boolean): Promise<void>
  /** Of each partition, the offset that the next record would get. */
  endOffsets(topic: string): Promise<Map<number, bigint>>
  /** Of each partition, the offset at which the group goes on; none where it has committed nothing. */
  committedOffsets(group: string, topic: string): Promise<Map<number, bigint>>
  /** Where the group stands on each partition of these topics, whoever of its members has them. */
  positionsOf(group: string, topics: readonly string[]): Promise<Position[]>
  /** Allows a principal what it needs. What it was allowed before stays. */
  allow(principal: string, grants: readonly Grant[]): Promise<void>
  /** Lets a stopped group begin again at the first record. Kafka refuses it while the group is at work. */
  rewind(group: string, topic: string): Promise<void>
}

export interface KafkaOptions {
  /** A list, or `host:port,host:port`. */
  readonly brokers: string | readonly string[]
  readonly clientId: string
  readonly ssl?: boolean | { readonly ca: string }
  readonly sasl?: { readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'; readonly username: string; readonly password: string }
}

export interface NewTopic {
  readonly topic: string
  readonly partitions: number
  readonly config: Readonly<Record<string, string>>
}

export interface ProducerOptions {
  /** Each send is one transaction, and an older producer of the same id can write no more from the moment this one is open. */
  readonly transactionalId?: string
}

/** Idempotent, acknowledged by all replicas. After any error it must be closed: what it acknowledges later may not be stored. */
export interface Producer {
  /** Records of one partition keep their order. Throws RefusedRecord if it is the records that are at fault. */
  send(records: readonly RecordToSend[]): Promise<Written[]>
  close(): Promise<void>
}

export interface RecordToSend {
  readonly topic: string
  readonly key: string | null
  readonly value: string | Buffer | null
  readonly headers?: Readonly<Record<string, string | Buffer>>
  /** By the key's hash, unless it is given. */
  readonly partition?: number
  /** Now, unless it is given. */
  readonly timestamp?: Date
}

export interface Written {
  readonly topic: string
  readonly partition: number
  /** Behind the last of the records sent. */
  readonly nextOffset: bigint
}

/** The broker will never take these records as they are: too large, or malformed. */
export class RefusedRecord extends Error {
  override readonly name = 'RefusedRecord'
}

export interface KafkaRecord {
  readonly topic: string
  readonly partition: number
  readonly offset: string
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: Readonly<Record<string, Buffer>>
  /** Of the producer or the broker, in real time. */
  readonly timestamp: Date
}

export interface ConsumerOptions {
  readonly group: string
  readonly topics: readonly string[]
  /** Records of one partition, in order, at most `batch`. Must not throw. Two partitions may be in hand at once, one partition never twice. */
  onRecords(records: readonly KafkaRecord[]): Promise<Verdict>
  /** Where a partition stands: `next` is the first offset not yet consumed, `end` the offset that the next record would get. */
  onPosition?(position: Position): void
  /** At each sharing out of the group's partitions: whether one is this member's from now on. */
  onAssignment?(isOwn: (topic: string, partition: number) => boolean): void
  readonly batch?: number
  /** Lets events gather for so long before they are fetched: fewer and larger batches, where nobody waits for what they do. */
  readonly gatherMs?: number
  /** Topics on which one record announces no other: nothing is gathered because of them. */
  readonly singly?: readonly string[]
  /** Where to begin where the group has committed nothing. */
  readonly from?: 'earliest' | 'latest'
  /** false: nothing is committed, each start begins at `from`. */
  readonly commit?: boolean
}

/** done: commit their offset and go on. pauseMs: deliver them again after this time. stop: deliver nothing more of this partition. */
export type Verdict = 'done' | 'stop' | { readonly pauseMs: number }

export interface Position {
  readonly topic: string
  readonly partition: number
  readonly next: bigint
  readonly end: bigint
}

export interface Consumer {
  /** ready once it is a member of its group, until it crashes. */
  health(): { ready: boolean; reason?: string }
  /** Finishes the batch in hand, commits it and leaves the group. */
  close(): Promise<void>
}
