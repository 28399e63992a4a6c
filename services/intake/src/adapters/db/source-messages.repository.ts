import { type Queryable, sql } from '@yiwang/database'
import type { Arrival } from '../../domain/inbound/arrival.ts'

export interface SourceMessage {
  readonly arrival: Arrival
  readonly matter: string
  readonly operation: string
  readonly text?: string | undefined
  readonly observedAt?: Date | undefined
}

export async function insertMessages(tx: Queryable, system: string, messages: readonly SourceMessage[]): Promise<void> {
  if (messages.length === 0) return
  await tx.run(sql`
    insert into source_message (system, source, event_id, matter, operation, text, observed_at, received_at)
    select ${system}, * from unnest(
      ${messages.map((m) => m.arrival.source)}::text[], ${messages.map((m) => m.arrival.eventId)}::text[],
      ${messages.map((m) => m.matter)}::uuid[], ${messages.map((m) => m.operation)}::text[], ${messages.map((m) => m.text ?? null)}::text[],
      ${messages.map((m) => m.observedAt ?? null)}::timestamptz[], ${messages.map((m) => m.arrival.receivedAt)}::timestamptz[])`)
}

export interface LaterMessage {
  readonly operation: 'update' | 'close'
  readonly text: string | null
  readonly observedAt: Date | null
  readonly receivedAt: Date
}

/** What a legacy system said about a matter after its create. */
export const laterMessages = (db: Queryable, matter: string): Promise<LaterMessage[]> =>
  db.rows<LaterMessage>(sql`
    select operation, text, observed_at as "observedAt", received_at as "receivedAt" from source_message
    where matter = ${matter} and operation <> 'create' order by received_at, event_id`)
