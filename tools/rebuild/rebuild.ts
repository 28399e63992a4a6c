import { readFileSync } from 'node:fs'
import { topics } from '@yiwang/contracts'
import { type Database, sql } from '@yiwang/database'
import { beforeRebuild, type Kafka } from '@yiwang/messaging'

/** From which topics the state that a service can drop comes. Which tables these are stands in its prisma/rebuild.sql. */
export const rebuildable = {
  sla: [topics.dispatchCase.name, topics.votingDecision.name],
  dispatch: [topics.slaClock.name],
  intake: [topics.dispatchCase.name, topics.slaClock.name],
} as const satisfies Record<string, readonly string[]>
export type Rebuildable = keyof typeof rebuildable

export const isRebuildable = (service: string): service is Rebuildable => service in rebuildable

export interface Rebuild {
  readonly service: Rebuildable
  readonly database: Database
  readonly kafka: Kafka
  readonly topicPrefix: string
}

/**
 * Drops what a service copied from topics and lets its consumer begin again at their first record, once it is started. The marks of what was
 * applied stay under another name, so that nothing is told twice. Kafka refuses it while the service runs. Interrupted anywhere, it is run
 * again: until the transaction has committed a consumer would meet nothing but duplicates.
 */
export async function rebuild({ service, database, kafka, topicPrefix }: Rebuild): Promise<void> {
  const names: readonly string[] = rebuildable[service]
  // One that a new version of the service reads and that nobody has made yet has nothing to be read again.
  const made = await kafka.partitionsOf(names.map((topic) => topicPrefix + topic))
  for (const topic of made.keys()) await kafka.rewind(topicPrefix + service, topic)
  const drop = readFileSync(new URL(`../../services/${service}/prisma/rebuild.sql`, import.meta.url), 'utf8')
  await database.transaction(async (tx) => {
    await tx.run(sql`
      insert into messaging.consumed (consumer, topic, subject, last_sequence)
      select ${beforeRebuild(service)}, topic, subject, last_sequence from messaging.consumed where consumer = ${service} and topic = any(${names})
      on conflict (consumer, topic, subject) do update set last_sequence = greatest(messaging.consumed.last_sequence, excluded.last_sequence)`)
    await tx.run(sql`delete from messaging.consumed where consumer = ${service} and topic = any(${names})`)
    // What is parked comes again with the rest.
    await tx.run(sql`delete from messaging.parked where consumer = ${service} and topic = any(${names})`)
    await tx.client.query(drop)
  })
}
