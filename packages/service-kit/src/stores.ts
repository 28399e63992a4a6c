import { Database, openDatabase, sql } from '@yiwang/database'
import { connectKafka, type Kafka, Outbox } from '@yiwang/messaging'
import { Lifecycle } from './bootstrap/lifecycle.ts'
import { KAFKA, type Service } from './bootstrap/service.ts'
import { kafkaOptions } from './config/kafka-config.ts'
import { type Health, HealthRegistry } from './health/health-registry.ts'
import { outboxGauges } from './messaging/messaging-gauges.ts'
import { Gauges } from './telemetry/gauges.ts'
import { record } from './telemetry/telemetry.ts'

/** Database, outbox and the connection to Kafka, each with its check and its place in the stop. */
export function storeProviders({ name, config }: Service) {
  return [
    {
      provide: Database,
      inject: [HealthRegistry, Lifecycle, Gauges],
      useFactory: (health: HealthRegistry, lifecycle: Lifecycle, gauges: Gauges) => {
        const database = openDatabase({ url: config.DATABASE_URL, applicationName: name, max: config.DATABASE_POOL })
        health.register('database', async () => ((await database.one(sql`select 1`)) ? { ok: true } : { ok: false }))
        gauges.register('connections', () => recordConnections(database))
        gauges.register('outbox', outboxGauges(database))
        lifecycle.onStop('connections', 'database', () => database.close())
        return database
      },
    },
    {
      provide: Outbox,
      useFactory: () => new Outbox({ source: `/districts/${config.DISTRICT}/${name}`, topicPrefix: config.TOPIC_PREFIX }),
    },
    {
      provide: KAFKA,
      inject: [HealthRegistry],
      useFactory: (health: HealthRegistry) => {
        const kafka = connectKafka(kafkaOptions(config, name))
        health.register('broker', brokerCheck(kafka))
        return kafka
      },
    },
  ]
}

function recordConnections({ pool }: Database): void {
  record('databaseConnections', pool.idleCount, { 'db.client.connection.state': 'idle' })
  record('databaseConnections', pool.totalCount - pool.idleCount, { 'db.client.connection.state': 'used' })
  record('databaseWaiting', pool.waitingCount)
}

/** Asking costs a connection, so an answer holds for a while. */
const BROKER_ANSWER_HOLDS_MS = 5_000

function brokerCheck(kafka: Kafka): () => Promise<Health> {
  let answer: Promise<Health> | undefined
  let askedAt = 0
  return () => {
    if (answer && performance.now() - askedAt < BROKER_ANSWER_HOLDS_MS) return answer
    askedAt = performance.now()
    answer = kafka.partitionsOf([]).then(
      () => ({ ok: true }),
      () => {
        answer = undefined
        return { ok: false, reason: 'no Kafka broker answers' }
      },
    )
    return answer
  }
}
