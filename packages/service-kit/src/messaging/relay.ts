import type { FactoryProvider, InjectionToken } from '@nestjs/common'
import { type Topic, topics } from '@yiwang/contracts'
import { Database } from '@yiwang/database'
import { ensureTopics, type Kafka, Outbox, type Rehearsal, type Relay, startRelay, type TopicToEnsure } from '@yiwang/messaging'
import { Lifecycle } from '../bootstrap/lifecycle.ts'
import { retrying } from '../bootstrap/retrying.ts'
import { KAFKA } from '../bootstrap/service.ts'
import { Clock } from '../clock/clock.ts'
import { HealthRegistry } from '../health/health-registry.ts'
import { Logger } from '../logging/logger.ts'
import { messagingLog, messagingTelemetry } from './messaging-telemetry.ts'

export interface RelayOptions {
  /** Every topic that the service emits to; made if missing. */
  readonly emits: readonly TopicToEnsure[]
  /** The topic whose progress is told to those who must not act on stale knowledge. */
  readonly progress?: Topic
  /** Where compacted topics are written. */
  readonly transactional?: boolean
  /** Faults for tests. */
  readonly rehearsal?: Rehearsal
}

const RELAY: InjectionToken = Symbol('Relay')

/** Publishes what the service's outbox holds. Goes into the providers of a service that emits. */
export function relay({ emits, progress, transactional = false, rehearsal }: RelayOptions): FactoryProvider {
  return {
    provide: RELAY,
    inject: [Database, KAFKA, Outbox, Clock, Logger, HealthRegistry, Lifecycle],
    useFactory: (
      database: Database,
      kafka: Kafka,
      outbox: Outbox,
      clock: Clock,
      log: Logger,
      health: HealthRegistry,
      lifecycle: Lifecycle,
    ) => {
      let running: Relay | undefined
      const start = async () => {
        await ensureTopics(kafka, [...emits, ...(progress ? [topics.dispatchProgress] : [])], outbox.topicPrefix)
        if (lifecycle.stopping) return
        running = startRelay({
          connect: () => database.session(),
          kafka,
          outbox,
          transactional,
          ...(progress && { progress: { topic: progress, clock } }),
          ...(rehearsal && { rehearsal }),
          log: messagingLog(log),
          telemetry: messagingTelemetry(),
        })
      }
      const started = retrying('relay', start, { log, until: () => lifecycle.stopping })
      health.register('relay', () => {
        const { ready, reason } = running?.health() ?? { ready: false, reason: 'not yet started' }
        return { ok: ready, ...(reason !== undefined && { reason }) }
      })
      lifecycle.onStop('relay', 'relay', async () => {
        await started
        await running?.stop()
      })
      return { signal: () => running?.signal() }
    },
  }
}
