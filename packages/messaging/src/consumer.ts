import { setTimeout as sleep } from 'node:timers/promises'
import { type Database, isSchemaBehind, isTransient, sql } from '@yiwang/database'
import { arrive, concerns } from './arrival.ts'
import { reasonOf } from './dead-letter.ts'
import { NotYetKnownError } from './event.ts'
import { Breaker, Inbox, type InboxOptions } from './inbox.ts'
import type { Consumer, Kafka, KafkaRecord, Position, Verdict } from './kafka.ts'
import { toText } from './record-text.ts'
import { ReleaseDesk } from './release-desk.ts'
import type { Subscription } from './subscription.ts'
import { deadLettersOf, ensureTopics, FOREIGN_RETENTION_MS, type TopicToEnsure } from './topics.ts'
import { wallClock } from './wall-clock.ts'

export interface ConsumerSetup extends InboxOptions {
  readonly kafka: Kafka
  /** Kafka's group and the name under which the marks are kept: the service. One consumer a group and process. */
  readonly group: string
  readonly database: Database
  readonly subscriptions: readonly Subscription[]
  readonly gatherMs?: number | undefined
}

export interface Health {
  readonly ready: boolean
  readonly reason?: string
}

/** Starts at once; the topics are made if they are missing. */
export const startConsumer = (setup: ConsumerSetup): RunningConsumer => new RunningConsumer(setup)

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5_000
const PRUNE_EVERY_MS = 3_600_000

export class RunningConsumer {
  private readonly setup: ConsumerSetup
  private readonly inbox: Inbox
  private readonly desk: ReleaseDesk
  private readonly pruning: NodeJS.Timeout
  private readonly failures = new Map<string, number>()
  private readonly positions = new Map<string, Position>()
  private subscriptions: ReadonlyMap<string, Subscription> = new Map()
  private consumer: Consumer | undefined
  private fault: string | undefined = 'not yet started'
  /** What the tables lack that the program needs. */
  private behind: string | undefined
  private stopped = false
  private turn: Promise<void>

  constructor(setup: ConsumerSetup) {
    this.setup = setup
    this.inbox = new Inbox(setup)
    this.desk = new ReleaseDesk(this.inbox, setup, () => [...this.subscriptions.values()])
    this.desk.open()
    this.pruning = setInterval(() => this.prune(), PRUNE_EVERY_MS).unref()
    this.turn = this.exchange(setup.subscriptions)
  }

  /** Goes on with these topics instead, without a restart of the process. */
  setSubscriptions(subscriptions: readonly Subscription[]): Promise<void> {
    this.turn = this.turn.then(() => this.exchange(subscriptions))
    return this.turn
  }

  /** Finishes and commits the batch in hand, leaves the group. */
  async stop(): Promise<void> {
    this.stopped = true
    this.fault = 'stopped'
    clearInterval(this.pruning)
    await this.turn
    await Promise.all([this.consumer?.close(), this.desk.close()])
  }

  health(): Health {
    const reason = this.fault ?? this.behind
    if (reason !== undefined) return { ready: false, reason }
    return this.consumer?.health() ?? { ready: false, reason: 'not yet started' }
  }

  /** How many events are known to lie before it, in all partitions. */
  lag(): number {
    return [...this.positions.values()].reduce((sum, { next, end }) => sum + Number(end - next), 0)
  }

  private async exchange(subscriptions: readonly Subscription[]): Promise<void> {
    await this.topicsThere(subscriptions)
    await this.consumer?.close()
    this.consumer = undefined
    if (this.stopped) return
    const { kafka, group, outbox, gatherMs } = this.setup
    this.subscriptions = new Map(subscriptions.map((subscription) => [outbox.topicPrefix + subscription.topic, subscription]))
    this.positions.clear()
    this.fault = undefined
    if (subscriptions.length === 0) return
    this.consumer = kafka.consume({
      group: outbox.topicPrefix + group,
      topics: [...this.subscriptions.keys()],
      ...(gatherMs !== undefined && { gatherMs }),
      singly: [...this.subscriptions].filter(([, { kind }]) => kind === 'compacted').map(([topic]) => topic),
      onRecords: (records) => this.receive(records),
      onPosition: (position) => this.noted(position),
      onAssignment: (isOwn) => this.forgetAllBut(isOwn),
    })
  }

  private async topicsThere(subscriptions: readonly Subscription[]): Promise<void> {
    const { kafka, outbox, log } = this.setup
    const topics = subscriptions.flatMap((subscription) => [toEnsure(subscription), deadLettersOf(subscription.topic)])
    while (!this.stopped) {
      try {
        return await ensureTopics(kafka, topics, outbox.topicPrefix)
      } catch (error) {
        this.fault = reasonOf(error)
        log.warn({ reason: this.fault }, 'the topics to consume are not there yet')
        await sleep(1_000)
      }
    }
  }

  private async receive(records: readonly KafkaRecord[]): Promise<Verdict> {
    const { topic, partition } = records[0]!
    const subscription = this.subscriptions.get(topic)!
    const place = `${topic}/${partition}`
    try {
      const arrivals = records.map((record) => arrive(subscription, toText(record))).filter((arrival) => concerns(subscription, arrival))
      if (arrivals.length > 0) await this.inbox.consume(subscription, partition, arrivals)
      this.failures.delete(place)
      this.behind = undefined
      return 'done'
    } catch (error) {
      return error instanceof Breaker ? this.stopBy(error) : this.pause(error, subscription, partition, place)
    }
  }

  private pause(error: unknown, { topic }: Subscription, partition: number, place: string): Verdict {
    const { log, telemetry, group } = this.setup
    const failures = (this.failures.get(place) ?? 0) + 1
    this.failures.set(place, failures)
    if (isSchemaBehind(error)) this.behind = `the tables are older than the program: ${reasonOf(error)}`
    const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures)
    const level = isTransient(error) || error instanceof NotYetKnownError ? 'warn' : 'error'
    log[level]({ topic, partition, pauseMs, reason: reasonOf(error) }, 'a batch could not be applied and is tried again')
    telemetry.paused(group, topic, partition)
    return { pauseMs }
  }

  private stopBy(breaker: Breaker): Verdict {
    this.fault = breaker.message
    this.setup.log.error({ reason: breaker.message }, 'the consumer stops: what it meets is not the fault of single events')
    // Not awaited: it waits for the batch in hand, which waits for this verdict.
    void this.consumer?.close()
    return 'stop'
  }

  /** What is another member's now is no lag of this one. */
  private forgetAllBut(isOwn: (topic: string, partition: number) => boolean): void {
    for (const [place, { topic, partition }] of this.positions) if (!isOwn(topic, partition)) this.positions.delete(place)
  }

  private noted(position: Position): void {
    const { topic, partition, next, end } = position
    const subscription = this.subscriptions.get(topic)
    this.positions.set(`${topic}/${partition}`, position)
    if (subscription?.onApplied && next >= end) void this.reachedEnd(subscription, partition, next)
  }

  /** The markers of transactions take offsets and are never delivered: only here it shows that nothing but them was left. */
  private async reachedEnd(subscription: Subscription, partition: number, next: bigint): Promise<void> {
    const isStill = () => !this.stopped && this.subscriptions.get(this.setup.outbox.topicPrefix + subscription.topic) === subscription
    while (isStill()) {
      try {
        return await this.inbox.passed(subscription, partition, next)
      } catch (error) {
        this.setup.log.warn(
          { topic: subscription.topic, partition, reason: reasonOf(error) },
          'the end of a partition could not be noted and is tried again',
        )
        await sleep(1_000)
      }
    }
  }

  /** What its topic can no longer deliver need not be remembered. */
  private prune(): void {
    const { database, group, log } = this.setup
    const before = new Date(wallClock.now().getTime() - FOREIGN_RETENTION_MS - 86_400_000)
    database
      .run(sql`delete from messaging.received where consumer = ${group} and at < ${before}`)
      .catch((error) => log.warn({ reason: reasonOf(error) }, 'old marks of foreign events could not be pruned'))
  }
}

const toEnsure = ({ topic, kind, partitions }: Subscription): TopicToEnsure => ({
  name: topic,
  partitions,
  cleanup: ({ own: 'keep', compacted: 'compact', foreign: 'month' } as const)[kind],
})
