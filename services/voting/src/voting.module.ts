import { type DynamicModule, Module } from '@nestjs/common'
import { topics } from '@yiwang/contracts'
import { DirectoryCopyModule } from '@yiwang/directory-copy'
import { own } from '@yiwang/messaging'
import { consumers, relay, Sealing, ServiceModule } from '@yiwang/service-kit'
import { DecisionsRepository } from './adapters/db/decisions.repository.ts'
import { RuleSetsRepository } from './adapters/db/rule-sets.repository.ts'
import { readGivenRuleSets } from './adapters/folder/rule-set-folder.ts'
import { DirectoryClient } from './adapters/grpc/directory.client.ts'
import { SlaClient } from './adapters/grpc/sla.client.ts'
import { DecisionsController } from './adapters/http/decisions.controller.ts'
import { RuleSetsController } from './adapters/http/rule-sets.controller.ts'
import { SignerController } from './adapters/http/signer.controller.ts'
import type { VotingConfig } from './config.ts'
import { DecisionsService } from './decisions.service.ts'
import { votingProblems } from './errors.ts'
import { FollowCases } from './follow-cases.ts'
import { FollowClocks } from './follow-clocks.ts'
import { GivenRuleSets, RuleSets } from './rule-sets.service.ts'
import { SIGNER, signerFrom } from './signing.ts'

/** What voting consumes, serves and runs. */
@Module({})
export class VotingModule {
  static forRoot(config: VotingConfig, directory: DynamicModule = DirectoryCopyModule.forRoot({ geometry: false })): DynamicModule {
    return {
      module: VotingModule,
      imports: [ServiceModule.forRoot({ name: 'voting', config, problems: votingProblems, gatherMs: 100 }), directory],
      controllers: [DecisionsController, RuleSetsController, SignerController],
      providers: [
        ...[DecisionsRepository, RuleSetsRepository, DirectoryClient, SlaClient],
        ...[DecisionsService, RuleSets, FollowCases, FollowClocks],
        { provide: Sealing, useFactory: () => new Sealing(config.PERSONAL_DATA_KEY) },
        { provide: SIGNER, useFactory: () => signerFrom(config) },
        { provide: GivenRuleSets, useValue: new GivenRuleSets(readGivenRuleSets(config.RULE_SETS_DIR)) },
        relay({ emits: [topics.votingDecision], gatherMs: 60 }),
        ...consumers({
          inject: [FollowCases, FollowClocks],
          subscriptions: (cases: FollowCases, clocks: FollowClocks) => [
            own(topics.dispatchCase, cases.apply),
            own(topics.slaClock, clocks.apply),
          ],
        }),
      ],
    }
  }
}
