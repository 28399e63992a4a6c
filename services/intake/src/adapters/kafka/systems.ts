import { inboundTopic, outboundTopic, topics } from '@yiwang/contracts'
import { Database } from '@yiwang/database'
import { ensureTopics, foreign, foreignTopic, type Handler, type Kafka, own, type Subscription } from '@yiwang/messaging'
import { Clock, Consumers, Logger } from '@yiwang/service-kit'
import { FollowCasesService } from '../../follow-cases.service.ts'
import { InboundService } from '../../inbound.service.ts'
import { systemsWithPack } from '../db/packs.repository.ts'
import { arrivalOf } from './arrival-of.ts'

/** Packs that another process imported are seen within this. */
const LOOK_EVERY_MS = 2_000

export interface SystemsParts {
  readonly kafka: Kafka
  readonly topicPrefix: string
  readonly database: Database
  readonly consumers: Pick<Consumers, 'setSubscriptions'>
  readonly inbound: InboundService
  readonly cases: FollowCasesService
  readonly clock: Clock
  readonly log: Logger
}

/** The legacy systems that have a pack: their topics exist and are consumed, from the import of the first version on. */
export class Systems {
  private subscribed: readonly string[] = []
  private readonly prepared = new Set<string>()
  private looking: Promise<void> | undefined
  private lookAgain = false

  constructor(private readonly parts: SystemsParts) {}

  /** Their topics, before anybody is told that the pack is there. */
  async prepare(system: string): Promise<void> {
    const { kafka, topicPrefix } = this.parts
    await ensureTopics(kafka, [foreignTopic(inboundTopic(system)), foreignTopic(outboundTopic(system))], topicPrefix)
    this.prepared.add(system)
  }

  /** What the service consumes at its start. While the database is away that is less; looking again makes up for it. */
  async subscriptions(): Promise<Subscription[]> {
    this.subscribed = await this.systemsNow()
    return this.subscriptionsTo(this.subscribed)
  }

  /** Subscribes to what has a pack now. */
  async refresh(): Promise<void> {
    this.lookAgain = true
    this.looking ??= this.look().finally(() => {
      this.looking = undefined
    })
    await this.looking
  }

  /** Looks for packs of other processes; returns how to stop. */
  follow(): () => void {
    void this.refresh()
    const timer = setInterval(() => void this.refresh(), LOOK_EVERY_MS)
    return () => clearInterval(timer)
  }

  private async look(): Promise<void> {
    while (this.lookAgain) {
      this.lookAgain = false
      const systems = await this.systemsNow()
      await this.prepareAll(systems)
      if (systems.join() === this.subscribed.join()) continue
      this.subscribed = systems
      await this.parts.consumers.setSubscriptions(this.subscriptionsTo(systems))
      this.parts.log.info({ systems }, 'consuming what these legacy systems write')
    }
  }

  /** Once a process: the broker may be another one than that of the import, and a missing topic would hold up all that intake emits. */
  private async prepareAll(systems: readonly string[]): Promise<void> {
    for (const system of systems.filter((one) => !this.prepared.has(one))) {
      await this.prepare(system).catch((error: unknown) =>
        this.parts.log.warn({ err: error, system }, 'the topics of a legacy system are not there yet; looking again soon'),
      )
    }
  }

  private async systemsNow(): Promise<readonly string[]> {
    try {
      return await systemsWithPack(this.parts.database)
    } catch (error) {
      this.parts.log.warn({ err: error }, 'the mapping packs could not be read; looking again soon')
      return this.subscribed
    }
  }

  private subscriptionsTo(systems: readonly string[]): Subscription[] {
    const { cases } = this.parts
    return [
      own(topics.dispatchCase, cases.applyEntries),
      own(topics.slaClock, cases.applyClocks),
      ...systems.map((system) => foreign(inboundTopic(system), this.handlerOf(system))),
    ]
  }

  private handlerOf(system: string): Handler {
    const { inbound, clock } = this.parts
    return (tx, received) => {
      const now = clock.now()
      return inbound.take(
        tx,
        system,
        received.map((event) => arrivalOf(system, event, now)),
      )
    }
  }
}
