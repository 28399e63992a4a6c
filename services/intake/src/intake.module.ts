import multipart from '@fastify/multipart'
import { type DynamicModule, Module } from '@nestjs/common'
import { intakeGrpc, topics } from '@yiwang/contracts'
import { Database } from '@yiwang/database'
import { DirectoryCopy, DirectoryCopyModule } from '@yiwang/directory-copy'
import { type Kafka, Outbox } from '@yiwang/messaging'
import { backgroundWork, Clock, Consumers, consumers, gaugesOf, KAFKA, Logger, relay, Sealing, ServiceModule } from '@yiwang/service-kit'
import { recordQuarantine } from './adapters/db/quarantine-gauges.ts'
import { DirectoryView } from './adapters/directory-view.ts'
import { IntakeGrpcAdapter } from './adapters/grpc/intake.grpc.ts'
import { AttachmentsController } from './adapters/http/attachments.controller.ts'
import { MattersController } from './adapters/http/matters.controller.ts'
import { PacksController } from './adapters/http/packs.controller.ts'
import { QuarantineController } from './adapters/http/quarantine.controller.ts'
import { Systems } from './adapters/kafka/systems.ts'
import { AttachmentStore } from './adapters/storage/attachment-store.ts'
import { AttachmentsService } from './attachments.service.ts'
import type { IntakeConfig } from './config.ts'
import { MAX_FILE_BYTES } from './domain/file-type.ts'
import { intakeProblems } from './errors.ts'
import { FollowCasesService } from './follow-cases.service.ts'
import { InboundService } from './inbound.service.ts'
import { MattersService } from './matters.service.ts'
import { PacksService } from './packs.service.ts'
import { QuarantineService } from './quarantine.service.ts'
import { ReportsService } from './reports.service.ts'

/** The second file is let in to be refused: beyond the limit it would be dropped without a word. */
const oneFile = { limits: { files: 2, fileSize: MAX_FILE_BYTES, fields: 8, fieldSize: 1024 } }

/** What intake consumes, serves and runs. Tests hand it a directory of their own. */
@Module({})
export class IntakeModule {
  static forRoot(config: IntakeConfig, directory: DynamicModule = DirectoryCopyModule.forRoot({ geometry: true })): DynamicModule {
    return {
      module: IntakeModule,
      imports: [
        ServiceModule.forRoot({
          name: 'intake',
          config,
          problems: intakeProblems,
          grpc: [intakeGrpc.IntakeService],
          gatherMs: 200,
          http: (fastify) => fastify.register(multipart, oneFile),
        }),
        directory,
      ],
      controllers: [MattersController, AttachmentsController, QuarantineController, PacksController, IntakeGrpcAdapter],
      providers: [
        ...[ReportsService, MattersService, AttachmentsService, PacksService, InboundService, QuarantineService, FollowCasesService],
        { provide: Sealing, useFactory: () => new Sealing(config.PERSONAL_DATA_KEY) },
        { provide: AttachmentStore, useFactory: () => new AttachmentStore(config.ATTACHMENTS_DIR) },
        {
          provide: DirectoryView,
          inject: [DirectoryCopy],
          useFactory: (copy: DirectoryCopy) => new DirectoryView(copy, config.DISTRICT),
        },
        systems,
        relay({ emits: [topics.intakeMatter, topics.intakeQuarantine] }),
        gaugesOf({ name: 'quarantine', inject: [Database], look: recordQuarantine }),
        ...consumers({ inject: [Systems], subscriptions: (these: Systems) => these.subscriptions() }),
        backgroundWork({ name: 'legacy systems', inject: [Systems], start: (these: Systems) => these.follow() }),
      ],
    }
  }
}

const systems = {
  provide: Systems,
  inject: [KAFKA, Outbox, Database, Consumers, InboundService, FollowCasesService, Clock, Logger],
  useFactory: (
    kafka: Kafka,
    { topicPrefix }: Outbox,
    database: Database,
    held: Consumers,
    inbound: InboundService,
    cases: FollowCasesService,
    clock: Clock,
    log: Logger,
  ) => new Systems({ kafka, topicPrefix, database, consumers: held, inbound, cases, clock, log }),
}
