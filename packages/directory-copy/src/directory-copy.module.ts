import { randomUUID } from 'node:crypto'
import { type DynamicModule, Module } from '@nestjs/common'
import { type directoryEvents, topics } from '@yiwang/contracts'
import { type Kafka, type ReceivedEvent, readCompacted } from '@yiwang/messaging'
import {
  HealthRegistry,
  healthOf,
  inSpan,
  KAFKA,
  Lifecycle,
  Logger,
  messagingLog,
  record,
  SERVICE,
  type Service,
  STAFF_SOURCE,
  spanNames,
} from '@yiwang/service-kit'
import { DirectoryCopy } from './directory-copy.ts'

export interface DirectoryCopyOptions {
  /** Also the polygons, for `locate`; they are most of the directory's bytes. */
  readonly geometry: boolean
}

/** Gives a service its copy of the directory, global: DirectoryCopy, and the StaffSource of its identity. */
@Module({})
export class DirectoryCopyModule {
  static forRoot({ geometry }: DirectoryCopyOptions): DynamicModule {
    return globally({
      provide: DirectoryCopy,
      inject: [KAFKA, SERVICE, HealthRegistry, Lifecycle, Logger],
      useFactory: (kafka: Kafka, service: Service, health: HealthRegistry, lifecycle: Lifecycle, log: Logger) =>
        follow({ geometry, kafka, service, health, lifecycle, log }),
    })
  }

  /** With a copy that is already complete, for tests. */
  static of(copy: DirectoryCopy): DynamicModule {
    return globally({ provide: DirectoryCopy, useValue: copy })
  }
}

type CopyProvider = NonNullable<DynamicModule['providers']>[number]

const globally = (copy: CopyProvider): DynamicModule => ({
  module: DirectoryCopyModule,
  global: true,
  providers: [copy, { provide: STAFF_SOURCE, useExisting: DirectoryCopy }],
  exports: [DirectoryCopy, STAFF_SOURCE],
})

interface Following extends DirectoryCopyOptions {
  readonly kafka: Kafka
  readonly service: Service
  readonly health: HealthRegistry
  readonly lifecycle: Lifecycle
  readonly log: Logger
}

/** Reads the directory's topics whole, in a group of this process alone, and follows them. */
function follow({ geometry, kafka, service, health, lifecycle, log }: Following): DirectoryCopy {
  const copy = new DirectoryCopy()
  const reader = readCompacted({
    kafka,
    topics: geometry ? [topics.directoryChange, topics.directoryGeometry] : [topics.directoryChange],
    prefix: service.config.TOPIC_PREFIX,
    group: `${service.config.TOPIC_PREFIX}${service.name}-directory-${randomUUID()}`,
    onEvents: (events) => {
      for (const event of events) takeIn(copy, event)
      record('directoryChanges', events.length)
    },
    log: messagingLog(log),
  })
  const complete = inSpan(spanNames.readDirectory, { geometry }, async () => {
    await reader.ready
    copy.complete()
  })
  health.register('directory-copy', () => healthOf(reader.health()))
  lifecycle.consumersNeed(complete)
  lifecycle.onStop('copies', 'directory copy', () => {
    const stopped = reader.stop()
    // While the broker is away its attempt to connect is not worth waiting for.
    return copy.isComplete ? stopped : undefined
  })
  return copy
}

function takeIn(copy: DirectoryCopy, { topic, value }: ReceivedEvent): void {
  if (topic === topics.directoryGeometry.name) copy.applyGeometry(value as directoryEvents.Geometry)
  else copy.apply(value as directoryEvents.Change)
}
