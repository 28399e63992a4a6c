import { sql } from '@yiwang/database'
import type { FollowedCase, Matter } from '../../domain/matter.ts'

/** A matter and its case, as FOLLOWED reads them. */
export interface MatterRow {
  readonly id: string
  readonly type: string
  readonly type_version: number
  readonly text: string
  readonly fields: Record<string, unknown>
  readonly area: string
  readonly lon: number | null
  readonly lat: number | null
  readonly sent_point: Matter['sentPoint'] | null
  readonly contact: Buffer | null
  readonly observed_at: Date | null
  readonly received_at: Date
  readonly reporter_kind: Matter['reporter']['kind']
  readonly reporter: string
  readonly system: string | null
  readonly source: string | null
  readonly event_id: string | null
  readonly foreign_number: string | null
  readonly pack_version: number | null
  readonly number: string | null
  readonly state: string | null
  readonly unit: string | null
  readonly case_area: string | null
  readonly due_at: Date | null
}

/** A matter and what has become of it. */
export interface FollowedMatter extends Matter {
  readonly case?: FollowedCase
}

export const FOLLOWED = sql`
  select m.id, m.type, m.type_version, m.text, m.fields, m.area, m.lon, m.lat, m.sent_point, m.contact, m.observed_at, m.received_at,
    m.reporter_kind, m.reporter, m.system, m.source, m.event_id, m.foreign_number, m.pack_version,
    c.number, c.state, c.unit, c.area as case_area, c.due_at
  from matter m left join followed_case c on c.id = m.id`

export function matterOf(row: MatterRow): FollowedMatter {
  return {
    id: row.id,
    type: row.type,
    typeVersion: row.type_version,
    text: row.text,
    fields: row.fields,
    area: row.area,
    ...(row.lon !== null && row.lat !== null && { point: { lon: row.lon, lat: row.lat } }),
    ...(row.sent_point && { sentPoint: row.sent_point }),
    ...(row.contact && { contact: row.contact }),
    ...(row.observed_at && { observedAt: row.observed_at }),
    receivedAt: row.received_at,
    reporter: { kind: row.reporter_kind, id: row.reporter },
    ...originOf(row),
    ...caseOf(row),
  }
}

function originOf(row: MatterRow): Pick<Matter, 'origin'> {
  const { system, source, event_id: eventId, foreign_number: number, pack_version: packVersion } = row
  if (system === null || source === null || eventId === null || number === null || packVersion === null) return {}
  return { origin: { system, source, eventId, number, packVersion } }
}

function caseOf(row: MatterRow): Pick<FollowedMatter, 'case'> {
  const { id, number, state, unit, case_area: area, due_at: dueAt } = row
  if (number === null || state === null || unit === null || area === null) return {}
  return { case: { id, number, state, unit, area, ...(dueAt && { dueAt }) } }
}
