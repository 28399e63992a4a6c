import { Injectable } from '@nestjs/common'
import { Database } from '@yiwang/database'
import { Outbox } from '@yiwang/messaging'
import { type Actor, Logger, type Page, PageTokens, RequestError, Sealing } from '@yiwang/service-kit'
import { findQuarantined, listQuarantine, type QuarantineEntry, type WholeQuarantineEntry } from './adapters/db/quarantine.repository.ts'
import type { QuarantineListQuery } from './adapters/http/quarantine.schema.ts'
import { IntakeError } from './errors.ts'
import { InboundService } from './inbound.service.ts'
import { requireEditor } from './policy.ts'

/** What could not be mapped, for those who mend packs. */
@Injectable()
export class QuarantineService {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly inbound: InboundService,
    private readonly pages: PageTokens,
    private readonly sealing: Sealing,
    private readonly log: Logger,
  ) {}

  async list(actor: Actor, query: QuarantineListQuery): Promise<Page<QuarantineEntry>> {
    requireEditor(actor)
    const [before] = (this.pages.verify(actor, query) ?? []) as [string?]
    const { system, state, pageSize } = query
    const rows = await listQuarantine(this.database, { system, state, before, limit: pageSize + 1 })
    return this.pages.page(actor, query, rows, ({ id }) => [id])
  }

  async read(actor: Actor, id: string): Promise<WholeQuarantineEntry> {
    requireEditor(actor)
    return this.shown(actor, await this.find(id))
  }

  /** Tries an entry again. What is replayed stays replayed; what still cannot be mapped stays held, with its new reason. */
  async replay(actor: Actor, id: string): Promise<WholeQuarantineEntry> {
    requireEditor(actor)
    const before = await this.find(id)
    if (before.state === 'REPLAYED') return this.shown(actor, before)
    const after = await this.database.transaction(async (tx) => {
      const events = await this.inbound.retry(tx, before.system, id)
      const entry = (await findQuarantined(tx, this.sealing, id))!
      await this.outbox.emit(tx, events)
      return entry
    })
    if (after.state === 'REPLAYED') return this.shown(actor, after)
    throw new IntakeError(
      'still-held',
      `${after.reason}: ${after.pointer || 'the event'} ${after.detail}. Mend the mapping pack and replay again.`,
      {
        extra: { reason: after.reason, pointer: after.pointer },
      },
    )
  }

  private async find(id: string): Promise<WholeQuarantineEntry> {
    const entry = await findQuarantined(this.database, this.sealing, id)
    if (!entry) throw new RequestError('not-found', 'There is no such entry in quarantine.')
    return entry
  }

  /** An original may hold names and phones in the clear: who sees one is written down, without what is in it. */
  private shown(actor: Actor, entry: WholeQuarantineEntry): WholeQuarantineEntry {
    this.log.info({ person: actor.person, quarantineId: entry.id, system: entry.system }, 'an original in quarantine was shown')
    return entry
  }
}
