import { Injectable } from '@nestjs/common'
import { Database, sql } from '@yiwang/database'
import { type Actor, type Page, type PageQuery, PageTokens, RequestError } from '@yiwang/service-kit'
import { WebhookRepository } from './adapters/db/webhook.repository.ts'
import { requireIntegrator } from './policy.ts'
import { Sender } from './sender.ts'
import { WebhookDirectory } from './webhook-directory.ts'

export interface DeadDelivery {
  readonly id: string
  readonly eventId: string
  readonly type: string
  readonly caseId?: string
  readonly at: string
  readonly attempts: number
  readonly reason: string
}

/** What could not be delivered to a webhook within a day. */
@Injectable()
export class DeadDeliveriesService {
  constructor(
    private readonly webhooks: WebhookRepository,
    private readonly directory: WebhookDirectory,
    private readonly database: Database,
    private readonly sender: Sender,
    private readonly pages: PageTokens,
  ) {}

  /** What was given up, the newest first. */
  async list(actor: Actor, id: string, query: PageQuery): Promise<Page<DeadDelivery>> {
    requireIntegrator(actor)
    await this.webhooks.ofOwner(actor.person, id)
    const before = (this.pages.verify(actor, query)?.[0] as string | undefined) ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff'
    const rows = await this.database.rows<DeadRow>(sql`
      select id, event_id as "eventId", event_type as type, case_id as "caseId", at, attempts, coalesce(reason, '') as reason
      from delivery where recipient = ${id} and channel = 'WEBHOOK' and state = 'DEAD' and id < ${before}
      order by id desc limit ${query.pageSize + 1}`)
    const page = this.pages.page(actor, query, rows, (row) => [row.id])
    return { ...page, items: page.items.map(deadOf) }
  }

  /**
   * Tries a dead delivery again, from the first attempt on, under the same id. Who asks for that says that the receiver is back: a webhook
   * that was disabled is called again from now on.
   */
  async replay(actor: Actor, id: string, delivery: string): Promise<void> {
    requireIntegrator(actor)
    await this.webhooks.ofOwner(actor.person, id)
    const replayed = await this.database.run(sql`
      update delivery set state = 'PENDING', attempts = 0, reason = null, settled_at = null, next_attempt_at = ${this.sender.now()}
      where id = ${delivery} and recipient = ${id} and channel = 'WEBHOOK' and state = 'DEAD'`)
    if (replayed === 0) throw new RequestError('not-found', 'There is no such dead delivery of this webhook.')
    await this.webhooks.enable(id)
    this.directory.changed()
    this.sender.wake('SYSTEMS')
  }
}

type DeadRow = Omit<DeadDelivery, 'at' | 'caseId'> & { at: Date; caseId: string | null }
const deadOf = ({ at, caseId, ...row }: DeadRow): DeadDelivery => ({ ...row, at: at.toISOString(), ...(caseId ? { caseId } : {}) })
