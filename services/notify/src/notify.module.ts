import { type DynamicModule, Module } from '@nestjs/common'
import { topics } from '@yiwang/contracts'
import { Database } from '@yiwang/database'
import { DirectoryCopyModule } from '@yiwang/directory-copy'
import { type Handler, Outbox, own } from '@yiwang/messaging'
import { backgroundWork, consumers, gaugesOf, Lifecycle, Logger, relay, retrying, ServiceModule, SystemClock } from '@yiwang/service-kit'
import type { Channel } from './adapters/channels/channel.ts'
import { InboxChannel } from './adapters/channels/inbox.channel.ts'
import { WebhookChannel } from './adapters/channels/webhook.channel.ts'
import { CaseFileRepository } from './adapters/db/case-file.repository.ts'
import { DeliveryRepository } from './adapters/db/delivery.repository.ts'
import { recordDeliveries } from './adapters/db/delivery-gauges.ts'
import { NotifyPrisma } from './adapters/db/notify-prisma.ts'
import { WebhookRepository } from './adapters/db/webhook.repository.ts'
import { InboxController } from './adapters/http/inbox.controller.ts'
import { WebhooksController } from './adapters/http/webhooks.controller.ts'
import type { NotifyConfig } from './config.ts'
import { DeadDeliveriesService } from './dead-deliveries.service.ts'
import { WebhookOptions } from './domain/webhook-target.ts'
import { notifyProblems } from './errors.ts'
import { InboxService } from './inbox.service.ts'
import { PublishService } from './publish.service.ts'
import { Sender } from './sender.ts'
import { TellService } from './tell.service.ts'
import { Templates } from './templates.ts'
import { WebhookDirectory } from './webhook-directory.ts'
import { WebhooksService } from './webhooks.service.ts'

const TEMPLATES_FILE = new URL('../templates/templates.json', import.meta.url)

/** Every channel by which people and systems are told. */
const CHANNELS = [InboxChannel, WebhookChannel]

/** People are told of a fact, and webhooks get the event. */
const both =
  <Value>(one: Handler<Value>, other: Handler): Handler<Value> =>
  async (tx, events) => {
    await one(tx, events)
    await other(tx, events)
  }

@Module({})
export class NotifyModule {
  static forRoot(config: NotifyConfig): DynamicModule {
    return {
      module: NotifyModule,
      imports: [
        ServiceModule.forRoot({ name: 'notify', config, problems: notifyProblems, gatherMs: 300 }),
        DirectoryCopyModule.forRoot({ geometry: false }),
      ],
      controllers: [InboxController, WebhooksController],
      providers: [
        ...[NotifyPrisma, CaseFileRepository, DeliveryRepository, WebhookRepository, WebhookDirectory, SystemClock],
        { provide: WebhookOptions, useValue: new WebhookOptions(config.WEBHOOK_PRIVATE_TARGETS) },
        {
          provide: Templates,
          inject: [NotifyPrisma, Lifecycle, Logger],
          useFactory: (prisma: NotifyPrisma, lifecycle: Lifecycle, log: Logger) => {
            const templates = new Templates(prisma, TEMPLATES_FILE)
            lifecycle.consumersNeed(retrying('templates', () => templates.load(), { log, until: () => lifecycle.stopping }))
            return templates
          },
        },
        ...CHANNELS,
        {
          provide: Sender,
          inject: [Database, Outbox, DeliveryRepository, SystemClock, Logger, ...CHANNELS],
          useFactory: (
            database: Database,
            outbox: Outbox,
            deliveries: DeliveryRepository,
            clock: SystemClock,
            log: Logger,
            ...channels: Channel[]
          ) => new Sender({ database, outbox, deliveries, channels, now: () => clock.now(), log }),
        },
        ...[TellService, PublishService, InboxService, WebhooksService, DeadDeliveriesService],
        relay({ emits: [topics.notifyDelivery], gatherMs: 100 }),
        gaugesOf({
          name: 'deliveries',
          inject: [Database, Sender],
          look: (database: Database, sender: Sender) => recordDeliveries(database, sender.channels, sender.now()),
        }),
        ...consumers({
          inject: [TellService, PublishService],
          subscriptions: (tell: TellService, publish: PublishService) => [
            own(topics.intakeMatter, publish.toWebhooks),
            own(topics.intakeQuarantine, publish.toWebhooks),
            own(topics.dispatchCase, both(tell.ofCases, publish.toWebhooks)),
            own(topics.slaClock, publish.toWebhooks),
            own(topics.slaEscalation, both(tell.ofEscalations, publish.toWebhooks)),
            own(topics.votingDecision, both(tell.ofDecisions, publish.toWebhooks)),
          ],
        }),
        backgroundWork({ name: 'sender', inject: [Sender], start: (sender: Sender) => sender.start() }),
      ],
    }
  }
}
