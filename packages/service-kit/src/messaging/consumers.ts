import type { FactoryProvider, InjectionToken, Provider } from '@nestjs/common'
import { Database } from '@yiwang/database'
import { type Kafka, Outbox, type RunningConsumer, type Subscription, startConsumer } from '@yiwang/messaging'
import { Lifecycle } from '../bootstrap/lifecycle.ts'
import { KAFKA, SERVICE, type Service } from '../bootstrap/service.ts'
import { Clock } from '../clock/clock.ts'
import { HealthRegistry, healthOf } from '../health/health-registry.ts'
import { Logger } from '../logging/logger.ts'
import { messagingLog, messagingTelemetry } from './messaging-telemetry.ts'

/** The service's one consumer. It starts when what consumers need is there, such as the copy of the directory. */
export class Consumers {
  private running: RunningConsumer | undefined
  private subscriptions: readonly Subscription[] = []

  constructor(private readonly start: (subscriptions: readonly Subscription[]) => RunningConsumer) {}

  /** Subscribes to these from now on; also before the start. */
  async setSubscriptions(subscriptions: readonly Subscription[]): Promise<void> {
    this.subscriptions = subscriptions
    await this.running?.setSubscriptions(subscriptions)
  }

  begin(): void {
    this.running = this.start(this.subscriptions)
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
  inject: [SERVICE, Database, KAFKA, Outbox, Clock, Logger, HealthRegistry, Lifecycle],
  useFactory: (
    service: Service,
    database: Database,
    kafka: Kafka,
    outbox: Outbox,
    clock: Clock,
    log: Logger,
    health: HealthRegistry,
    lifecycle: Lifecycle,
  ) => {
    const held = new Consumers((subscriptions) =>
      startConsumer({
        kafka,
        group: service.name,
        database,
        outbox,
        subscriptions,
        clock,
        log: messagingLog(log),
        telemetry: messagingTelemetry(),
      }),
    )
    health.register('consumer', () => ({ ...healthOf(held.health()), lag: held.lag() }))
    lifecycle.onStop('consumers', 'consumers', () => held.stop())
    return held
  },
}
