import type { DescMessage, JsonObject, MessageInitShape } from '@bufbuild/protobuf'
import type { EventType } from '@yiwang/contracts'
import type { Transaction } from '@yiwang/database'

/** An event on a topic of ours, before it has an id and a sequence. */
export interface OutgoingEvent<E extends EventType = EventType> {
  readonly event: E
  /** The Kafka key: the case, decision or order that it belongs to. */
  readonly key: string
  /** The aggregate whose events are counted by `sequence`. */
  readonly subject: string
  readonly area: string
  /** The instant of the fact. */
  readonly at: Date
  readonly value: MessageInitShape<E['schema']>
}

/** A message on a topic whose values are not described by our proto: `outbound.<system>.v1`. */
export interface OutgoingForeign {
  readonly topic: string
  readonly type: string
  readonly key: string
  readonly subject: string
  readonly area: string
  readonly at: Date
  readonly value: JsonObject
}

export type Outgoing = OutgoingEvent | OutgoingForeign

/** As it goes into a row of the outbox. The relay adds `ce_subject` and `ce_sequence` to the headers. */
export interface EncodedEvent {
  readonly topic: string
  readonly key: string
  readonly subject: string
  readonly headers: Record<string, string>
  readonly value: string
}

export interface ReceivedEvent<Value = unknown> {
  /** Without the prefix by which districts share a cluster. */
  readonly topic: string
  readonly partition: number
  readonly offset: string
  /** Foreign events without a readable id have `<topic>/<partition>/<offset>`. */
  readonly id: string
  readonly type: string
  /** The last word of the type of an own event: `handed_over`. */
  readonly fact: string
  readonly source: string
  readonly subject: string
  readonly key: string
  /** 0 on foreign topics. */
  readonly sequence: number
  readonly area: string
  readonly time: Date
  /** Own topics: the message. Foreign topics: the parsed JSON, or undefined if it is none. */
  readonly value: Value
  readonly headers: Record<string, string>
  /** It was applied before a rebuild and is applied again: what follows from it is made anew, and nothing is told twice. */
  readonly repeated?: boolean
  /** The record's value as text; bytes that are no text become a data URL, so that nothing is lost. */
  readonly raw: string
}

/**
 * Applies events of one partition, in order, inside the transaction that marks them as consumed. What it returns is emitted as the
 * transaction's last statement. Throw PermanentError for what can never be applied, NotYetKnownError for what needs news from elsewhere first;
 * every other error is retried a few times at once.
 */
// biome-ignore lint/suspicious/noConfusingVoidType: a handler that emits nothing has no return statement
export type Handler<Value = unknown> = (tx: Transaction, events: readonly ReceivedEvent<Value>[]) => Promise<void | readonly Outgoing[]>

/** An event that can never be applied as it is: its key is parked at once. The message is published as the reason, so it names no person. */
export class PermanentError extends Error {
  override readonly name = 'PermanentError'
}

/**
 * An event that names what this process has not heard of yet, such as a version in a copy that is a moment behind. It is tried again for some
 * seconds before its key is parked. The message is published as the reason, so it names no person.
 */
export class NotYetKnownError extends Error {
  override readonly name = 'NotYetKnownError'
}

/** Checks the value against the type of event; a plain object literal in an array of events would not be. */
export const outgoing = <Schema extends DescMessage>(event: OutgoingEvent<EventType<Schema>>): OutgoingEvent =>
  event as unknown as OutgoingEvent
