import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { events } from '@yiwang/contracts'
import type { Database } from '@yiwang/database'
import { type Outbox, outgoing } from '@yiwang/messaging'
import { type Logger, record } from '@yiwang/service-kit'
import type { Channel, Delivery, Outcome } from './adapters/channels/channel.ts'
import type { DeliveryRepository, SettledDelivery } from './adapters/db/delivery.repository.ts'
import { nextAttempt } from './domain/attempts.ts'

/** How long a sender may be at a batch before another takes it over: longer than any channel's time limit. */
const LEASE_MS = 60_000
/** Whoever adds something wakes its own sender: this is for attempts that come due, and for what another process left. */
const IDLE_MS = 1_000
/** As the metric tells them apart, by the state that the delivery has afterwards. */
const OUTCOMES = { SENT: 'sent', PENDING: 'failed', DEAD: 'given-up' } as const

export interface SenderOptions {
  readonly database: Database
  readonly outbox: Outbox
  readonly deliveries: DeliveryRepository
  readonly channels: readonly Channel[]
  /** Real time: attempts and their waits are the outside world's. */
  readonly now: () => Date
  readonly log: Logger
}

/** Sends what is pending, each channel at its own pace, and settles each delivery with the event that says so. */
export class Sender {
  private readonly wakers = new Map<Channel['name'], () => void>()
  private readonly loops: Promise<void>[] = []
  /** What is on its way to a recipient of a channel that keeps them apart. */
  private readonly inHand = new Map<string, Promise<void>>()
  private stopping = false

  constructor(private readonly options: SenderOptions) {
    for (const channel of this.channels) for (const outcome of Object.values(OUTCOMES)) record('deliveries', 0, { channel, outcome })
  }

  get channels(): string[] {
    return this.options.channels.map(({ name }) => name)
  }

  now(): Date {
    return this.options.now()
  }

  /** Returns how to stop. */
  start(): () => Promise<void> {
    for (const channel of this.options.channels) this.loops.push(this.loop(channel))
    return () => this.stop()
  }

  /** The names of the channels to people or to systems. */
  channelsTo(reaches: Channel['reaches']): string[] {
    return this.options.channels.filter((channel) => channel.reaches === reaches).map(({ name }) => name)
  }

  /** Something was added for these channels: no need to wait for the next look. */
  wake(reaches: Channel['reaches']): void {
    for (const name of this.channelsTo(reaches)) this.wakers.get(name)?.()
  }

  private async stop(): Promise<void> {
    this.stopping = true
    for (const wake of this.wakers.values()) wake()
    await Promise.all(this.loops)
    await Promise.all(this.inHand.values())
    for (const channel of this.options.channels) await channel.close?.()
  }

  private async loop(channel: Channel): Promise<void> {
    let awake = Promise.withResolvers<void>()
    this.wakers.set(channel.name, () => awake.resolve())
    while (!this.stopping) {
      const asleep = awake.promise
      const sent = await this.sendDue(channel).catch((error: unknown) => {
        this.toldAgain(channel, error)
        return 0
      })
      if (sent > 0 || this.stopping) continue
      const timer = setTimeout(() => awake.resolve(), IDLE_MS)
      await asleep
      clearTimeout(timer)
      awake = Promise.withResolvers<void>()
    }
  }

  /** How many were taken up. */
  private async sendDue(channel: Channel): Promise<number> {
    const { deliveries } = this.options
    const now = this.now()
    const due = await deliveries.claim(channel.name, now, channel.batch, new Date(now.getTime() + LEASE_MS), [...this.inHand.keys()])
    if (!channel.apart && due.length > 0) await this.sendBatch(channel, due)
    else for (const [recipient, own] of Map.groupBy(due, (delivery) => delivery.recipient)) this.sendApart(channel, recipient, own)
    return due.length
  }

  /** Goes on beside the loop, which takes up nothing more for this recipient meanwhile. */
  private sendApart(channel: Channel, recipient: string, due: readonly Delivery[]): void {
    const work = this.sendBatch(channel, due)
      .catch((error: unknown) => this.toldAgain(channel, error))
      .finally(() => {
        this.inHand.delete(recipient)
        this.wakers.get(channel.name)?.()
      })
    this.inHand.set(recipient, work)
  }

  private async sendBatch(channel: Channel, due: readonly Delivery[]): Promise<void> {
    await this.settle(channel, due, await channel.deliver(due))
  }

  private toldAgain(channel: Channel, error: unknown): void {
    this.options.log.warn({ err: error, channel: channel.name }, 'deliveries wait: sending failed, it is tried again')
  }

  private async settle(channel: Channel, due: readonly Delivery[], outcomes: readonly Outcome[]): Promise<void> {
    const { database, outbox, deliveries } = this.options
    const now = this.now()
    const settled = due.map((delivery, k) => settledBy(delivery, outcomes[k]!, now))
    await database.transaction(async (tx) => {
      await deliveries.settle(tx, settled, now)
      await outbox.emit(
        tx,
        due.flatMap((delivery, k) => announcement(channel, delivery, settled[k]!)),
      )
    })
    for (const [k, { eventType: type }] of due.entries()) {
      record('deliveries', 1, { channel: channel.name, type, outcome: OUTCOMES[settled[k]!.state] })
    }
  }
}

function settledBy({ id, attempts }: Delivery, outcome: Outcome, now: Date): SettledDelivery {
  if (outcome.sent) return { id, state: 'SENT' }
  const again = outcome.final ? undefined : nextAttempt(attempts, now, Math.random())
  return again ? { id, state: 'PENDING', nextAttemptAt: again, reason: outcome.reason } : { id, state: 'DEAD', reason: outcome.reason }
}

/** sent, or failed once nothing more will be tried; what is tried again is not announced. */
function announcement(channel: Channel, delivery: Delivery, { state, reason }: SettledDelivery) {
  if (state === 'PENDING') return []
  const { id, eventId, eventType, caseId, area, recipient, template, templateVersion, at } = delivery
  return [
    outgoing({
      event: state === 'SENT' ? events.notifyDelivery.sent : events.notifyDelivery.failed,
      key: caseId ?? id,
      subject: id,
      area,
      at,
      value: {
        deliveryId: id,
        eventId,
        eventType,
        area,
        channel: channel.name,
        recipient,
        at: timestampFromDate(at),
        ...(caseId ? { caseId } : {}),
        ...(template ? { template, templateVersion: templateVersion! } : {}),
        ...(reason ? { reason } : {}),
      },
    }),
  ]
}
