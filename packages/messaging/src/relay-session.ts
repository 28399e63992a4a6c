import { markTransient } from '@yiwang/database'
import type pg from 'pg'
import type { RecordToSend } from './kafka.ts'

export interface OutboxRow {
  readonly id: string
  readonly topic: string
  readonly key: string
  readonly subject: string
  readonly sequence: number
  readonly headers: Readonly<Record<string, string>>
  readonly value: string
}

/** What one read found. `complete`: at that instant nothing older stood in the outbox, but what a refused row holds up. */
export interface Taken {
  readonly rows: readonly OutboxRow[]
  readonly complete: boolean
  readonly bytes: number
}

/** A frozen process or a vanished host loses its session, and with it the leadership, after this time. */
export const LEASE_MS = 10_000
/** Under the client's limit for a request. */
const MAX_BYTES = 768 * 1024
const ENVELOPE_BYTES = 512
const LEADER_LOCK = 0x79_77_6f_62

const READ = {
  name: 'messaging-relay-read',
  text: `
  select id, topic, key, subject, sequence, headers, value from messaging.outbox o
  where refused is null
    and not exists (select from messaging.outbox r where r.refused is not null and r.topic = o.topic and r.key = o.key)
  order by id limit $1`,
}
const FORGET = { name: 'messaging-relay-forget', text: 'delete from messaging.outbox where id = any((select $1::bigint[])::bigint[])' }
const HOLDS_REFUSED = {
  name: 'messaging-relay-refused',
  text: 'select exists (select from messaging.outbox where refused is not null and topic = $1) as held',
}

/**
 * Lock, read and delete of the relay are one session: a lost session is a lost leadership, and the next statement says so. The server ends
 * it when it is silent for the lease.
 */
export class RelaySession {
  private readonly client: pg.Client
  private lost: Error | undefined

  constructor(client: pg.Client) {
    this.client = client
    client.on('error', (error) => {
      this.lost ??= error
    })
    client.on('end', () => {
      this.lost ??= new Error('the session has ended')
    })
  }

  /** A lost delete only publishes again, in order: it need not wait for the disk. */
  async prepare(): Promise<void> {
    await this.client.query(
      `set idle_session_timeout = ${LEASE_MS}; set statement_timeout = ${LEASE_MS}; set lock_timeout = ${LEASE_MS}; set synchronous_commit = off`,
    )
  }

  async tryToLead(): Promise<boolean> {
    const { rows } = await this.client.query(`select pg_try_advisory_lock(${LEADER_LOCK}) as got`)
    return rows[0].got
  }

  async read(limit: number): Promise<Taken> {
    this.assertAlive()
    const { rows } = await this.client.query<OutboxRow>({ ...READ, values: [limit] })
    let bytes = 0
    let count = 0
    while (count < rows.length) {
      const size = Buffer.byteLength(rows[count]!.value) + ENVELOPE_BYTES
      if (count > 0 && bytes + size > MAX_BYTES) break
      bytes += size
      count += 1
    }
    return { rows: rows.slice(0, count), complete: rows.length < limit && count === rows.length, bytes }
  }

  async forget(rows: readonly OutboxRow[]): Promise<number> {
    const { rowCount } = await this.client.query({ ...FORGET, values: [rows.map((row) => row.id)] })
    return rowCount ?? 0
  }

  async refuse(row: OutboxRow, reason: string): Promise<void> {
    await this.client.query('update messaging.outbox set refused = $2 where id = $1', [row.id, reason])
  }

  async holdsRefused(topic: string): Promise<boolean> {
    const { rows } = await this.client.query({ ...HOLDS_REFUSED, values: [topic] })
    return rows[0].held
  }

  assertAlive(): void {
    if (this.lost) throw markTransient(this.lost)
  }

  async end(): Promise<void> {
    await this.client.end().catch(() => {})
  }
}

/** Ten digits, so that sequences also sort as text. */
export const sequenceHeader = (sequence: number): string => String(sequence).padStart(10, '0')

export const toRecordToSend = ({ topic, key, subject, sequence, headers, value }: OutboxRow): RecordToSend => ({
  topic,
  key,
  value,
  headers: { ...headers, ce_subject: subject, ce_sequence: sequenceHeader(sequence) },
})
