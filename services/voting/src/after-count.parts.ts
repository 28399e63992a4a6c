import { AccountQuestionsService } from './account-questions.service.ts'
import { AccountsService } from './accounts.service.ts'
import { AccountQuestionsRepository } from './adapters/db/account-questions.repository.ts'
import { AccountsRepository } from './adapters/db/accounts.repository.ts'
import { CommitteeRepository } from './adapters/db/committee.repository.ts'
import { ConfirmationsRepository } from './adapters/db/confirmations.repository.ts'
import { ExecutionRepository } from './adapters/db/execution.repository.ts'
import { ObjectionsRepository } from './adapters/db/objections.repository.ts'
import { AccountsController } from './adapters/http/accounts.controller.ts'
import { CompoundsController } from './adapters/http/compounds.controller.ts'
import { ConfirmationsController } from './adapters/http/confirmations.controller.ts'
import { ExecutionController } from './adapters/http/execution.controller.ts'
import { ObjectionsController } from './adapters/http/objections.controller.ts'
import { BoardService } from './board.service.ts'
import { CommitteeService } from './committee.service.ts'
import { CommitteeSeats } from './committee-seats.ts'
import { ConfirmationsService } from './confirmations.service.ts'
import { ExecutionService } from './execution.service.ts'
import { ObjectionsService } from './objections.service.ts'

/** What happens after the count, and what everybody reads of a compound. */
export const afterCount = {
  controllers: [ObjectionsController, ExecutionController, ConfirmationsController, CompoundsController, AccountsController],
  providers: [
    ...[ObjectionsRepository, ExecutionRepository, ConfirmationsRepository, CommitteeRepository],
    ...[AccountsRepository, AccountQuestionsRepository],
    ...[ObjectionsService, ExecutionService, ConfirmationsService, CommitteeSeats, CommitteeService],
    ...[AccountsService, AccountQuestionsService, BoardService],
  ],
}
