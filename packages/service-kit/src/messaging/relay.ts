import type { FactoryProvider, InjectionToken } from '@nestjs/common'
import { Database } from '@yiwang/database'
import { ensureTopics, type Kafka, Outbox, type ProgressOptions, type Relay, startRelay, type TopicToEnsure } from '@yiwang/messaging'
import { Lifecycle } from '../bootstrap/lifecycle.ts'
import { retrying } from '../bootstrap/retrying.ts'
import { KAFKA } from '../bootstrap/service.ts'
import { Clock } from '../clock/clock.ts'
import { HealthRegistry, healthOf } from '../health/health-registry.ts'
import { Logger } from '../logging/logger.ts'
import { record } from '../telemetry/telemetry.ts'
import { messagingLog, messagingTelemetry } from './messaging-telemetry.ts'

export interface RelayOptions {
  /** Every topic that the service emits to; made if missing. */
  readonly emits: readonly TopicToEnsure[]
  /** The topic whose progress is told to those who must not act on stale knowledge, and as what. */
  readonly progress?: Omit<ProgressOptions, 'clock'>
  /** How long what it has to say may gather, in ms; a moment, unless nobody waits for it. */
  readonly gatherMs?: number
}

const RELAY: InjectionToken = Symbol('Relay')
const NEEDS = [Database, KAFKA, Outbox, Clock, Logger, HealthRegistry, Lifecycle] as const
type Needs = [Database, Kafka, Outbox, Clock, Logger, HealthRegistry, Lifecycle]

/** Publishes what the service's outbox holds. Goes into the providers of a service that emits. */
export function relay(options: RelayOptions): FactoryProvider {
  return { provide: RELAY, inject: [...NEEDS], useFactory: (...needs: Needs) => new ServiceRelay(options, ...needs) }
}

class ServiceRelay {
  private running: Relay | undefined

  constructor(
    private readonly options: RelayOptions,
    private readonly database: Database,
    private readonly kafka: Kafka,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly log: Logger,
    health: HealthRegistry,
    private readonly lifecycle: Lifecycle,
  ) {
    health.register('relay', () => healthOf(this.running?.health()))
    lifecycle.onStop('relay', 'relay', () => this.running?.stop())
    void retrying('relay', () => this.start(), { log, until: () => lifecycle.stopping })
  }

  private async start(): Promise<void> {
    const { emits, progress, gatherMs } = this.options
    for (const { name: topic } of emits) for (const metric of ['eventsPublished', 'eventsRefused'] as const) record(metric, 0, { topic })
    await ensureTopics(this.kafka, [...emits, ...(progress ? [progress.as.topic] : [])], this.outbox.topicPrefix)
    if (this.lifecycle.stopping) return
    this.running = startRelay({
      connect: () => this.database.session(),
      kafka: this.kafka,
      outbox: this.outbox,
      // Compaction would keep the late record of a leader that stood still.
      transactional: emits.some(({ cleanup }) => cleanup === 'compact'),
      ...(progress && { progress: { ...progress, clock: this.clock } }),
      gatherMs,
      log: messagingLog(this.log),
      telemetry: messagingTelemetry(this.outbox.topicPrefix),
    })
  }
}
