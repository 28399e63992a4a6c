import type { FactoryProvider, InjectionToken, Provider } from '@nestjs/common'
import { Database } from '@yiwang/database'
import { type Kafka, Outbox, type RunningConsumer, type Subscription, startConsumer } from '@yiwang/messaging'
import { Lifecycle } from '../bootstrap/lifecycle.ts'
import { KAFKA, SERVICE, type Service } from '../bootstrap/service.ts'
import { Clock } from '../clock/clock.ts'
import { HealthRegistry, healthOf } from '../health/health-registry.ts'
import { Logger } from '../logging/logger.ts'
import { Gauges } from '../telemetry/gauges.ts'
import { record } from '../telemetry/telemetry.ts'
import { recordLag, recordParkedKeys } from './messaging-gauges.ts'
import { messagingLog, messagingTelemetry } from './messaging-telemetry.ts'

/** The service's one consumer. It starts when what consumers need is there, such as the copy of the directory. */
export class Consumers {
  private running: RunningConsumer | undefined
  private subscriptions: readonly Subscription[] = []

  constructor(private readonly start: (subscriptions: readonly Subscription[]) => RunningConsumer) {}

  /** Subscribes to these from now on; also before the start. */
  async setSubscriptions(subscriptions: readonly Subscription[]): Promise<void> {
    this.subscriptions = subscriptions
    for (const topic of this.topics) {
      for (const outcome of ['applied', 'duplicate', 'waiting', 'dead']) record('eventsConsumed', 0, { topic, outcome })
      record('consumerPauses', 0, { topic })
    }
    await this.running?.setSubscriptions(subscriptions)
  }

  begin(): void {
    this.running = this.start(this.subscriptions)
  }

  /** Without prefix. */
  get topics(): string[] {
    return this.subscriptions.map(({ topic }) => topic)
  }

  lag(): number {
    return this.running?.lag() ?? 0
  }

  health() {
    return this.running?.health() ?? { ready: false, reason: 'waits for what it needs' }
  }

  async stop(): Promise<void> {
    await this.running?.stop()
  }
}

export interface ConsumersOptions<Injected extends unknown[]> {
  /** Providers of the service, handed to `subscriptions` in this order. */
  readonly inject: InjectionToken[]
  readonly subscriptions: (...injected: Injected) => readonly Subscription[] | Promise<readonly Subscription[]>
}

const SUBSCRIPTIONS = Symbol('Subscriptions')

/** What the service consumes. Goes into its providers: `...consumers({ inject: [Projection], subscriptions: (p: Projection) => [own(…)] })`. */
export function consumers<Injected extends unknown[]>({ inject, subscriptions }: ConsumersOptions<Injected>): Provider[] {
  return [
    theConsumer,
    {
      provide: SUBSCRIPTIONS,
      inject: [Consumers, Lifecycle, ...inject],
      useFactory: async (held: Consumers, lifecycle: Lifecycle, ...injected: Injected) => {
        await held.setSubscriptions(await subscriptions(...injected))
        lifecycle.afterNeeds('consumers', () => held.begin())
      },
    },
  ]
}

const theConsumer: FactoryProvider = {
  provide: Consumers,
  inject: [SERVICE, Database, KAFKA, Outbox, Clock, Logger, HealthRegistry, Lifecycle, Gauges],
  useFactory: (
    service: Service,
    database: Database,
    kafka: Kafka,
    outbox: Outbox,
    clock: Clock,
    log: Logger,
    health: HealthRegistry,
    lifecycle: Lifecycle,
    gauges: Gauges,
  ) => {
    const held = new Consumers((subscriptions) =>
      startConsumer({
        kafka,
        group: service.name,
        gatherMs: service.gatherMs,
        database,
        outbox,
        subscriptions,
        clock,
        log: messagingLog(log),
        telemetry: messagingTelemetry(),
      }),
    )
    health.register('consumer', () => ({ ...healthOf(held.health()), lag: held.lag() }))
    gauges.register('parked keys', () => recordParkedKeys(database, service.name, held.topics))
    gauges.register('consumer lag', () => recordLag(kafka, outbox.topicPrefix, service.name, held.topics))
    lifecycle.onStop('consumers', 'consumers', () => held.stop())
    return held
  },
}
