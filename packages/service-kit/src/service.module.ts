import { type DynamicModule, Module, type Provider, StandardSchemaValidationPipe } from '@nestjs/common'
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core'
import { Lifecycle } from './bootstrap/lifecycle.ts'
import { CONFIG, SERVICE, type Service } from './bootstrap/service.ts'
import { Clock, clockFrom } from './clock/clock.ts'
import type { BaseConfig } from './config/base-config.ts'
import { ProblemFilter } from './errors/problem.filter.ts'
import { RequestError } from './errors/request-problems.ts'
import { faultsOf } from './errors/schema-faults.ts'
import { HealthRegistry } from './health/health-registry.ts'
import { PageTokens } from './http/page.ts'
import { RequestsInFlight } from './http/requests-in-flight.ts'
import { STAFF_SOURCE, type StaffSource } from './identity/actor.ts'
import { ActorResolver } from './identity/actor-resolver.ts'
import { IdentityGuard } from './identity/identity.guard.ts'
import { Issuer } from './identity/issuer.ts'
import { ServiceToken } from './identity/service-token.ts'
import { TokenVerifier } from './identity/token-verifier.ts'
import { createLogger, Logger } from './logging/logger.ts'
import { storeProviders } from './stores.ts'
import { Gauges } from './telemetry/gauges.ts'
import { processGauges } from './telemetry/process-gauges.ts'

/** What every service stands on, global: clock, logger, health, identity, problems, pages, database, outbox, Kafka. */
@Module({})
export class ServiceModule {
  static forRoot(service: Service): DynamicModule {
    const providers = [...standing(service), ...identity(service.config), ...(service.stores === false ? [] : storeProviders(service))]
    return {
      module: ServiceModule,
      global: true,
      providers: [...providers, ...atEveryEdge(service)],
      exports: providers.map(({ provide }) => provide),
    }
  }
}

function standing({ name, config, ...rest }: Service) {
  return [
    { provide: SERVICE, useValue: { name, config, ...rest } satisfies Service },
    { provide: CONFIG, useValue: config },
    { provide: Clock, useFactory: () => clockFrom(config) },
    { provide: Logger, useFactory: () => createLogger({ service: name, level: config.LOG_LEVEL }) },
    { provide: HealthRegistry, useFactory: () => new HealthRegistry() },
    { provide: Gauges, inject: [Logger], useFactory: standingGauges },
    {
      provide: Lifecycle,
      inject: [HealthRegistry, Logger],
      useFactory: (health: HealthRegistry, log: Logger) => new Lifecycle(health, log, config.STOP_DRAIN_MS),
    },
    { provide: PageTokens, useFactory: () => new PageTokens(config.PAGE_TOKEN_SECRET) },
    { provide: RequestsInFlight, useFactory: () => new RequestsInFlight(config.MAX_IN_FLIGHT) },
  ]
}

function standingGauges(log: Logger): Gauges {
  const gauges = new Gauges(log)
  gauges.register('process', processGauges())
  return gauges
}

function identity(config: BaseConfig) {
  const { SERVICE_CLIENT_ID: id, SERVICE_CLIENT_SECRET: secret, TOKEN_AUDIENCE: audience } = config
  return [
    {
      provide: Issuer,
      inject: [HealthRegistry, Logger],
      useFactory: (health: HealthRegistry, log: Logger) => {
        const issuer = new Issuer(config.ISSUER_URL, log)
        health.register('issuer', () => issuer.health())
        return issuer
      },
    },
    { provide: TokenVerifier, inject: [Issuer], useFactory: (issuer: Issuer) => new TokenVerifier(issuer, audience) },
    {
      provide: ServiceToken,
      inject: [Issuer],
      useFactory: (issuer: Issuer) => new ServiceToken(issuer, id && secret ? { id, secret } : undefined, audience),
    },
    {
      provide: ActorResolver,
      inject: [TokenVerifier, STAFF_SOURCE, Clock],
      useFactory: (tokens: TokenVerifier, staff: StaffSource, clock: Clock) =>
        new ActorResolver(tokens, staff, clock, config.IDENTITY_CLAIM),
    },
  ]
}

function atEveryEdge({ problems = {} }: Service): Provider[] {
  return [
    { provide: APP_GUARD, inject: [ActorResolver], useFactory: (actors: ActorResolver) => new IdentityGuard(actors) },
    { provide: APP_FILTER, inject: [Logger], useFactory: (log: Logger) => new ProblemFilter(problems, log) },
    {
      provide: APP_PIPE,
      useFactory: () =>
        new StandardSchemaValidationPipe({
          exceptionFactory: (issues) =>
            new RequestError('invalid-request', 'Correct what `errors` points at.', { errors: faultsOf(issues) }),
        }),
    },
  ]
}
