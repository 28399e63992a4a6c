import { DecisionsRepository } from './adapters/db/decisions.repository.ts'
import { EntriesRepository } from './adapters/db/entries.repository.ts'
import { RuleSetsRepository } from './adapters/db/rule-sets.repository.ts'
import { TasksRepository } from './adapters/db/tasks.repository.ts'
import { DirectoryClient } from './adapters/grpc/directory.client.ts'
import { SlaClient } from './adapters/grpc/sla.client.ts'
import { DecisionsController } from './adapters/http/decisions.controller.ts'
import { RuleSetsController } from './adapters/http/rule-sets.controller.ts'
import { StagesController } from './adapters/http/stages.controller.ts'
import { CommandsService } from './commands.service.ts'
import { DecisionRecord } from './decision-record.ts'
import { DecisionWork } from './decision-work.ts'
import { DraftsService } from './drafts.service.ts'
import { FollowCases } from './follow-cases.ts'
import { FollowClocks } from './follow-clocks.ts'
import { Neighbours } from './neighbours.ts'
import { ReadingService } from './reading.service.ts'
import { RuleSetsService } from './rule-sets.service.ts'
import { StagesService } from './stages.service.ts'
import { TaskLoop } from './task-loop.ts'

/** A decision from its draft to the archive: its rule set, stages and record, who may do what with it, and what is done for it by itself. */
export const decision = {
  controllers: [DecisionsController, StagesController, RuleSetsController],
  providers: [
    ...[DecisionsRepository, EntriesRepository, RuleSetsRepository, TasksRepository, DirectoryClient, SlaClient],
    ...[RuleSetsService, Neighbours, DecisionRecord, DraftsService, CommandsService, StagesService, ReadingService, DecisionWork],
    ...[FollowCases, FollowClocks, TaskLoop],
  ],
}
