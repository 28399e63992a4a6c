import { type Database, sql } from '@yiwang/database'
import { record } from '@yiwang/service-kit'

/** What is due and not sent, and what was given up. The counts read indexes and end at 100,000 and 1,000. */
export async function recordDeliveries(database: Database, channels: readonly string[], now: Date): Promise<void> {
  const pending = await database.rows<{ channel: string; deliveries: number }>(sql`
    select channel, (select count(*)::int from (
      select from delivery d where d.state = 'PENDING' and d.channel = c.channel and d.next_attempt_at <= ${now} limit 100000) as found) as deliveries
    from unnest(${channels}::text[]) as c (channel)`)
  for (const { channel, deliveries } of pending) record('deliveriesPending', deliveries, { channel })
  const dead = await database.one<{ deliveries: number }>(sql`
    select coalesce(sum(n), 0)::int as deliveries from webhook w cross join lateral (
      select count(*) as n from (select from delivery d where d.recipient = w.id::text and d.state = 'DEAD' limit 1000) as found) as of_webhook`)
  record('deliveriesDead', dead?.deliveries ?? 0)
}
