import { create, toJsonString } from '@bufbuild/protobuf'
import { statement, type Transaction } from '@yiwang/database'
import { v7 as uuid } from 'uuid'
import type { EncodedEvent, Outgoing } from './event.ts'
import { currentTraceparent } from './trace-context.ts'

/**
 * Numbers events from the subject's counter and writes them. It holds the counter rows to the end of the transaction, so it is one call a
 * transaction, its last statement; the rows are locked in order, so two calls never deadlock.
 */
const EMIT = statement<[topics: string[], keys: string[], subjects: string[], headers: string[], values: string[]]>(
  'messaging-emit',
  `
  with event as (
    select *, row_number() over of_subject as nth, count(*) over (partition by topic, subject) as together
    from unnest($1::text[], $2::text[], $3::text[], $4::jsonb[], $5::text[]) with ordinality as e (topic, key, subject, headers, value, n)
    window of_subject as (partition by topic, subject order by n)
  ), counter as (
    insert into messaging.outbox_sequence as s (topic, subject, last)
    select topic, subject, count(*) from event group by topic, subject order by topic, subject
    on conflict (topic, subject) do update set last = s.last + excluded.last
    returning topic, subject, last
  )
  insert into messaging.outbox (topic, key, subject, sequence, headers, value)
  select topic, key, subject, last - together + nth, headers, value from event join counter using (topic, subject) order by n`,
)

export interface OutboxOptions {
  /** `/districts/<code>/<service>`: the CloudEvents `source` of everything that this service emits. */
  readonly source: string
  readonly topicPrefix: string
}

export interface EventHead {
  readonly type: string
  readonly key: string
  readonly area: string
  /** The instant of the fact. */
  readonly at: Date
  /** Where the same fact must have the same id; else a new one. */
  readonly id?: string
}

/** What a service has to say is written here with its state, and published by the relay after the commit. */
export class Outbox {
  readonly source: string
  readonly topicPrefix: string
  private readonly listeners = new Set<() => void>()

  constructor({ source, topicPrefix }: OutboxOptions) {
    this.source = source
    this.topicPrefix = topicPrefix
  }

  /** As the columns of an outbox row; for statements that write state, entry and row at once. The caller numbers them. */
  encode(outgoing: Outgoing): EncodedEvent {
    const { key, subject } = outgoing
    const { topic, type, value } =
      'event' in outgoing
        ? { topic: outgoing.event.topic.name, type: outgoing.event.type, value: jsonOf(outgoing) }
        : { topic: outgoing.topic, type: outgoing.type, value: JSON.stringify(outgoing.value) }
    return { topic: this.topicPrefix + topic, key, subject, headers: this.headers({ ...outgoing, type }), value }
  }

  /** CloudEvents attributes but subject and sequence, which the relay adds. */
  headers({ type, key, area, at, id = uuid() }: EventHead): Record<string, string> {
    return {
      ce_specversion: '1.0',
      ce_id: id,
      ce_source: this.source,
      ce_type: type,
      ce_time: at.toISOString(),
      ce_partitionkey: key,
      ce_area: area,
      ce_traceparent: currentTraceparent(),
      'content-type': 'application/json',
    }
  }

  /** One call a transaction, its last statement: see EMIT. The relay is told once the transaction is committed. */
  async emit(tx: Transaction, events: readonly Outgoing[]): Promise<void> {
    if (events.length === 0) return
    const rows = events.map((event) => this.encode(event))
    await tx.run(
      EMIT(
        rows.map((row) => row.topic),
        rows.map((row) => row.key),
        rows.map((row) => row.subject),
        rows.map((row) => JSON.stringify(row.headers)),
        rows.map((row) => row.value),
      ),
    )
    tx.afterCommit(() => this.signal())
  }

  /** Tells the relay of this process that rows were committed, so that it need not wait for its next poll. */
  signal(): void {
    for (const listener of this.listeners) listener()
  }

  onSignal(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
}

function jsonOf({ event, value }: Extract<Outgoing, { event: unknown }>): string {
  return toJsonString(event.schema, create(event.schema, value))
}
