// What the effects of the floor of the lifecycles share.
import { createHash } from 'node:crypto'
import type pg from 'pg'
import { v7 as uuid } from 'uuid'
import { headersOf } from './bare.ts'
import * as table from './lifecycle-tables.ts'

/** To how many people each fact is told: as many as the product told. */
export type Told = Readonly<Record<string, number>>
export interface Floor {
  readonly pools: Readonly<Record<'intake' | 'dispatch' | 'sla' | 'notify', pg.Pool>>
  readonly brokers: string
  readonly prefix: string
  readonly told: Told
}
// biome-ignore lint/suspicious/noExplicitAny: the JSON that this program itself wrote
export type Said = any
export interface Event {
  readonly id: string
  readonly subject: string
  readonly sequence: number
  readonly type: string
  readonly value: Said
}
type Statement = { name?: string; text: string; values: unknown[] }

export const PLAN = { calendar: 'cn', case: { amount: 5, unit: 'WORKING_DAYS' }, triage: { amount: 5, unit: 'WORKING_DAYS' } }
export const unitOf = (area: string) =>
  `${createHash('md5')
    .update(area)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}`
/** In one order everywhere: batches of several partitions write rows of the same cases at once. */
export const lastOf = (events: readonly Event[], of: (event: Event) => string) =>
  [...new Map(events.map((event) => [of(event), event]))].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, event]) => event)

export async function write(pool: pg.Pool, statements: readonly (Statement | false)[]): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    for (const statement of statements) if (statement) await client.query(statement)
    await client.query('commit')
    client.release()
  } catch (error) {
    // A floor that falters is no floor: the bench ends with this, instead of dividing by what was left.
    console.error(error)
    process.exit(1)
  }
}
export const marks = (consumer: string, topic: string, events: readonly Event[]) =>
  table.MARKS(lastOf(events, ({ subject }) => subject).map(({ subject, sequence }) => [consumer, topic, subject, sequence]))
export const outbox = (
  prefix: string,
  source: string,
  topic: string,
  rows: readonly { subject: string; sequence: number; type: string; value: Said }[],
) =>
  table.OUTBOX(
    rows.map(({ subject, sequence, type, value }) => {
      const head = headersOf(source, uuid(), type, value.caseId, value.area)
      return [prefix + topic, value.caseId, subject, sequence, head, JSON.stringify(value)]
    }),
  )
