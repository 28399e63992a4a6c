import { setTimeout as sleep } from 'node:timers/promises'
import { SpanKind } from '@opentelemetry/api'
import { type Database, isSchemaBehind, isTransient, type Transaction } from '@yiwang/database'
import type { Arrival } from './arrival.ts'
import { deadLetter, publicReason, reasonOf } from './dead-letter.ts'
import { NotYetKnownError, type Outgoing, PermanentError, type ReceivedEvent } from './event.ts'
import { advance, formerMarks, isRebuilding, lockOf, park, receive, standOf, type ToPark } from './inbox-store.ts'
import type { Outbox } from './outbox.ts'
import { type Placement, place } from './place.ts'
import type { Subscription } from './subscription.ts'
import type { Clock, Log, MessagingTelemetry } from './telemetry.ts'
import { causeOf } from './trace-context.ts'
import { wallClock } from './wall-clock.ts'

export interface InboxOptions {
  readonly group: string
  readonly database: Database
  readonly outbox: Outbox
  readonly clock: Pick<Clock, 'now'>
  readonly log: Log
  readonly telemetry: MessagingTelemetry
}

/** Twenty events in a row could not be applied, and nothing in between was: it is not the events that are at fault. */
export class Breaker extends Error {
  override readonly name = 'Breaker'
}

const TRIES = 5
const FIRST_RETRY_MS = 20
const DEAD_IN_A_ROW = 20
/** Deliveries that wait for what is not yet known: with the consumer's pauses about eleven seconds. */
const WAITS = 6

/** Applies batches of events to the service's database, each exactly once whatever is delivered how often. */
export class Inbox {
  private readonly options: InboxOptions
  private deadInARow = 0
  private rebuilding: Promise<boolean> | undefined
  /** How often what was waited for, by partition and reason: the next event that misses the same does not wait once more. */
  private readonly waits = new Map<string, number>()

  constructor(options: InboxOptions) {
    this.options = options
  }

  /**
   * Applies or parks every event of the batch. Throws only what is transient, waits for migrations or may soon be known, and Breaker; then some of the events may be applied, which
   * the next delivery finds to be duplicates.
   */
  async consume(subscription: Subscription, partition: number, arrivals: readonly Arrival[]): Promise<void> {
    const { telemetry, group } = this.options
    const { topic } = subscription
    const { parent, links } = causeOf(arrivals.map(({ event }) => event.headers['ce_traceparent']))
    const began = performance.now()
    await telemetry.tracer.startActiveSpan(`consume ${topic}`, { kind: SpanKind.CONSUMER, links }, parent, async (span) => {
      try {
        await this.halving(subscription, partition, arrivals)
      } catch (error) {
        span.recordException(error as Error)
        throw error
      } finally {
        span.end()
      }
    })
    telemetry.batchDuration(group, topic, (performance.now() - began) / 1_000)
  }

  /** Nothing but markers of transactions lay between what was consumed before and this offset. */
  async passed(subscription: Subscription, partition: number, nextOffset: bigint): Promise<void> {
    const { database, group } = this.options
    await database.transaction(async (tx) => subscription.onApplied?.(tx, partition, String(nextOffset)), {
      lock: lockOf(group, subscription.topic, partition),
    })
  }

  /** The batch, or its halves, left first, until the fault is alone: one bad event of 500 costs ten transactions. */
  private async halving(subscription: Subscription, partition: number, arrivals: readonly Arrival[]): Promise<void> {
    try {
      return await this.apply(subscription, partition, arrivals)
    } catch (error) {
      if (isNoFaultOfEvents(error)) throw error
      if (arrivals.length === 1) return this.insist(subscription, partition, arrivals, error)
    }
    const middle = arrivals.length >> 1
    await this.halving(subscription, partition, arrivals.slice(0, middle))
    await this.halving(subscription, partition, arrivals.slice(middle))
  }

  /** A single event that failed: what is permanent is parked at once, an unknown error after five tries, what is not yet known after some seconds. */
  private async insist(subscription: Subscription, partition: number, arrivals: readonly Arrival[], first: unknown): Promise<void> {
    const place = `${subscription.topic}/${partition}`
    let error = first
    this.waitForNews(place, error)
    for (let attempt = 1; attempt < TRIES && !isNoAccident(error); attempt++) {
      await sleep(FIRST_RETRY_MS * 2 ** attempt)
      try {
        return await this.apply(subscription, partition, arrivals)
      } catch (again) {
        if (isNoFaultOfEvents(again)) throw again
        this.waitForNews(place, again)
        error = again
      }
    }
    await this.bury(subscription, partition, arrivals, error)
  }

  /** Leaves what may soon be known to a later delivery, a bounded number of times: the partition pauses as if the database were away. */
  private waitForNews(place: string, error: unknown): void {
    if (!(error instanceof NotYetKnownError)) return
    const missing = `${place}: ${error.message}`
    const waits = this.waits.get(missing) ?? 0
    if (waits >= WAITS) return
    this.waits.set(missing, waits + 1)
    throw error
  }

  private async bury(subscription: Subscription, partition: number, arrivals: readonly Arrival[], error: unknown): Promise<void> {
    const { database, group, log, telemetry } = this.options
    const { topic } = subscription
    await database.transaction(
      async (tx) => {
        const waiting = arrivals.map((event) => ({ event, reason: reasonOf(error) }))
        const letters = await this.park(tx, subscription, partition, waiting, publicReason(error))
        await this.finish(tx, subscription, partition, arrivals, letters)
      },
      { lock: lockOf(group, topic, partition) },
    )
    for (const { record, event } of arrivals) {
      const where = { topic, partition, offset: record.offset, id: event.id, type: event.type }
      log.error({ ...where, reason: publicReason(error) }, 'an event cannot be applied; its key is parked until it is replayed or dropped')
    }
    telemetry.consumed(group, topic, 'dead', arrivals.length)
    this.deadInARow += arrivals.length
    if (this.deadInARow >= DEAD_IN_A_ROW) throw new Breaker(`${this.deadInARow} in a row: ${publicReason(error)}`)
  }

  private async apply(subscription: Subscription, partition: number, arrivals: readonly Arrival[]): Promise<void> {
    const { database, group, telemetry } = this.options
    const { topic } = subscription
    const { fresh, waiting } = await database.transaction(
      async (tx) => {
        const placement = await this.placed(tx, subscription, arrivals, false)
        const outgoing = await this.handle(tx, subscription, placement)
        const letters = placement.waiting.length === 0 ? [] : await this.park(tx, subscription, partition, placement.waiting)
        await this.finish(tx, subscription, partition, arrivals, [...outgoing, ...letters])
        return placement
      },
      { lock: lockOf(group, topic, partition) },
    )
    if (fresh.length > 0) this.deadInARow = 0
    telemetry.consumed(group, topic, 'applied', fresh.length)
    telemetry.consumed(group, topic, 'waiting', waiting.length)
    telemetry.consumed(group, topic, 'duplicate', arrivals.length - fresh.length - waiting.length)
  }

  /** Under the partition's lock: what is new, what waits. Events that are released do not wait behind their own key. */
  async placed(tx: Transaction, subscription: Subscription, arrivals: readonly Arrival[], released: boolean): Promise<Placement<Arrival>> {
    const { group } = this.options
    const { topic, kind, only } = subscription
    const keys = released ? [] : distinct(arrivals.map(({ key }) => key))
    const subjects = kind === 'foreign' ? [] : distinct(arrivals.map(({ subject }) => subject))
    const { marks, parked } = await standOf(tx, group, topic, subjects, keys)
    const placement = place(arrivals, marks, parked, kind === 'own' && !only)
    if (kind !== 'foreign') return placement
    return { ...placement, fresh: await receive(tx, group, topic, placement.fresh, wallClock.now()) }
  }

  /** Writes the marks of what is new and applies it. */
  async handle(tx: Transaction, { topic, handler }: Subscription, { fresh, advanced }: Placement<Arrival>): Promise<readonly Outgoing[]> {
    if (fresh.length === 0) return []
    const faulty = fresh.find(({ fault }) => fault !== undefined)
    if (faulty) throw new PermanentError(faulty.fault)
    const events = await this.withRepeated(tx, topic, fresh)
    const marked = advanced.size > 0 ? tx.run(advance(this.options.group, topic, advanced)) : Promise.resolve(0)
    // Sent together with the handler's first statement. Where it fails, what the handler meets is only the consequence.
    marked.catch(() => {})
    const outgoing = await handler(tx, events).catch(async (error) => {
      await marked
      throw error
    })
    await marked
    return outgoing ?? []
  }

  /** While state is rebuilt: which events were applied once before. A rebuild begins while the consumer stands, so it is asked once. */
  private async withRepeated(tx: Transaction, topic: string, fresh: readonly Arrival[]): Promise<ReceivedEvent[]> {
    const { group, database } = this.options
    this.rebuilding ??= isRebuilding(database, group).catch((error) => {
      this.rebuilding = undefined
      throw error
    })
    if (!(await this.rebuilding)) return fresh.map(({ event }) => event)
    const former = await formerMarks(tx, group, topic, distinct(fresh.map(({ subject }) => subject)))
    return fresh.map(({ event, subject, sequence }) => ({ ...event, repeated: sequence > 0 && sequence <= (former.get(subject) ?? 0) }))
  }

  /** Parks, and returns the dead letters of what parks its key. */
  private async park(tx: Transaction, { topic }: Subscription, partition: number, waiting: readonly ToPark[], reason?: string) {
    const { group, clock } = this.options
    const at = clock.now()
    const parked = await park(tx, group, topic, partition, waiting, at)
    return parked.filter((one) => one.reason !== null).map((one) => deadLetter(group, topic, { ...one, reason: reason ?? one.reason }, at))
  }

  private async finish(
    tx: Transaction,
    subscription: Subscription,
    partition: number,
    arrivals: readonly Arrival[],
    out: readonly Outgoing[],
  ) {
    const nextOffset = BigInt(arrivals.at(-1)!.record.offset) + 1n
    await subscription.onApplied?.(tx, partition, String(nextOffset))
    await this.options.outbox.emit(tx, out)
  }
}

/** It passes by itself, or once the migrations have run. */
const isNoFaultOfEvents = (error: unknown): boolean => isTransient(error) || isSchemaBehind(error)

/** Trying again at once would meet the same. */
const isNoAccident = (error: unknown): boolean => error instanceof PermanentError || error instanceof NotYetKnownError

const distinct = (texts: readonly string[]): string[] => [...new Set(texts)]
