import { Injectable } from '@nestjs/common'
import type { Transaction } from '@yiwang/database'
import { type Actor, type Page, type PageQuery, PageTokens } from '@yiwang/service-kit'
import { v7 as uuid } from 'uuid'
import { type Confirmation, ConfirmationsRepository, type Tally } from './adapters/db/confirmations.repository.ts'
import type { KeptDecision } from './adapters/db/decisions.repository.ts'
import { CommandsService } from './commands.service.ts'
import { confirm } from './domain/stages.ts'
import { Places } from './places.ts'
import { requirePerson } from './policy.ts'
import { ReadingService } from './reading.service.ts'
import type { Command } from './stages.service.ts'

/** Residents say whether it was carried out as it was decided. */
@Injectable()
export class ConfirmationsService {
  constructor(
    private readonly commands: CommandsService,
    private readonly confirmations: ConfirmationsRepository,
    private readonly places: Places,
    private readonly reading: ReadingService,
    private readonly pages: PageTokens,
  ) {}

  /** The first one leads to the next stage; each may be changed until the archive. */
  async confirm({ actor, id, ifMatch, text }: Command, satisfied: boolean): Promise<KeptDecision> {
    requirePerson(actor)
    const decision = await this.reading.visible(actor, id)
    const place = await this.places.of(actor.person, decision)
    const put = (tx: Transaction, at: Date) =>
      this.confirmations.put(tx, id, actor.person, { id: uuid(), place, satisfied, text: text ?? null, at })
    const given = { actor, id, ifMatch, command: 'confirm' } as const
    if (decision.stage === 'CONFIRMATION')
      return this.commands.note(given, async (tx, _, at) => {
        await put(tx, at)
        return undefined
      })
    return this.commands.give(given, async (tx, held, _, at) => {
      await put(tx, at)
      return { change: confirm(held) }
    })
  }

  async list(reader: Actor | undefined, id: string, query: PageQuery): Promise<Page<Confirmation> & Tally> {
    await this.reading.visible(reader, id)
    const list = { ...query, confirmations: id }
    const [after] = (this.pages.verify(reader, list) ?? []) as [string?]
    const [rows, tally] = await Promise.all([this.confirmations.of(id, after, query.pageSize + 1), this.confirmations.tally(id)])
    return { ...tally, ...this.pages.page(reader, list, rows, (last) => [last.id]) }
  }
}
