import { Injectable } from '@nestjs/common'
import { type Actor, type Page, type PageQuery, PageTokens, RequestError } from '@yiwang/service-kit'
import { v7 as uuid } from 'uuid'
import type { RoomName } from './adapters/db/roll.repository.ts'
import { type RollObjection, RollObjectionsRepository } from './adapters/db/roll-objections.repository.ts'
import { DailyLimit } from './daily-limit.ts'
import { DecisionRecord } from './decision-record.ts'
import { DecisionWork } from './decision-work.ts'
import { requireBeforeVoting } from './domain/preparation.ts'
import { asProblem, VotingError } from './errors.ts'
import { requireInsideOrResident, requireNeighbour, requireOfficer } from './policy.ts'

export interface RollAnswer {
  readonly outcome: 'UPHELD' | 'REJECTED'
  readonly text: string
}

const FIRST = '00000000-0000-0000-0000-000000000000'

/** While the roll lies open people say what is wrong with it, and the community officer decides. */
@Injectable()
export class RollObjectionsService {
  constructor(
    private readonly work: DecisionWork,
    private readonly objections: RollObjectionsRepository,
    private readonly daily: DailyLimit,
    private readonly record: DecisionRecord,
    private readonly pages: PageTokens,
  ) {}

  async raise(actor: Actor, id: string, text: string, room: RoomName | undefined): Promise<RollObjection> {
    const { decision } = await this.work.seen(actor, id, requireNeighbour)
    asProblem(() => requireBeforeVoting(decision))
    return this.daily.asPerson('roll-objections', actor.person, async (tx, at) => {
      await this.daily.requireLeft('roll-objections', at, (from) => this.objections.raisedSince(tx, actor.person, from))
      await this.work.staying(tx, id, requireBeforeVoting)
      const objection = { id: uuid(), decision: id, at, text, room: room ?? null }
      await this.objections.add(tx, objection, actor.person)
      return (await this.objections.find(objection.id, tx))!
    })
  }

  async page(reader: Actor, id: string, query: PageQuery): Promise<Page<RollObjection>> {
    await this.work.seen(reader, id, requireInsideOrResident)
    const [after = FIRST] = (this.pages.verify(reader, query) ?? []) as [string?]
    return this.pages.page(reader, query, await this.objections.page(id, after, query.pageSize + 1), ({ id: last }) => [last])
  }

  /** Once. What is upheld is corrected in the register; then the roll is refreshed. */
  async answer(actor: Actor, id: string, answer: RollAnswer): Promise<RollObjection> {
    const found = await this.objections.find(id)
    if (!found) throw new RequestError('not-found', 'There is no objection with this id.')
    const { author } = await this.work.seen(actor, found.decision, requireOfficer)
    return this.work.during(found.decision, requireBeforeVoting, async (tx, decision, at) => {
      if ((await this.objections.find(id, tx))!.outcome) throw new VotingError('already-answered', 'This objection has been decided.')
      await this.objections.answer(tx, id, answer, actor.person, at)
      const details = { objection: id, outcome: answer.outcome }
      await this.record.note(tx, decision, 'roll_objection_answered', author, { at, details })
      return (await this.objections.find(id, tx))!
    })
  }
}
