import { readFileSync } from 'node:fs'
import { events, topics } from '@yiwang/contracts'
import { connectKafka, Outbox, outgoing, type Relay, silentLog, silentTelemetry, startRelay } from '@yiwang/messaging'
import { emptyTestDatabase, eventually, testServers } from '@yiwang/testing'
import type { Entry } from '../src/domain/entry.ts'
import { ledgerEntry } from './desk.ts'

const messagingTables = readFileSync(new URL('../prisma/migrations/20261124000000_messaging/migration.sql', import.meta.url), 'utf8')

interface BusClock {
  now(): Date
  readonly speed: number
}

/** What dispatch is to sla: an outbox, and a relay that publishes it and tells its progress. */
export async function openDispatchBus(topicPrefix: string, clock: BusClock) {
  const { brokers } = await testServers()
  const { database, drop } = await emptyTestDatabase(messagingTables)
  const kafka = connectKafka({ brokers, clientId: 'dispatch-test' })
  const outbox = new Outbox({ source: '/districts/500105/dispatch', topicPrefix })
  const { dispatchCase } = events
  let relay: Relay | undefined
  const bus = {
    /** Commits entries; they are published while the relay runs. */
    commit: (...entries: readonly Entry[]) =>
      database.transaction((tx) =>
        outbox.emit(
          tx,
          entries.map((entry) =>
            outgoing({
              event: dispatchCase[entry.fact as keyof typeof dispatchCase],
              key: entry.caseId,
              subject: entry.caseId,
              area: entry.area,
              at: new Date(entry.at),
              value: ledgerEntry(entry),
            }),
          ),
        ),
      ),
    startRelay() {
      relay = startRelay({
        connect: () => database.session(),
        kafka,
        outbox,
        transactional: true,
        progress: { of: topics.dispatchCase, as: events.dispatchProgress.advanced, clock },
        log: silentLog,
        telemetry: silentTelemetry,
      })
    },
    async stopRelay() {
      await relay?.stop()
      relay = undefined
    },
    async close() {
      await bus.stopRelay()
      await drop()
    },
  }
  return bus
}
export type DispatchBus = Awaited<ReturnType<typeof openDispatchBus>>

/** Collects what is published on topics of sla, from now on. */
export async function listen(topicPrefix: string, names: readonly string[]) {
  const { brokers } = await testServers()
  const kafka = connectKafka({ brokers, clientId: 'listener' })
  const heard: { topic: string; headers: Record<string, string>; value: Record<string, unknown>; heardAt: number }[] = []
  const consumer = kafka.consume({
    group: `${topicPrefix}listener`,
    topics: names.map((name) => topicPrefix + name),
    commit: false,
    async onRecords(records) {
      for (const { topic, headers, value } of records) {
        const texts = Object.fromEntries(Object.entries(headers).map(([name, bytes]) => [name, bytes.toString()]))
        heard.push({ topic: topic.slice(topicPrefix.length), headers: texts, value: JSON.parse(String(value)), heardAt: performance.now() })
      }
      return 'done'
    },
  })
  await eventually(() => {
    if (!consumer.health().ready) throw new Error('not yet a member')
  })
  return { heard, close: () => consumer.close() }
}
