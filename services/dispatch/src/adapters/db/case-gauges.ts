import { type Database, sql } from '@yiwang/database'
import { type Clock, record } from '@yiwang/service-kit'
import { OPEN_STATES } from '../../domain/case.ts'

const DAY_MS = 86_400_000

/** How many cases are open, due and late. Each count reads an index and ends at 100,000: beyond that the figure says "many". */
export async function recordCases(database: Database, clock: Clock): Promise<void> {
  const now = clock.now()
  const open = await database.rows<{ state: string; cases: number }>(sql`
    select state, (select count(*)::int from (select from kase where kase.state = s.state limit 100000) as found) as cases
    from unnest(${OPEN_STATES}::text[]) as s (state)`)
  for (const { state, cases } of open) record('casesOpen', cases, { state })
  record('casesLate', await falling(database, '-infinity', now))
  record('casesDue', await falling(database, now, new Date(now.getTime() + DAY_MS)))
}

/** Only of open cases: what has ended falls due never. */
async function falling(database: Database, from: Date | '-infinity', until: Date): Promise<number> {
  const row = await database.one<{ cases: number }>(sql`
    select count(*)::int as cases from (
      select from kase where due_at >= ${from}::timestamptz and due_at < ${until} limit 100000) as found`)
  return row?.cases ?? 0
}
