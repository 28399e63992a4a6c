import { Injectable } from '@nestjs/common'
import { Database, type Statement, sql } from '@yiwang/database'
import type { CalendarContent } from '../../domain/district.ts'
import type { PlannedType } from './import/wanted-rows.ts'

export interface VersionOf<Content> {
  readonly code: string
  readonly version: number
  readonly content: Content
  readonly since: Date
  readonly retiredAt: Date | null
}
export interface TypeFilter {
  /** Types of the district and of the street in which this area lies. */
  readonly area?: string | undefined
  readonly category?: string | undefined
}

const columns = sql`code, version, content, since, retired_at as "retiredAt"`

/** Types of matter and calendars: the newest version that is in force, or any by its number. */
@Injectable()
export class VersionsRepository {
  constructor(private readonly database: Database) {}

  types({ area, category }: TypeFilter, after: string, limit: number): Promise<VersionOf<PlannedType>[]> {
    const street = area === undefined ? sql`` : sql`and (content->>'street' is null or starts_with(${area}, content->>'street'))`
    const ofCategory = category === undefined ? sql`` : sql`and content->>'category' = ${category}`
    return this.#current(sql`matter_type`, after, limit, sql`${street} ${ofCategory}`)
  }

  calendars(after: string, limit: number): Promise<VersionOf<CalendarContent>[]> {
    return this.#current(sql`calendar`, after, limit, sql``)
  }

  /** All versions, the newest first. */
  typeVersions(code: string): Promise<VersionOf<PlannedType>[]> {
    return this.database.rows(sql`select ${columns} from matter_type where code = ${code} order by version desc`)
  }

  calendarVersions(code: string): Promise<VersionOf<CalendarContent>[]> {
    return this.database.rows(sql`select ${columns} from calendar where code = ${code} order by version desc`)
  }

  #current<Content>(table: Statement, after: string, limit: number, filter: Statement): Promise<VersionOf<Content>[]> {
    return this.database.rows(sql`select * from (
        select distinct on (code) ${columns} from ${table} where retired_at is null and code > ${after} order by code, version desc
      ) newest where true ${filter} order by code limit ${limit}`)
  }
}
