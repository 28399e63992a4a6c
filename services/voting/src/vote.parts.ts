import { BallotsRepository } from './adapters/db/ballots.repository.ts'
import { PartingRepository } from './adapters/db/parting.repository.ts'
import { RollRepository } from './adapters/db/roll.repository.ts'
import { RollWritingRepository } from './adapters/db/roll-writing.repository.ts'
import { SharesRepository } from './adapters/db/shares.repository.ts'
import { BallotsController } from './adapters/http/ballots.controller.ts'
import { SignerController } from './adapters/http/signer.controller.ts'
import { BallotsService } from './ballots.service.ts'
import { BallotsInHand } from './ballots-in-hand.ts'
import { ClosingService } from './closing.service.ts'
import { CountingService } from './counting.service.ts'
import { ExportService } from './export.service.ts'
import { LateVoters } from './late-voters.ts'
import { MandateLimit } from './mandate-limit.ts'
import { OpeningService } from './opening.service.ts'
import { PapersService } from './papers.service.ts'
import { PublishedLines } from './published-lines.ts'
import { RegisterReading } from './register-reading.ts'
import { Revocations } from './revocations.ts'
import { RollReadingService } from './roll-reading.service.ts'
import { RollsService } from './rolls.service.ts'
import { SharesService } from './shares.service.ts'
import { TreesService } from './trees.service.ts'

/** The vote: its roll, the shares of its key, ballots, their count, and what anyone needs to repeat it. */
export const vote = {
  controllers: [BallotsController, SignerController],
  providers: [
    ...[RollRepository, RollWritingRepository, BallotsRepository, PartingRepository, SharesRepository],
    ...[
      RegisterReading,
      RollsService,
      SharesService,
      OpeningService,
      LateVoters,
      MandateLimit,
      Revocations,
      BallotsInHand,
      BallotsService,
      PapersService,
    ],
    ...[ClosingService, CountingService, PublishedLines, RollReadingService, TreesService, ExportService],
  ],
}
