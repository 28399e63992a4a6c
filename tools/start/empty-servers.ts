import { setTimeout as pause } from 'node:timers/promises'
import { topics } from '@yiwang/contracts'
import type { Kafka } from '@yiwang/messaging'
import pg from 'pg'

/** What a fresh start removes from a PostgreSQL that was given: the databases of our services, and nothing else. */
export async function dropDatabases(postgres: string, services: readonly string[]): Promise<void> {
  const client = new pg.Client(postgres)
  await client.connect()
  for (const service of services) await client.query(`drop database if exists "${service}" with (force)`)
  await client.end()
}

/** What a fresh start removes from a Kafka that was given: our topics, those of the legacy systems, and their dead letters. */
export async function deleteTopics(kafka: Kafka, prefix: string): Promise<void> {
  const own = new Set(Object.values(topics).flatMap(({ name }) => [name, `${name}.dead`]))
  const isOurs = (name: string) => {
    const bare = name.slice(prefix.length)
    return name.startsWith(prefix) && (own.has(bare) || /^(inbound|outbound)\.[a-z0-9-]+\.v1(\.dead)?$/.test(bare))
  }
  await kafka.deleteTopics(isOurs)
  // Deleted first in the list and a moment later on the disk: a topic of the same name made too early would be deleted with it.
  for (let tries = 0; tries < 100 && (await kafka.partitionsOf([...own].map((name) => prefix + name))).size > 0; tries++) await pause(100)
}
