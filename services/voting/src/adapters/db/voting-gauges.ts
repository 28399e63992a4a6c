import { type Database, sql } from '@yiwang/database'
import { type Clock, record } from '@yiwang/service-kit'
import { isOver, STAGES } from '../../domain/decision.ts'
import { TASKS } from './tasks.repository.ts'

const OPEN_STAGES = STAGES.filter((stage) => !isOver(stage))

/** Decisions that are not over by stage, each count to 100,000; and what waits for them, its age in real seconds whatever the speed of the clock. */
export async function recordVoting(database: Database, clock: Clock): Promise<void> {
  const open = await database.rows<{ stage: string; decisions: number }>(sql`
    select stage, (select count(*)::int from (select from decision d where d.stage = s.stage limit 100000) as found) as decisions
    from unnest(${OPEN_STAGES}::text[]) as s (stage)`)
  for (const { stage, decisions } of open) record('decisions', decisions, { stage })
  const waiting = await database.rows<{ kind: string; tasks: number; seconds: number | null }>(sql`
    select kind, count(t.since)::int as tasks, extract(epoch from ${clock.now()}::timestamptz - min(t.since))::float8 as seconds
    from unnest(${TASKS}::text[]) as k (kind) left join (select kind, since from task where since <= ${clock.now()} order by since limit 10000) t using (kind)
    group by kind`)
  for (const { kind, tasks, seconds } of waiting) {
    record('tasksWaiting', tasks, { kind })
    record('tasksAge', (seconds ?? 0) / clock.speed, { kind })
  }
}
