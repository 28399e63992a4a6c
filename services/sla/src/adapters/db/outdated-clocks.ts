import { Injectable } from '@nestjs/common'
import { binaryColumns, type Queryable, statement, type Transaction } from '@yiwang/database'
import type { Clock } from '../../domain/clock.ts'
import { type ClockRow, READ_COLUMNS } from './clock-row.ts'
import { FOLLOWED_TOPICS } from './sweep.ts'

/** A version of a calendar by which running clocks were derived. */
export interface Vintage {
  readonly calendar: string
  readonly version: number
}

/** From one to the next along the index: the cost follows the number of versions, not of clocks. */
const VINTAGES = statement<[]>(
  'sla-vintages',
  `with recursive vintage as (
    (select calendar, calendar_version as version from clock where stopped_at is null order by calendar, calendar_version limit 1)
    union all
    select next.* from vintage v cross join lateral (
      select calendar, calendar_version from clock
      where stopped_at is null and (calendar, calendar_version) > (v.calendar, v.version)
      order by calendar, calendar_version limit 1
    ) next
  )
  select calendar, version from vintage`,
)

/** With how far time is known on its partition. Cases with a parked key are left until it is released, as the sweep leaves them. */
const OUTDATED = statement<[calendar: string, version: number, limit: number, consumer: string, topics: string[]]>(
  'sla-outdated',
  `select ${READ_COLUMNS}, w.at as known
  from clock c join watermark w on w.part = c.part and w.at is not null
  where c.calendar = $1 and c.calendar_version = $2 and c.stopped_at is null
    and not exists (select from messaging.parked p where p.consumer = $4 and p.topic = any($5) and p.key = c.case_id::text)
  limit $3
  for update of c skip locked`,
)

const NOTE = statement(
  'sla-note-recomputation',
  `insert into recomputation (case_id, no, calendar, from_version, to_version, at, due_before, due_after)
  select * from unnest($1::uuid[], $2::smallint[], $3::text[], $4::int[], $5::int[], $6::timestamptz[], $7::timestamptz[], $8::timestamptz[])
  on conflict do nothing`,
)

const NOTE_TYPES = ['uuid', 'smallint', 'text', 'int', 'int', 'timestamptz', 'timestamptz', 'timestamptz'] as const

export type OutdatedRow = ClockRow & { readonly known: Date }

export interface Recomputed {
  readonly before: Clock
  readonly after: Clock
}

/** Clocks whose due and plans were derived from a version of a calendar that is no longer in force. */
@Injectable()
export class OutdatedClocks {
  vintages(database: Queryable): Promise<Vintage[]> {
    return database.rows<Vintage>(VINTAGES())
  }

  /** Locked; one that somebody else holds is left for the next time. */
  take(tx: Transaction, { calendar, version }: Vintage, limit: number): Promise<OutdatedRow[]> {
    return tx.rows<OutdatedRow>(OUTDATED(calendar, version, limit, 'sla', FOLLOWED_TOPICS))
  }

  /** Why a due instant moved without anybody's command. */
  async note(tx: Transaction, moved: readonly Recomputed[], at: Date): Promise<void> {
    const rows = moved.map(({ before, after }) => [
      after.caseId,
      after.no,
      after.calendar.code,
      before.calendar.version,
      after.calendar.version,
      at.getTime(),
      before.dueAt,
      after.dueAt,
    ])
    if (rows.length > 0) await tx.run(NOTE(...binaryColumns(rows, NOTE_TYPES)))
  }
}
