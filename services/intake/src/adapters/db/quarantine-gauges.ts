import { type Database, sql } from '@yiwang/database'
import { record } from '@yiwang/service-kit'

/** What waits in quarantine, of each legacy system; the count reads an index and ends at 100,000. */
export async function recordQuarantine(database: Database): Promise<void> {
  const rows = await database.rows<{ system: string; events: number }>(sql`
    select system, (select count(*)::int from (
      select from quarantine q where q.state = 'HELD' and q.system = s.system limit 100000) as found) as events
    from (select distinct system from mapping_pack) as s`)
  for (const { system, events } of rows) record('quarantine', events, { system })
}
