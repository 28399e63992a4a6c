import { type DynamicModule, Module, type Type } from '@nestjs/common'
import { events, topics } from '@yiwang/contracts'
import { Database } from '@yiwang/database'
import { DirectoryCopyModule } from '@yiwang/directory-copy'
import { own } from '@yiwang/messaging'
import { backgroundWork, Clock, consumers, gaugesOf, relay, Sealing, ServiceModule } from '@yiwang/service-kit'
import { recordVoting } from './adapters/db/voting-gauges.ts'
import { readGivenRuleSets } from './adapters/folder/rule-set-folder.ts'
import { afterCount } from './after-count.parts.ts'
import { BallotsInHand } from './ballots-in-hand.ts'
import { beforeVote } from './before-vote.parts.ts'
import type { VotingConfig } from './config.ts'
import { decision } from './decision.parts.ts'
import { votingProblems } from './errors.ts'
import { asksForDecision, FollowCases } from './follow-cases.ts'
import { FollowClocks, isOfDecision } from './follow-clocks.ts'
import { GivenRuleSets } from './rule-sets.service.ts'
import { SIGNER, signerFrom } from './signing.ts'
import { TaskLoop } from './task-loop.ts'
import { vote } from './vote.parts.ts'

const PARTS = [decision, beforeVote, vote, afterCount]

/** A ballot that came in time is not sent away; they wait in their order (gate.ts). */
const isBallot = (method: string, path: string) => method === 'POST' && /^\/v1\/decisions\/[^/]+\/ballots$/.test(path)

/** What voting consumes, serves and runs. */
@Module({})
export class VotingModule {
  static forRoot(config: VotingConfig, directory: DynamicModule = DirectoryCopyModule.forRoot({ geometry: false })): DynamicModule {
    return {
      module: VotingModule,
      imports: [
        ServiceModule.forRoot({ name: 'voting', config, problems: votingProblems, neverRefused: isBallot, gatherMs: 300 }),
        directory,
      ],
      controllers: PARTS.flatMap((part): Type[] => part.controllers),
      providers: [
        ...PARTS.flatMap((part): Type[] => part.providers),
        { provide: Sealing, useFactory: () => new Sealing(config.PERSONAL_DATA_KEY) },
        { provide: SIGNER, useFactory: () => signerFrom(config) },
        { provide: GivenRuleSets, useValue: new GivenRuleSets(readGivenRuleSets(config.RULE_SETS_DIR)) },
        gaugesOf({
          name: 'decisions',
          inject: [Database, Clock, BallotsInHand],
          look: (database: Database, clock: Clock, inHand: BallotsInHand) => {
            inHand.measure()
            return recordVoting(database, clock)
          },
        }),
        relay({
          emits: [topics.votingDecision],
          // Clocks of decisions run for days, and what ends one is done here: sla's rungs may be told a second later.
          progress: { of: topics.votingDecision, as: events.votingProgress.advanced, everyMs: 1_000 },
          gatherMs: 60,
        }),
        ...consumers({
          inject: [FollowCases, FollowClocks],
          subscriptions: (cases: FollowCases, clocks: FollowClocks) => [
            own(topics.dispatchCase, cases.apply, { only: asksForDecision }),
            own(topics.slaClock, clocks.apply, { only: isOfDecision }),
          ],
        }),
        backgroundWork({ name: 'tasks', inject: [TaskLoop], start: (loop: TaskLoop) => loop.start() }),
      ],
    }
  }
}
