import { Injectable } from '@nestjs/common'
import { type Actor, type Page, type PageQuery, PageTokens, RequestError } from '@yiwang/service-kit'
import { v7 as uuid } from 'uuid'
import type { KeptDecision } from './adapters/db/decisions.repository.ts'
import { type Objection, ObjectionsRepository } from './adapters/db/objections.repository.ts'
import { RollRepository } from './adapters/db/roll.repository.ts'
import { DecisionRecord } from './decision-record.ts'
import { DecisionWork } from './decision-work.ts'
import { requireStage } from './domain/decision.ts'
import { VotingError } from './errors.ts'
import { Places } from './places.ts'
import { type Capacity, requireOfficer } from './policy.ts'
import { ReadingService } from './reading.service.ts'

/** Objections are taken and decided in these. */
const requireAnnounced = (decision: KeptDecision) => requireStage(decision, ['RESULT', 'FAILED'])

export type ObjectionOutcome = NonNullable<Objection['outcome']>

/** Objections of owners against a result, decided by the community on the frozen roll. */
@Injectable()
export class ObjectionsService {
  constructor(
    private readonly work: DecisionWork,
    private readonly objections: ObjectionsRepository,
    private readonly roll: RollRepository,
    private readonly record: DecisionRecord,
    private readonly places: Places,
    private readonly reading: ReadingService,
    private readonly pages: PageTokens,
  ) {}

  /** By who is on the frozen roll, or owns a room now. */
  async raise(actor: Actor, id: string, text: string): Promise<Objection> {
    const { decision: seen, author } = await this.work.seen(actor, id, async (_, __, { isOwner }): Promise<Capacity> => {
      if (isOwner || (await this.roll.isOn(id, actor.person))) return 'NEIGHBOUR'
      throw new VotingError('not-entitled', 'Owners of the compound and who is on the roll object to a result.')
    })
    const place = await this.places.of(actor.person, seen)
    return this.work.during(id, requireAnnounced, async (tx, decision, at) => {
      if (decision.objectionsEndedAt) throw new VotingError('command-not-legal', 'The time for objections is over.')
      const objection = { ...{ id: uuid(), decision: id, place, at, text }, outcome: null, answer: null, answeredAt: null }
      if (!(await this.objections.add(tx, objection, actor.person)))
        throw new VotingError('objection-open', 'Your earlier objection is decided first.')
      await this.record.note(tx, decision, 'objected', author, { at, text, details: { objection: objection.id, place } })
      return objection
    })
  }

  /** One that is upheld takes the result back: it is withdrawn, and may be started again. */
  async decide(actor: Actor, objectionId: string, outcome: ObjectionOutcome, answer: string): Promise<Objection> {
    const found = await this.objections.find(objectionId)
    if (!found) throw new RequestError('not-found', 'There is no objection with this id.')
    const { author } = await this.work.seen(actor, found.decision, requireOfficer)
    return this.work.during(found.decision, requireAnnounced, async (tx, decision, at) => {
      const before = (await this.objections.find(objectionId, tx))!
      if (before.outcome) throw new VotingError('already-decided', `It was decided: ${before.outcome}.`)
      await this.objections.decide(tx, objectionId, { outcome, answer, answeredAt: at }, actor.person)
      const details = { objection: objectionId, outcome }
      await this.record.note(tx, decision, 'objection_decided', author, { at, text: answer, details })
      return { ...before, outcome, answer, answeredAt: at }
    })
  }

  async list(reader: Actor | undefined, id: string, query: PageQuery): Promise<Page<Objection>> {
    await this.reading.visible(reader, id)
    const list = { ...query, objections: id }
    const [after] = (this.pages.verify(reader, list) ?? []) as [string?]
    const rows = await this.objections.of(id, after, query.pageSize + 1)
    return this.pages.page(reader, list, rows, (last) => [last.id])
  }
}
