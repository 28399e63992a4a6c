import { type DynamicModule, Module } from '@nestjs/common'
import { events, topics } from '@yiwang/contracts'
import { DirectoryCopyModule } from '@yiwang/directory-copy'
import { own } from '@yiwang/messaging'
import { backgroundWork, consumers, relay, Sealing, ServiceModule } from '@yiwang/service-kit'
import { BallotsRepository } from './adapters/db/ballots.repository.ts'
import { CandidatesRepository } from './adapters/db/candidates.repository.ts'
import { DecisionsRepository } from './adapters/db/decisions.repository.ts'
import { EntriesRepository } from './adapters/db/entries.repository.ts'
import { FilesRepository } from './adapters/db/files.repository.ts'
import { OpinionGroupsRepository } from './adapters/db/opinion-groups.repository.ts'
import { OpinionsRepository } from './adapters/db/opinions.repository.ts'
import { PlansRepository } from './adapters/db/plans.repository.ts'
import { RollRepository } from './adapters/db/roll.repository.ts'
import { RollChangesRepository } from './adapters/db/roll-changes.repository.ts'
import { RollObjectionsRepository } from './adapters/db/roll-objections.repository.ts'
import { RuleSetsRepository } from './adapters/db/rule-sets.repository.ts'
import { SharesRepository } from './adapters/db/shares.repository.ts'
import { TasksRepository } from './adapters/db/tasks.repository.ts'
import { readGivenRuleSets } from './adapters/folder/rule-set-folder.ts'
import { DirectoryClient } from './adapters/grpc/directory.client.ts'
import { IntakeClient } from './adapters/grpc/intake.client.ts'
import { SlaClient } from './adapters/grpc/sla.client.ts'
import { BallotsController } from './adapters/http/ballots.controller.ts'
import { CandidatesController } from './adapters/http/candidates.controller.ts'
import { DecisionsController } from './adapters/http/decisions.controller.ts'
import { FilesController } from './adapters/http/files.controller.ts'
import { OpinionGroupsController } from './adapters/http/opinion-groups.controller.ts'
import { OpinionsController } from './adapters/http/opinions.controller.ts'
import { PlansController } from './adapters/http/plans.controller.ts'
import { RollObjectionsController } from './adapters/http/roll-objections.controller.ts'
import { RuleSetsController } from './adapters/http/rule-sets.controller.ts'
import { SignerController } from './adapters/http/signer.controller.ts'
import { StagesController } from './adapters/http/stages.controller.ts'
import { afterCount } from './after-count.parts.ts'
import { BallotsService } from './ballots.service.ts'
import { BallotsInHand } from './ballots-in-hand.ts'
import { CandidateFindings } from './candidate-findings.ts'
import { CandidatesService } from './candidates.service.ts'
import { ClosingService } from './closing.service.ts'
import { CommandsService } from './commands.service.ts'
import type { VotingConfig } from './config.ts'
import { CountingService } from './counting.service.ts'
import { DailyLimit } from './daily-limit.ts'
import { DecisionRecord } from './decision-record.ts'
import { DraftsService } from './drafts.service.ts'
import { votingProblems } from './errors.ts'
import { ExportService } from './export.service.ts'
import { FilesService } from './files.service.ts'
import { FollowCases } from './follow-cases.ts'
import { FollowClocks } from './follow-clocks.ts'
import { LateVoters } from './late-voters.ts'
import { Neighbours } from './neighbours.ts'
import { OpeningService } from './opening.service.ts'
import { OpinionAnswers } from './opinion-answers.service.ts'
import { OpinionReading } from './opinion-reading.service.ts'
import { OpinionsService } from './opinions.service.ts'
import { PapersService } from './papers.service.ts'
import { PlanReading } from './plan-reading.service.ts'
import { PlansService } from './plans.service.ts'
import { PreparationService } from './preparation.service.ts'
import { PublishedLines } from './published-lines.ts'
import { ReadingService } from './reading.service.ts'
import { RegisterReading } from './register-reading.ts'
import { RollCorrection } from './roll-correction.service.ts'
import { RollObjectionsService } from './roll-objections.service.ts'
import { RollReadingService } from './roll-reading.service.ts'
import { RollsService } from './rolls.service.ts'
import { GivenRuleSets, RuleSets } from './rule-sets.service.ts'
import { SharesService } from './shares.service.ts'
import { SIGNER, signerFrom } from './signing.ts'
import { StagesService } from './stages.service.ts'
import { TaskLoop } from './task-loop.ts'
import { TreesService } from './trees.service.ts'

const KEPT = [
  DecisionsRepository,
  EntriesRepository,
  RuleSetsRepository,
  RollRepository,
  BallotsRepository,
  SharesRepository,
  TasksRepository,
]
const KEPT_BEFORE_THE_VOTE = [
  ...[FilesRepository, OpinionsRepository, OpinionGroupsRepository, PlansRepository],
  ...[CandidatesRepository, RollObjectionsRepository, RollChangesRepository],
]
/** What happens before the vote. */
const PARTICIPATION = [
  ...[PreparationService, DailyLimit, FilesService],
  ...[OpinionsService, OpinionReading, OpinionAnswers, PlansService, PlanReading],
  ...[CandidateFindings, CandidatesService, RollObjectionsService, RollCorrection],
]
const PARTICIPATION_DOORS = [
  ...[OpinionsController, OpinionGroupsController, PlansController],
  ...[CandidatesController, RollObjectionsController, FilesController],
]
const PREPARATION = [RegisterReading, DraftsService, CommandsService, StagesService, RollsService, SharesService, OpeningService]
const VOTE = [BallotsInHand, BallotsService, LateVoters, PapersService, ClosingService, CountingService, PublishedLines]
const READING = [ReadingService, RollReadingService, TreesService, ExportService]

/** A ballot that came in time is not sent away; they wait in their order (gate.ts). */
const isBallot = (method: string, path: string) => method === 'POST' && /^\/v1\/decisions\/[^/]+\/ballots$/.test(path)

/** What voting consumes, serves and runs. */
@Module({})
export class VotingModule {
  static forRoot(config: VotingConfig, directory: DynamicModule = DirectoryCopyModule.forRoot({ geometry: false })): DynamicModule {
    return {
      module: VotingModule,
      imports: [
        ServiceModule.forRoot({ name: 'voting', config, problems: votingProblems, neverRefused: isBallot, gatherMs: 100 }),
        directory,
      ],
      controllers: [
        ...[DecisionsController, StagesController, BallotsController, RuleSetsController, SignerController],
        ...[...PARTICIPATION_DOORS, ...afterCount.controllers],
      ],
      providers: [
        ...[DirectoryClient, SlaClient, IntakeClient, Neighbours, RuleSets, DecisionRecord],
        ...[...KEPT, ...KEPT_BEFORE_THE_VOTE, ...PREPARATION, ...PARTICIPATION, ...VOTE, ...READING, ...afterCount.providers],
        ...[FollowCases, FollowClocks, TaskLoop],
        { provide: Sealing, useFactory: () => new Sealing(config.PERSONAL_DATA_KEY) },
        { provide: SIGNER, useFactory: () => signerFrom(config) },
        { provide: GivenRuleSets, useValue: new GivenRuleSets(readGivenRuleSets(config.RULE_SETS_DIR)) },
        relay({
          emits: [topics.votingDecision],
          progress: { of: topics.votingDecision, as: events.votingProgress.advanced },
          gatherMs: 60,
        }),
        ...consumers({
          inject: [FollowCases, FollowClocks],
          subscriptions: (cases: FollowCases, clocks: FollowClocks) => [
            own(topics.dispatchCase, cases.apply),
            own(topics.slaClock, clocks.apply),
          ],
        }),
        backgroundWork({ name: 'tasks', inject: [TaskLoop], start: (loop: TaskLoop) => loop.start() }),
      ],
    }
  }
}
