import { type Database, sql } from '@yiwang/database'
import { type Clock, record } from '@yiwang/service-kit'
import { FIRST_PART_OF_DECISIONS } from '../../domain/parts.ts'

/** How late the sweep is, and how old what sla knows: in real seconds, whatever the speed of the clock. */
export async function recordTime(database: Database, clock: Clock): Promise<void> {
  const now = clock.now()
  const late = await database.one<{ seconds: number | null }>(sql`
    select extract(epoch from ${now}::timestamptz - min(c.next_fire_at))::float8 as seconds
    from watermark w cross join lateral (
      select next_fire_at from clock where part = w.part and next_fire_at <= ${now} order by next_fire_at limit 1
    ) c`)
  const known = await database.rows<{ source: string; seconds: number | null }>(sql`
    select case when part < ${FIRST_PART_OF_DECISIONS} then 'dispatch' else 'voting' end as source,
      extract(epoch from ${now}::timestamptz - min(at))::float8 as seconds
    from watermark group by 1`)
  record('sweepLateness', (late?.seconds ?? 0) / clock.speed)
  for (const { source, seconds } of known) record('watermarkAge', Math.max(0, seconds ?? 0) / clock.speed, { source })
}
