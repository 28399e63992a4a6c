import { Injectable } from '@nestjs/common'
import { type Actor, type Page, type PageQuery, PageTokens } from '@yiwang/service-kit'
import type { KeptDecision } from './adapters/db/decisions.repository.ts'
import { RollChangesRepository, type UnsettledRoom } from './adapters/db/roll-changes.repository.ts'
import { TasksRepository } from './adapters/db/tasks.repository.ts'
import { DecisionRecord } from './decision-record.ts'
import { DecisionWork } from './decision-work.ts'
import { requireBeforeVoting } from './domain/preparation.ts'
import { requireSteward } from './policy.ts'

/** What is corrected in the register comes onto the roll while it lies open. */
@Injectable()
export class RollCorrectionService {
  constructor(
    private readonly work: DecisionWork,
    private readonly changes: RollChangesRepository,
    private readonly tasks: TasksRepository,
    private readonly record: DecisionRecord,
    private readonly pages: PageTokens,
  ) {}

  /** Writes it anew from the register as it is then. Voting does not open before that is done. */
  async refresh(actor: Actor, id: string): Promise<KeptDecision> {
    const { author } = await this.work.seen(actor, id, requireSteward)
    return this.work.during(id, requireBeforeVoting, async (tx, decision, at) => {
      await this.tasks.add(tx, id, 'ROLL', at)
      if (!decision.rollWritten) return decision
      return this.record.note(tx, decision, 'roll_refreshed', author, { at, kept: { rollWritten: false } })
    })
  }

  /** Rooms that count and have no owner, or an area on which the rule set does not count. */
  async unsettled(reader: Actor, id: string, query: PageQuery): Promise<Page<UnsettledRoom>> {
    await this.work.seen(reader, id, requireSteward)
    const [after = 0] = (this.pages.verify(reader, query) ?? []) as [number?]
    const rows = await this.changes.unsettled(id, after, query.pageSize + 1)
    const page = this.pages.page(reader, query, rows, ({ nth }) => [nth])
    return { ...page, items: page.items.map(({ nth: _, ...room }) => room) }
  }
}
