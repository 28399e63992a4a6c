import { type DynamicModule, Module } from '@nestjs/common'
import { dispatchGrpc, events, topics } from '@yiwang/contracts'
import { Database } from '@yiwang/database'
import { DirectoryCopyModule } from '@yiwang/directory-copy'
import { own } from '@yiwang/messaging'
import { Clock, consumers, gaugesOf, relay, ServiceModule } from '@yiwang/service-kit'
import { CaseStore } from './adapters/db/case.store.ts'
import { recordCases } from './adapters/db/case-gauges.ts'
import { CaseList } from './adapters/db/case-list.ts'
import { DeadlineStore } from './adapters/db/deadline.store.ts'
import { LedgerStore } from './adapters/db/ledger.store.ts'
import { LedgerMonths } from './adapters/db/ledger-months.ts'
import { Attachments } from './adapters/grpc/attachments.ts'
import { DispatchGrpcAdapter } from './adapters/grpc/dispatch.grpc.ts'
import { CasesController } from './adapters/http/cases.controller.ts'
import { CommandsController } from './adapters/http/commands.controller.ts'
import { VoicesController } from './adapters/http/voices.controller.ts'
import { WaitingController } from './adapters/http/waiting.controller.ts'
import { ClocksService } from './clocks.service.ts'
import { CommandsService } from './commands.service.ts'
import type { DispatchConfig } from './config.ts'
import { DecisionsService } from './decisions.service.ts'
import { dispatchProblems } from './errors.ts'
import { MattersService } from './matters.service.ts'
import { ReadingService } from './reading.service.ts'
import { SystemEntries } from './system-entries.ts'

/** Cases: what matters become. Consumes what intake, sla and voting say, serves every command on a case, emits the ledger. */
@Module({})
export class DispatchModule {
  static forRoot(config: DispatchConfig, directory: DynamicModule = DirectoryCopyModule.forRoot({ geometry: false })): DynamicModule {
    return {
      module: DispatchModule,
      imports: [
        ServiceModule.forRoot({ name: 'dispatch', config, problems: dispatchProblems, grpc: [dispatchGrpc.DispatchService], gatherMs: 50 }),
        directory,
      ],
      controllers: [CasesController, CommandsController, WaitingController, VoicesController, DispatchGrpcAdapter],
      providers: [
        ...[CaseStore, CaseList, DeadlineStore, LedgerStore, LedgerMonths, Attachments],
        ...[CommandsService, ReadingService, MattersService, ClocksService, DecisionsService, SystemEntries],
        relay({
          emits: [topics.dispatchCase],
          progress: { of: topics.dispatchCase, as: events.dispatchProgress.advanced },
          gatherMs: 60,
        }),
        gaugesOf({ name: 'cases', inject: [Database, Clock], look: recordCases }),
        ...consumers({
          inject: [MattersService, ClocksService, DecisionsService],
          subscriptions: (matters: MattersService, clocks: ClocksService, decisions: DecisionsService) => [
            own(topics.intakeMatter, matters.apply),
            own(topics.slaClock, clocks.applyClocks),
            own(topics.slaEscalation, clocks.applyEscalations),
            own(topics.votingDecision, decisions.apply),
          ],
        }),
      ],
    }
  }
}
