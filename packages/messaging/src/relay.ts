import { setTimeout as sleep } from 'node:timers/promises'
import { SpanKind } from '@opentelemetry/api'
import type pg from 'pg'
import { Alarm } from './alarm.ts'
import type { Health } from './consumer.ts'
import { reasonOf } from './dead-letter.ts'
import { type Kafka, type Producer, RefusedRecord } from './kafka.ts'
import type { Outbox } from './outbox.ts'
import { Progress, type ProgressOptions } from './progress.ts'
import { LEASE_MS, type OutboxRow, RelaySession, type Taken, toRecordToSend } from './relay-session.ts'
import type { Log, MessagingTelemetry } from './telemetry.ts'
import { causeOf } from './trace-context.ts'

export interface RelaySetup {
  /** A session of its own, not from a pool: `() => database.session()`. */
  connect(): Promise<pg.Client>
  readonly kafka: Kafka
  readonly outbox: Outbox
  /** Where compacted topics are written: compaction would keep the late record of a leader that stood still. */
  readonly transactional?: boolean
  readonly progress?: ProgressOptions
  /** How long rows may gather while it keeps pace, in ms: a batch of one costs as much as one of fifty. */
  readonly gatherMs?: number | undefined
  readonly log: Log
  readonly telemetry: MessagingTelemetry
  readonly rehearsal?: Rehearsal
}

/** For tests that want faults: given by who composes the service, never by configuration. */
export interface Rehearsal {
  /** Publishes every batch this many times. */
  readonly copies?: number
  /** Called with each batch at these points; may wait or throw. */
  at?(point: 'read' | 'checked' | 'sent', rows: readonly OutboxRow[]): Promise<void>
}

const LIMIT = 500
const GATHER_MS = 20
const STANDBY_MS = 1_000
const SHORTEST_POLL_MS = 5
const LONGEST_POLL_MS = 250
const AFTER_FAULT_MS = 300
const AFTER_FAILED_SEND_MS = 200

/** Publishes what stands in the outbox, and deletes it once it is acknowledged. One of a service's processes leads, the others stand by. */
export const startRelay = (setup: RelaySetup): Relay => new Relay(setup)

export class Relay {
  private readonly setup: RelaySetup
  private readonly alarm = new Alarm()
  private readonly progress: Progress | undefined
  private readonly forgetSignal: () => void
  private readonly done: Promise<void>
  private producer: Producer | undefined
  private fault: string | undefined = 'not yet started'
  private leads = false
  private stopping = false

  constructor(setup: RelaySetup) {
    if (setup.transactional && setup.progress) {
      // Safe, but late: no consumer ever sees the offset of a transaction's marker, so after a start it waits for the next event.
      setup.log.warn({ topic: setup.progress.of.name }, 'progress of a topic that is published in transactions lags behind')
    }
    this.setup = setup
    this.progress = setup.progress && new Progress(setup.progress, setup.outbox)
    this.forgetSignal = setup.outbox.onSignal(() => this.signal())
    this.done = this.run()
  }

  signal(): void {
    this.alarm.ring()
  }

  /** Finishes the batch in hand and gives up the leadership. */
  async stop(): Promise<void> {
    this.stopping = true
    this.forgetSignal()
    this.alarm.ring()
    await this.done
  }

  /** Ready while it publishes, or stands by for another that does. */
  health(): Health & { readonly leading: boolean } {
    return this.fault === undefined ? { ready: true, leading: this.leads } : { ready: false, leading: this.leads, reason: this.fault }
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      let session: RelaySession | undefined
      try {
        session = new RelaySession(await this.setup.connect())
        await this.lead(session)
      } catch (error) {
        this.stumbled(error, 'the relay lost its leadership')
      } finally {
        this.leading(false)
        await Promise.all([session?.end(), this.closeProducer()])
      }
      if (!this.stopping) await this.alarm.wait(AFTER_FAULT_MS)
    }
    this.fault = 'stopped'
  }

  private async lead(session: RelaySession): Promise<void> {
    await session.prepare()
    while (!this.stopping && !(await session.tryToLead())) {
      this.fault = undefined
      await this.alarm.wait(STANDBY_MS)
    }
    if (this.stopping) return
    this.leading(true)
    await this.progress?.begin(this.setup.kafka)
    let limit = LIMIT
    let pollMs = SHORTEST_POLL_MS
    while (!this.stopping) {
      // Before the read: a read that succeeds proves that the lock was held after the epoch was claimed.
      this.producer ??= await this.openProducer()
      const asOf = await this.instantToTell(session)
      const readAt = performance.now()
      const taken = await session.read(limit)
      if (taken.rows.length > 0) {
        limit = await this.publish(session, taken, limit, readAt)
        pollMs = SHORTEST_POLL_MS
      } else {
        this.fault = undefined
      }
      if (taken.complete && asOf && this.producer) await this.progress?.tell(this.producer, asOf)
      if (taken.rows.length > 0 && taken.complete) {
        await sleep(Math.max(0, (this.setup.gatherMs ?? GATHER_MS) - (performance.now() - readAt)))
      } else if (taken.rows.length === 0) {
        const signalled = await this.alarm.wait(this.atMost(pollMs))
        pollMs = signalled ? SHORTEST_POLL_MS : Math.min(pollMs * 2, LONGEST_POLL_MS)
      }
    }
  }

  /** Returns how many rows the next read may take. After any fault the producer is gone: it would acknowledge what is not stored. */
  private async publish(session: RelaySession, { rows }: Taken, limit: number, readAt: number): Promise<number> {
    const { log, telemetry, rehearsal } = this.setup
    await rehearsal?.at?.('read', rows)
    session.assertAlive()
    if (performance.now() - readAt > LEASE_MS / 2) throw new Error('the batch is stale: the process stood still')
    await rehearsal?.at?.('checked', rows)
    try {
      await this.send(rows)
    } catch (error) {
      await this.closeProducer()
      if (error instanceof RefusedRecord) return this.narrowDown(session, rows, error)
      this.stumbled(error, 'a batch could not be published')
      await this.alarm.wait(AFTER_FAILED_SEND_MS)
      return limit
    }
    await rehearsal?.at?.('sent', rows)
    const forgotten = await session.forget(rows)
    if (forgotten !== rows.length) log.warn({ published: rows.length, forgotten }, 'another leader was at work')
    this.fault = undefined
    for (const [topic, group] of Map.groupBy(rows, (row) => row.topic)) telemetry.published(topic, group.length)
    return Math.min(LIMIT, limit * 2)
  }

  private async send(rows: readonly OutboxRow[]): Promise<void> {
    const { telemetry, rehearsal } = this.setup
    const { parent, links } = causeOf(rows.map((row) => row.headers['ce_traceparent']))
    await telemetry.tracer.startActiveSpan('publish', { kind: SpanKind.PRODUCER, links }, parent, async (span) => {
      try {
        for (let copy = 0; copy < (rehearsal?.copies ?? 1); copy++) {
          const written = await this.producer!.send(rows.map(toRecordToSend))
          this.progress?.published(written)
        }
      } catch (error) {
        span.recordException(error as Error)
        throw error
      } finally {
        span.end()
      }
    })
  }

  /** Half of the batch next time, until the refused row is alone. It stays, and the read passes over its key. */
  private async narrowDown(session: RelaySession, rows: readonly OutboxRow[], refusal: RefusedRecord): Promise<number> {
    const [first] = rows
    if (rows.length > 1 || !first) return Math.max(1, rows.length >> 1)
    await session.refuse(first, refusal.message)
    const { id, topic, key, subject, sequence } = first
    this.setup.log.error(
      { id, topic, key, subject, sequence, reason: refusal.message },
      'the broker refuses a row; its key waits until it is repaired',
    )
    this.setup.telemetry.refused(topic)
    return LIMIT
  }

  /** Before the read, like the look for refused rows: a row that somebody repairs meanwhile is then found by the read. */
  private async instantToTell(session: RelaySession): Promise<Date | undefined> {
    const { progress } = this
    if (!progress || progress.dueInMs() > 0 || (await session.holdsRefused(progress.topic))) return undefined
    return progress.asOf()
  }

  /** Not beyond the instant at which progress is to be told; one that cannot be told now is no reason to look more often. */
  private atMost(pollMs: number): number {
    const dueInMs = this.progress?.dueInMs() ?? 0
    return dueInMs > 0 ? Math.min(pollMs, dueInMs) : pollMs
  }

  private openProducer(): Promise<Producer> {
    const { kafka, outbox, transactional } = this.setup
    return kafka.openProducer(transactional ? { transactionalId: `relay:${outbox.topicPrefix}${outbox.source}` } : {})
  }

  private async closeProducer(): Promise<void> {
    const producer = this.producer
    this.producer = undefined
    await producer?.close().catch(() => {})
  }

  private leading(leads: boolean): void {
    if (leads !== this.leads) this.setup.log.info({ leads }, leads ? 'the relay leads' : 'the relay leads no more')
    this.leads = leads
    this.setup.telemetry.leading(leads)
  }

  private stumbled(error: unknown, message: string): void {
    this.fault = reasonOf(error)
    this.setup.log.warn({ reason: this.fault }, message)
  }
}
