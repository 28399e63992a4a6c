import { CandidatesRepository } from './adapters/db/candidates.repository.ts'
import { FilesRepository } from './adapters/db/files.repository.ts'
import { OpinionGroupsRepository } from './adapters/db/opinion-groups.repository.ts'
import { OpinionsRepository } from './adapters/db/opinions.repository.ts'
import { PlansRepository } from './adapters/db/plans.repository.ts'
import { RollChangesRepository } from './adapters/db/roll-changes.repository.ts'
import { RollObjectionsRepository } from './adapters/db/roll-objections.repository.ts'
import { IntakeClient } from './adapters/grpc/intake.client.ts'
import { CandidatesController } from './adapters/http/candidates.controller.ts'
import { FilesController } from './adapters/http/files.controller.ts'
import { OpinionGroupsController } from './adapters/http/opinion-groups.controller.ts'
import { OpinionsController } from './adapters/http/opinions.controller.ts'
import { PlansController } from './adapters/http/plans.controller.ts'
import { RollObjectionsController } from './adapters/http/roll-objections.controller.ts'
import { CandidateFindings } from './candidate-findings.ts'
import { CandidatesService } from './candidates.service.ts'
import { DailyLimit } from './daily-limit.ts'
import { DraftedCandidates } from './drafted-candidates.ts'
import { FilesService } from './files.service.ts'
import { OpinionAnswersService } from './opinion-answers.service.ts'
import { OpinionReadingService } from './opinion-reading.service.ts'
import { OpinionsService } from './opinions.service.ts'
import { Places } from './places.ts'
import { PlanReadingService } from './plan-reading.service.ts'
import { PlansService } from './plans.service.ts'
import { RollCorrectionService } from './roll-correction.service.ts'
import { RollObjectionsService } from './roll-objections.service.ts'

/** What happens before the vote: opinions and their answers, plans, candidates, what is said against the roll, and the files of all of it. */
export const beforeVote = {
  controllers: [
    ...[OpinionsController, OpinionGroupsController, PlansController],
    ...[CandidatesController, RollObjectionsController, FilesController],
  ],
  providers: [
    ...[IntakeClient, FilesRepository, OpinionsRepository, OpinionGroupsRepository, PlansRepository],
    ...[CandidatesRepository, RollObjectionsRepository, RollChangesRepository],
    ...[Places, DailyLimit, FilesService, OpinionsService, OpinionReadingService, OpinionAnswersService],
    ...[
      PlansService,
      PlanReadingService,
      CandidateFindings,
      DraftedCandidates,
      CandidatesService,
      RollObjectionsService,
      RollCorrectionService,
    ],
  ],
}
