import { topics } from '@yiwang/contracts'
import { type Statement, sql } from '@yiwang/database'
import type { SavedRecord } from './saved-record.ts'
import { type Databases, emitterOf } from './topics-of-district.ts'

interface Last {
  readonly subject: string
  readonly last: number
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Cases and clocks number their events themselves; everything else is numbered by the outbox. */
function lastOf(topic: string, prefix: string, records: readonly SavedRecord[]): Statement {
  const distinct = (values: readonly string[]) => [...new Set(values)]
  const subjects = distinct(records.map(({ subject }) => subject))
  const cases = distinct(records.map(({ key }) => key?.toString() ?? '')).filter((key) => UUID.test(key))
  switch (topic) {
    case topics.dispatchCase.name:
      return sql`select id::text as subject, seq as last from kase where id = any(${cases}::uuid[])`
    case topics.slaClock.name:
      return sql`select id::text as subject, clock_sequence as last from clock where case_id = any(${cases}::uuid[])`
    case topics.slaEscalation.name:
      return sql`select id::text as subject, escalation_sequence as last from clock where case_id = any(${cases}::uuid[])`
    default:
      return sql`select subject, last from messaging.outbox_sequence where topic = ${prefix + topic} and subject = any(${subjects}::text[])`
  }
}

/**
 * Of the records of a topic those that the restored databases know of. An event with a higher number than its service has given was said
 * after the instant to which the databases went back: it never happened. What others wrote has happened, whatever we know.
 */
export async function knownTo(
  databases: Databases,
  topic: string,
  prefix: string,
  records: readonly SavedRecord[],
): Promise<readonly SavedRecord[]> {
  const emitter = emitterOf(topic)
  if (emitter === undefined) return records
  const rows = await databases[emitter].rows<Last>(lastOf(topic, prefix, records))
  const last = new Map(rows.map((row) => [row.subject, row.last]))
  return records.filter(({ subject, sequence }) => sequence > 0 && sequence <= (last.get(subject) ?? 0))
}
