import { type DynamicModule, Module } from '@nestjs/common'
import { directoryGrpc, topics } from '@yiwang/contracts'
import { backgroundWork, relay, Sealing, ServiceModule, STAFF_SOURCE } from '@yiwang/service-kit'
import { BindingsRepository } from './adapters/db/bindings.repository.ts'
import { ClaimsRepository } from './adapters/db/claims.repository.ts'
import { HeldRoomsRepository } from './adapters/db/held-rooms.repository.ts'
import { LandRepository } from './adapters/db/land.repository.ts'
import { MandatesRepository } from './adapters/db/mandates.repository.ts'
import { OrganisationRepository } from './adapters/db/organisation.repository.ts'
import { PeopleRepository } from './adapters/db/people.repository.ts'
import { PrismaReads } from './adapters/db/prisma-reads.ts'
import { RecordRepository } from './adapters/db/record.repository.ts'
import { RegisterRepository } from './adapters/db/register.repository.ts'
import { RollRepository } from './adapters/db/roll.repository.ts'
import { VersionsRepository } from './adapters/db/versions.repository.ts'
import { DirectoryGrpc } from './adapters/grpc/directory.grpc.ts'
import { AreasController } from './adapters/http/areas.controller.ts'
import { CatalogueController } from './adapters/http/catalogue.controller.ts'
import { ClaimsController } from './adapters/http/claims.controller.ts'
import { MandatesController } from './adapters/http/mandates.controller.ts'
import { MeController } from './adapters/http/me.controller.ts'
import { OrganisationController } from './adapters/http/organisation.controller.ts'
import { ClaimDecisionsService } from './claim-decisions.service.ts'
import { ClaimsService } from './claims.service.ts'
import type { DirectoryConfig } from './config.ts'
import { CurrentLand } from './current-land.ts'
import { directoryProblems } from './errors.ts'
import { MandatesService } from './mandates.service.ts'
import { MeService } from './me.service.ts'
import { ReadsService } from './reads.service.ts'
import { RollService } from './roll.service.ts'

@Module({})
export class DirectoryModule {
  static forRoot(config: DirectoryConfig): DynamicModule {
    return {
      module: DirectoryModule,
      global: true,
      imports: [ServiceModule.forRoot({ name: 'directory', config, problems: directoryProblems, grpc: [directoryGrpc.DirectoryService] })],
      controllers: [
        MeController,
        AreasController,
        OrganisationController,
        CatalogueController,
        ClaimsController,
        MandatesController,
        DirectoryGrpc,
      ],
      providers: [
        ...[PrismaReads, LandRepository, OrganisationRepository, PeopleRepository, RollRepository, VersionsRepository],
        ...[BindingsRepository, ClaimsRepository, HeldRoomsRepository, MandatesRepository, RecordRepository, RegisterRepository],
        ...[CurrentLand, MeService, ReadsService, ClaimsService, ClaimDecisionsService, MandatesService, RollService],
        { provide: Sealing, useFactory: () => new Sealing(config.PERSONAL_DATA_KEY) },
        // Directory asks its own database who calls; the others their copy of it.
        { provide: STAFF_SOURCE, useExisting: PeopleRepository },
        // What an import wrote, whether here or by the command.
        relay({ emits: [topics.directoryChange, topics.directoryGeometry] }),
        backgroundWork({ name: 'areas', inject: [CurrentLand], start: (land: CurrentLand) => land.follow() }),
      ],
      exports: [STAFF_SOURCE],
    }
  }
}
