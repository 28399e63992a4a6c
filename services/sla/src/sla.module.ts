import { type DynamicModule, Module } from '@nestjs/common'
import { type dispatchEvents, slaGrpc, type Topic, topics, type votingEvents } from '@yiwang/contracts'
import { Database } from '@yiwang/database'
import { DirectoryCopyModule } from '@yiwang/directory-copy'
import { compacted, Outbox, own, type Subscription } from '@yiwang/messaging'
import { backgroundWork, Clock, consumers, gaugesOf, relay, ServiceModule } from '@yiwang/service-kit'
import { Calendars } from './adapters/calendars.ts'
import { ClockReadings } from './adapters/db/clock-readings.ts'
import { ClockStore } from './adapters/db/clock-store.ts'
import { OutdatedClocks } from './adapters/db/outdated-clocks.ts'
import { Sweep } from './adapters/db/sweep.ts'
import { recordTime } from './adapters/db/time-gauges.ts'
import { Watermarks } from './adapters/db/watermarks.ts'
import { SlaGrpcAdapter } from './adapters/grpc/sla.grpc.ts'
import { ClocksController } from './adapters/http/clocks.controller.ts'
import { progressOf } from './adapters/kafka/progress.ts'
import { ClocksService } from './clocks.service.ts'
import type { SlaConfig } from './config.ts'
import { partOfCases, partOfDecisions } from './domain/parts.ts'
import { slaProblems } from './errors.ts'
import { FoldBatch } from './fold-batch.ts'
import { FollowCalendars } from './follow-calendars.ts'
import { FollowCases } from './follow-cases.ts'
import { FollowDecisions } from './follow-decisions.ts'
import { Quote } from './quote.ts'
import { Recomputation } from './recomputation.ts'
import { SweepLoop } from './sweep-loop.ts'

/** What sla consumes, serves and does by itself. */
@Module({})
export class SlaModule {
  static forRoot(config: SlaConfig, directory: DynamicModule = DirectoryCopyModule.forRoot({ geometry: false })): DynamicModule {
    return {
      module: SlaModule,
      imports: [
        ServiceModule.forRoot({ name: 'sla', config, problems: slaProblems, grpc: [slaGrpc.SlaService], gatherMs: 100 }),
        directory,
      ],
      controllers: [ClocksController, SlaGrpcAdapter],
      providers: [
        ClockStore,
        FoldBatch,
        FollowCases,
        FollowDecisions,
        OutdatedClocks,
        ClockReadings,
        Watermarks,
        Calendars,
        ClocksService,
        Quote,
        Recomputation,
        FollowCalendars,
        SweepLoop,
        {
          provide: Sweep,
          inject: [Database, Outbox],
          useFactory: (database: Database, outbox: Outbox) => new Sweep(database, outbox, 'sla'),
        },
        relay({ emits: [topics.slaClock, topics.slaEscalation], gatherMs: 60 }),
        gaugesOf({ name: 'time', inject: [Database, Clock], look: recordTime }),
        ...consumers({ inject: [FollowCases, FollowDecisions, Watermarks], subscriptions }),
        backgroundWork({ name: 'sweep', inject: [SweepLoop], start: (loop: SweepLoop) => loop.start() }),
        backgroundWork({ name: 'calendars', inject: [FollowCalendars], start: (follow: FollowCalendars) => follow.start() }),
      ],
    }
  }
}

const subscriptions = (cases: FollowCases, decisions: FollowDecisions, watermarks: Watermarks): Subscription[] => {
  const progress = (topic: Topic, partOf: typeof partOfCases) =>
    compacted<dispatchEvents.Progress>(topic, (tx, events) =>
      watermarks.progressed(
        tx,
        events.map(({ value }) => progressOf(value, partOf)),
      ),
    )
  return [
    own<dispatchEvents.LedgerEntry>(topics.dispatchCase, (tx, events) => cases.apply(tx, events), {
      onApplied: (tx, partition, nextOffset) => watermarks.applied(tx, partOfCases(partition), nextOffset),
    }),
    progress(topics.dispatchProgress, partOfCases),
    own<votingEvents.DecisionEvent>(topics.votingDecision, (tx, events) => decisions.apply(tx, events), {
      onApplied: (tx, partition, nextOffset) => watermarks.applied(tx, partOfDecisions(partition), nextOffset),
    }),
    progress(topics.votingProgress, partOfDecisions),
  ]
}
