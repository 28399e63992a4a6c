import { Injectable } from '@nestjs/common'
import { WebhookRepository, type WebhookRow } from './adapters/db/webhook.repository.ts'

/** How long a change made through another replica may go unseen, ms of the process's own running. */
const FRESH_MS = 1_000

/** The active webhooks, read at most once a second: they are asked for with every batch of events. */
@Injectable()
export class WebhookDirectory {
  private known: Promise<readonly WebhookRow[]> | undefined
  private readAt = 0

  constructor(private readonly repository: WebhookRepository) {}

  active(): Promise<readonly WebhookRow[]> {
    if (!this.known || performance.now() - this.readAt > FRESH_MS) {
      this.readAt = performance.now()
      this.known = this.repository.active().catch((error: unknown) => {
        this.changed()
        throw error
      })
    }
    return this.known
  }

  /** A webhook was added, changed or disabled here: the next batch sees it. */
  changed(): void {
    this.known = undefined
  }
}
