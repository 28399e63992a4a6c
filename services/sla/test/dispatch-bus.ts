import { readFileSync } from 'node:fs'
import { type dispatchEvents, type EventType, events, type Topic, topics } from '@yiwang/contracts'
import { connectKafka, Outbox, type OutgoingEvent, outgoing, type Relay, silentLog, silentTelemetry, startRelay } from '@yiwang/messaging'
import { emptyTestDatabase, eventually, testServers } from '@yiwang/testing'
import type { DecisionFact } from '../src/domain/decision.ts'
import type { Entry } from '../src/domain/entry.ts'
import { decisionEvent, ledgerEntry } from './desk.ts'

const messagingTables = readFileSync(new URL('../prisma/migrations/20261124000000_messaging/migration.sql', import.meta.url), 'utf8')

interface BusClock {
  now(): Date
  readonly speed: number
}

interface Emitter<Fact> {
  readonly service: 'dispatch' | 'voting'
  readonly progress: { readonly of: Topic; readonly as: EventType<typeof dispatchEvents.ProgressSchema> }
  readonly toEvent: (fact: Fact) => OutgoingEvent
}

/** What dispatch and voting are to sla: an outbox, and a relay that publishes it and tells its progress. */
async function openBus<Fact>(topicPrefix: string, clock: BusClock, { service, progress, toEvent }: Emitter<Fact>) {
  const { brokers } = await testServers()
  const { database, drop } = await emptyTestDatabase(messagingTables)
  const kafka = connectKafka({ brokers, clientId: `${service}-test` })
  const outbox = new Outbox({ source: `/districts/500105/${service}`, topicPrefix })
  let relay: Relay | undefined
  const bus = {
    /** Commits facts; they are published while the relay runs. */
    commit: (...facts: readonly Fact[]) => database.transaction((tx) => outbox.emit(tx, facts.map(toEvent))),
    startRelay() {
      relay = startRelay({
        connect: () => database.session(),
        kafka,
        outbox,
        transactional: true,
        progress: { ...progress, clock },
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

const { dispatchCase, votingDecision } = events

export const openDispatchBus = (topicPrefix: string, clock: BusClock) =>
  openBus<Entry>(topicPrefix, clock, {
    service: 'dispatch',
    progress: { of: topics.dispatchCase, as: events.dispatchProgress.advanced },
    toEvent: (entry) =>
      outgoing({
        event: dispatchCase[entry.fact as keyof typeof dispatchCase],
        key: entry.caseId,
        subject: entry.caseId,
        area: entry.area,
        at: new Date(entry.at),
        value: ledgerEntry(entry),
      }),
  })
export type DispatchBus = Awaited<ReturnType<typeof openDispatchBus>>

export const openVotingBus = (topicPrefix: string, clock: BusClock) =>
  openBus<DecisionFact>(topicPrefix, clock, {
    service: 'voting',
    progress: { of: topics.votingDecision, as: events.votingProgress.advanced },
    toEvent: (fact) =>
      outgoing({
        event: votingDecision[fact.fact as keyof typeof votingDecision],
        key: fact.decisionId,
        subject: fact.decisionId,
        area: fact.area,
        at: new Date(fact.at),
        value: decisionEvent(fact),
      }),
  })
export type VotingBus = Awaited<ReturnType<typeof openVotingBus>>

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
