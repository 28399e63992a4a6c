import { Injectable } from '@nestjs/common'
import { RequestError } from '@yiwang/service-kit'
import type { Subscription } from '../../domain/subscription.ts'
import { NotifyPrisma } from './notify-prisma.ts'

export interface WebhookRow extends Subscription {
  readonly id: string
  readonly owner: string
  readonly url: string
  readonly createdAt: Date
  readonly disabledAt: Date | null
}

export interface NewWebhook extends Omit<WebhookRow, 'disabledAt'> {
  readonly idempotencyKey: string | null
  readonly requestHash: string
}

export interface SigningSecret {
  readonly id: string
  readonly secret: string
}

/** As Prisma names it. */
const UNIQUE_VIOLATED = 'P2002'

/** Who wants to be called, and with which secrets calls are signed. */
@Injectable()
export class WebhookRepository {
  constructor(private readonly prisma: NotifyPrisma) {}

  /** False where this owner has registered one with the same idempotency key before. */
  async add({ types, ...webhook }: NewWebhook, secret: SigningSecret): Promise<boolean> {
    try {
      await this.prisma.webhook.create({ data: { ...webhook, types: [...types], secrets: { create: { ...secret } } } })
      return true
    } catch (error) {
      if ((error as { code?: string }).code === UNIQUE_VIOLATED) return false
      throw error
    }
  }

  /** What was registered with this key, with the secret that was shown then. */
  async registeredWith(
    owner: string,
    idempotencyKey: string,
  ): Promise<{ id: string; requestHash: string | null; secret: string } | undefined> {
    const found = await this.prisma.webhook.findUnique({
      where: { owner_idempotencyKey: { owner, idempotencyKey } },
      include: { secrets: { orderBy: { id: 'asc' }, take: 1 } },
    })
    const secret = found?.secrets[0]?.secret
    return found && secret !== undefined ? { id: found.id, requestHash: found.requestHash, secret } : undefined
  }

  /** @throws 404 for what is not the owner's */
  async ofOwner(owner: string, id: string): Promise<WebhookRow> {
    const webhook = await this.prisma.webhook.findFirst({ where: { id, owner } })
    if (!webhook) throw new RequestError('not-found', 'There is no such webhook of yours.')
    return webhook
  }

  /** Those of an owner, in order of registration. */
  list(owner: string, after: string | undefined, limit: number): Promise<WebhookRow[]> {
    const where = { owner, ...(after ? { id: { gt: after } } : {}) }
    return this.prisma.webhook.findMany({ where, orderBy: { id: 'asc' }, take: limit })
  }

  active(): Promise<WebhookRow[]> {
    return this.prisma.webhook.findMany({ where: { disabledAt: null } })
  }

  /** Where to call, and the secrets that sign now, the newest first. */
  async targets(ids: readonly string[], now: Date): Promise<Map<string, { url: string; secrets: string[] }>> {
    const rows = await this.prisma.webhook.findMany({
      where: { id: { in: [...ids] }, disabledAt: null },
      include: { secrets: { where: { OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] }, orderBy: { id: 'desc' } } },
    })
    return new Map(rows.map(({ id, url, secrets }) => [id, { url, secrets: secrets.map(({ secret }) => secret) }]))
  }

  async disable(id: string, now: Date): Promise<void> {
    await this.prisma.webhook.updateMany({ where: { id, disabledAt: null }, data: { disabledAt: now } })
  }

  async enable(id: string): Promise<void> {
    await this.prisma.webhook.updateMany({ where: { id }, data: { disabledAt: null } })
  }

  /** The secrets that sign now sign on until `until`; the new one signs first. */
  async rotate(webhookId: string, secret: SigningSecret, until: Date): Promise<void> {
    await this.prisma.$transaction([
      this.prisma.webhookSecret.updateMany({
        where: { webhookId, OR: [{ expiresAt: null }, { expiresAt: { gt: until } }] },
        data: { expiresAt: until },
      }),
      this.prisma.webhookSecret.create({ data: { ...secret, webhookId } }),
    ])
  }
}
