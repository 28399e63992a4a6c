import { allEvents, type EventType, type Topic } from '@yiwang/contracts'
import type { Transaction } from '@yiwang/database'
import type { Handler, ReceivedEvent } from './event.ts'

/** A topic and what is done with its events. Made by `own`, `compacted` and `foreign`. */
export interface Subscription {
  /** Without prefix. */
  readonly topic: string
  /** own: counted without gaps. compacted: counted, and a higher number is no gap. foreign: told apart by source and id. */
  readonly kind: 'own' | 'compacted' | 'foreign'
  /** The topic as the contracts know it; foreign topics are created with this many partitions and kept for a month. */
  readonly partitions: number
  readonly schema?: EventType['schema']
  readonly handler: Handler
  readonly onApplied?: OnApplied
  readonly only?: Only
}

/** In the transaction of each batch, after its events: everything of the partition before `nextOffset` is applied or parked. */
export type OnApplied = (tx: Transaction, partition: number, nextOffset: string) => Promise<void>

/** Which events the handler is for. The others are passed over without a mark, so that a hole in the numbers is no gap; what cannot be read is parked. */
export type Only<Value = unknown> = (event: ReceivedEvent<Value>) => boolean

export type OwnOptions<Value = unknown> =
  | { readonly onApplied?: OnApplied; readonly only?: never }
  | { readonly only: Only<Value>; readonly onApplied?: never }

/** A topic of ours that is kept for ever. The type of the values is the handler's; each topic has one message. */
export function own<Value>(topic: Topic, handler: Handler<Value>, options: OwnOptions<Value> = {}): Subscription {
  return ofOurs(topic, 'own', handler as Handler, options as OwnOptions)
}

/** A compacted topic of ours: the last event of a key stands for all before it. */
export function compacted<Value>(topic: Topic, handler: Handler<Value>, options: OwnOptions = {}): Subscription {
  return ofOurs(topic, 'compacted', handler as Handler, options)
}

/** What somebody else writes. Nothing is assumed about it but that it is on this topic. */
export function foreign(topic: string, handler: Handler): Subscription {
  return { topic, kind: 'foreign', partitions: FOREIGN_PARTITIONS, handler }
}

const FOREIGN_PARTITIONS = 4

function ofOurs(topic: Topic, kind: 'own' | 'compacted', handler: Handler, options: OwnOptions): Subscription {
  return { topic: topic.name, kind, partitions: topic.partitions, schema: schemaOf(topic.name), handler, ...options }
}

/** The message that all events of a topic carry. */
export function schemaOf(topic: string): EventType['schema'] {
  const event = allEvents.find((candidate) => candidate.topic.name === topic)
  if (!event) throw new Error(`no type of event travels on ${topic}`)
  return event.schema
}
