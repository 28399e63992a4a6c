import { type Queryable, sql } from '@yiwang/database'
import type { Sealing } from '@yiwang/service-kit'
import type { Original } from '../../domain/inbound/arrival.ts'
import { eventData } from '../../domain/inbound/event-data.ts'
import type { Held } from '../../domain/inbound/sort-arrivals.ts'
import { Refusal, type RefusalReason } from '../../domain/pack/refusal.ts'
import { openOriginal } from '../sealed-columns.ts'

export type QuarantineState = 'HELD' | 'REPLAYED'

/** An entry of the quarantine without its original. */
export interface QuarantineEntry {
  readonly id: string
  readonly system: string
  readonly source: string
  readonly eventId: string
  readonly number?: string
  readonly reason: RefusalReason
  readonly pointer: string
  readonly detail: string
  readonly state: QuarantineState
  readonly receivedAt: Date
  readonly replayedAt?: Date
  readonly matter?: string
}
export type WholeQuarantineEntry = QuarantineEntry & { readonly original: Original; readonly area: string }

interface Row {
  readonly id: string
  readonly system: string
  readonly source: string
  readonly event_id: string
  readonly number: string | null
  readonly reason: RefusalReason
  readonly pointer: string
  readonly detail: string
  readonly state: QuarantineState
  readonly received_at: Date
  readonly replayed_at: Date | null
  readonly matter: string | null
}
type WholeRow = Row & { readonly original: Original | null; readonly sealed_original: Buffer | null; readonly area: string }

const COLUMNS = sql`id, system, source, event_id, number, reason, pointer, detail, state, received_at, replayed_at, matter`

export interface QuarantineQuery {
  readonly system?: string | undefined
  readonly state?: QuarantineState | undefined
  readonly before?: string | undefined
  readonly limit: number
}

/** Newest first. */
export async function listQuarantine(db: Queryable, { system, state, before, limit }: QuarantineQuery): Promise<QuarantineEntry[]> {
  const rows = await db.rows<Row>(sql`
    select ${COLUMNS} from quarantine where true
    ${system === undefined ? sql`` : sql`and system = ${system}`} ${state === undefined ? sql`` : sql`and state = ${state}`}
    ${before === undefined ? sql`` : sql`and id < ${before}`} order by id desc limit ${limit}`)
  return rows.map(entryOf)
}

export async function findQuarantined(db: Queryable, sealing: Sealing, id: string): Promise<WholeQuarantineEntry | undefined> {
  const row = await db.one<WholeRow>(sql`select ${COLUMNS}, original, sealed_original, area from quarantine where id = ${id}`)
  return row && wholeEntryOf(row, sealing)
}

/** What waits for the create of one of these numbers, oldest first. */
export async function waitingFor(
  tx: Queryable,
  sealing: Sealing,
  system: string,
  numbers: readonly string[],
): Promise<Map<string, Held[]>> {
  const rows = await tx.rows<WholeRow & { waits_for: string }>(sql`
    select w.number as waits_for, q.* from waiting w join quarantine q on q.id = w.quarantine
    where w.system = ${system} and w.number = any(${numbers}) and q.state = 'HELD' order by q.id`)
  const byNumber = new Map<string, Held[]>()
  for (const row of rows) {
    byNumber.set(row.waits_for, [...(byNumber.get(row.waits_for) ?? []), heldOf(wholeEntryOf(row, sealing))])
  }
  return byNumber
}

/** An entry as the sorting knows it. */
export function heldOf(entry: WholeQuarantineEntry): Held {
  const { id, system, source, eventId, receivedAt, original, reason, pointer, detail } = entry
  return {
    id,
    arrival: { system, source, eventId, receivedAt, original, data: eventData(original) },
    refusal: new Refusal(reason, pointer, detail),
  }
}

function wholeEntryOf(row: WholeRow, sealing: Sealing): WholeQuarantineEntry {
  // The database has neither only if somebody wrote there by hand.
  const original = row.sealed_original ? openOriginal(sealing, row.id, row.sealed_original) : row.original!
  return { ...entryOf(row), original, area: row.area }
}

const entryOf = (row: Row): QuarantineEntry => ({
  id: row.id,
  system: row.system,
  source: row.source,
  eventId: row.event_id,
  ...(row.number !== null && { number: row.number }),
  reason: row.reason,
  pointer: row.pointer,
  detail: row.detail,
  state: row.state,
  receivedAt: row.received_at,
  ...(row.replayed_at && { replayedAt: row.replayed_at }),
  ...(row.matter !== null && { matter: row.matter }),
})
