import { Injectable } from '@nestjs/common'
import type { Transaction } from '@yiwang/database'
import type { ReceivedEvent } from '@yiwang/messaging'
import { v7 as uuid } from 'uuid'
import { DeliveryRepository, type NewDelivery } from './adapters/db/delivery.repository.ts'
import { cloudEventJson } from './adapters/kafka/cloud-event-json.ts'
import { wants } from './domain/subscription.ts'
import { Sender } from './sender.ts'
import { WebhookDirectory } from './webhook-directory.ts'

/** Hands every event to the webhooks that asked for it. */
@Injectable()
export class PublishService {
  constructor(
    private readonly webhooks: WebhookDirectory,
    private readonly deliveries: DeliveryRepository,
    private readonly sender: Sender,
  ) {}

  readonly toWebhooks = async (tx: Transaction, events: readonly ReceivedEvent[]): Promise<void> => {
    const webhooks = await this.webhooks.active()
    const deliveries = events.flatMap((event) => webhooks.filter((webhook) => wants(webhook, event)).map(({ id }) => deliveryTo(id, event)))
    await this.deliveries.add(tx, deliveries, this.sender.now())
    if (deliveries.length > 0) tx.afterCommit(() => this.sender.wake('SYSTEMS'))
  }
}

function deliveryTo(webhook: string, event: ReceivedEvent): NewDelivery {
  const { id, type, area, time } = event
  const common = { eventId: id, eventType: type, area, at: time, caseId: caseOf(event) }
  return {
    ...common,
    id: uuid(),
    channel: 'WEBHOOK',
    recipient: webhook,
    template: null,
    templateVersion: null,
    params: {},
    body: cloudEventJson(event),
  }
}

const caseOf = ({ value }: ReceivedEvent): string | null => (value as { caseId?: string } | undefined)?.caseId ?? null
