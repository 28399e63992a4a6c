import { createHash, randomBytes } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import { eventTypeOf } from '@yiwang/contracts'
import { type Actor, type Page, type PageQuery, PageTokens, RequestError, SystemClock } from '@yiwang/service-kit'
import { v7 as uuid } from 'uuid'
import { WebhookRepository, type WebhookRow } from './adapters/db/webhook.repository.ts'
import { faultOfTarget, WebhookOptions } from './domain/webhook-target.ts'
import { NotifyError } from './errors.ts'
import { requireIntegrator } from './policy.ts'
import { WebhookDirectory } from './webhook-directory.ts'

export interface RegisterWebhook {
  readonly url: string
  readonly types: readonly string[]
  readonly area: string
}

export interface RegisteredWebhook {
  readonly id: string
  readonly secret: string
}

export interface WebhookView {
  readonly id: string
  readonly url: string
  readonly types: readonly string[]
  readonly area: string
  readonly createdAt: string
  readonly disabledAt?: string
}

/** How long a secret that was rotated out still signs, ms: time for the receiver to change over. */
const OLD_SECRET_MS = 24 * 3_600_000

/** Standard Webhooks: whsec_ and the base64 of 24 to 64 random bytes. */
const newSecret = () => ({ id: uuid(), secret: `whsec_${randomBytes(32).toString('base64')}` })

/** Webhooks of outside systems, looked after by an integrator, each by who registered it. */
@Injectable()
export class WebhooksService {
  constructor(
    private readonly repository: WebhookRepository,
    private readonly directory: WebhookDirectory,
    private readonly pages: PageTokens,
    private readonly realTime: SystemClock,
    private readonly options: WebhookOptions,
  ) {}

  /** The secret is shown this once, and again to who repeats the request with its Idempotency-Key. */
  async register(actor: Actor, command: RegisterWebhook, idempotencyKey?: string): Promise<RegisteredWebhook> {
    const holding = requireIntegrator(actor)
    this.check(command, holding.area)
    const secret = newSecret()
    const id = uuid()
    const requestHash = createHash('sha256')
      .update(JSON.stringify([command.url, command.types, command.area]))
      .digest('hex')
    const webhook = {
      ...command,
      id,
      owner: actor.person,
      createdAt: this.realTime.now(),
      idempotencyKey: idempotencyKey ?? null,
      requestHash,
    }
    if (await this.repository.add(webhook, secret)) {
      this.directory.changed()
      return { id, secret: secret.secret }
    }
    const before = await this.repository.registeredWith(actor.person, idempotencyKey!)
    if (before?.requestHash === requestHash) return { id: before.id, secret: before.secret }
    throw new RequestError('idempotency-key-reused', 'Use a new Idempotency-Key for another webhook.')
  }

  async list(actor: Actor, query: PageQuery): Promise<Page<WebhookView>> {
    requireIntegrator(actor)
    const after = this.pages.verify(actor, query)?.[0] as string | undefined
    const page = this.pages.page(actor, query, await this.repository.list(actor.person, after, query.pageSize + 1), ({ id }) => [id])
    return { ...page, items: page.items.map(viewOf) }
  }

  async disable(actor: Actor, id: string): Promise<void> {
    requireIntegrator(actor)
    await this.repository.ofOwner(actor.person, id)
    await this.repository.disable(id, this.realTime.now())
    this.directory.changed()
  }

  /** The old secret signs beside the new one for a day. */
  async rotateSecret(actor: Actor, id: string): Promise<RegisteredWebhook> {
    requireIntegrator(actor)
    await this.repository.ofOwner(actor.person, id)
    const secret = newSecret()
    await this.repository.rotate(id, secret, new Date(this.realTime.now().getTime() + OLD_SECRET_MS))
    return { id, secret: secret.secret }
  }

  private check({ url, types, area }: { url: string; types: readonly string[]; area: string }, within: string): void {
    const fault = faultOfTarget(url, this.options.privateTargets)
    if (fault) throw new NotifyError('target-not-allowed', `The target ${fault}.`, { errors: [{ pointer: '/url', detail: fault }] })
    const unknown = types.map((type, k) => ({ type, k })).filter(({ type }) => !eventTypeOf(type) || !isSubscribable(type))
    if (unknown.length > 0) {
      const errors = unknown.map(({ type, k }) => ({
        pointer: `/types/${k}`,
        detail: `${type} is not a type of event that can be subscribed to`,
      }))
      throw new NotifyError('unknown-event-type', 'Name types of events as docs/events.md lists them.', { errors })
    }
    if (!area.startsWith(within)) {
      throw new NotifyError('area-not-yours', `Name an area inside ${within}.`, {
        errors: [{ pointer: '/area', detail: `is not inside ${within}` }],
      })
    }
  }
}

/** Deliveries are not delivered: each would announce the next. The directory is copied from its topic, not by webhook. Whom voting tells is nobody else's business. */
const isSubscribable = (type: string) => !/^yiwang\.(notify\.delivery|directory\.\w+|\w+\.progress|voting\.decision\.told)\./.test(type)

const viewOf = ({ id, url, types, area, createdAt, disabledAt }: WebhookRow): WebhookView => ({
  id,
  url,
  types,
  area,
  createdAt: createdAt.toISOString(),
  ...(disabledAt ? { disabledAt: disabledAt.toISOString() } : {}),
})
