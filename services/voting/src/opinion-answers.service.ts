import { Injectable } from '@nestjs/common'
import type { Transaction } from '@yiwang/database'
import { type Actor, RequestError } from '@yiwang/service-kit'
import { v7 as uuid } from 'uuid'
import { type OpinionGroup, OpinionGroupsRepository } from './adapters/db/opinion-groups.repository.ts'
import { type Answer, OpinionsRepository, type OwnedOpinion } from './adapters/db/opinions.repository.ts'
import { DecisionRecord } from './decision-record.ts'
import { DecisionWork } from './decision-work.ts'
import { requireBeforeVoting } from './domain/preparation.ts'
import { VotingError } from './errors.ts'
import { noOpinion } from './opinions.service.ts'
import { requireSteward } from './policy.ts'

/** Who leads a decision puts opinions together and answers each of them; a changed answer stays on record as it was. */
@Injectable()
export class OpinionAnswersService {
  constructor(
    private readonly work: DecisionWork,
    private readonly opinions: OpinionsRepository,
    private readonly groups: OpinionGroupsRepository,
    private readonly record: DecisionRecord,
  ) {}

  async group(actor: Actor, id: string, title: string, opinions: readonly string[]): Promise<OpinionGroup> {
    await this.work.seen(actor, id, requireSteward)
    return this.work.during(id, requireBeforeVoting, async (tx, _, at) => {
      await this.requireOf(tx, id, opinions, '/opinions')
      const group = { id: uuid(), decision: id, title, by: actor.person, at }
      await this.groups.add(tx, group)
      await this.groups.fill(tx, group.id, opinions)
      return (await this.groups.find(group.id, tx))!
    })
  }

  async addTo(actor: Actor, group: string, opinions: readonly string[]): Promise<OpinionGroup> {
    const id = await this.decisionOf(group)
    await this.work.seen(actor, id, requireSteward)
    return this.work.during(id, requireBeforeVoting, async (tx) => {
      await this.requireOf(tx, id, opinions, '/opinions')
      await this.groups.fill(tx, group, opinions)
      return (await this.groups.find(group, tx))!
    })
  }

  /** Until voting opens it can be changed; the same again changes nothing. */
  async answer(actor: Actor, id: string, answer: Answer): Promise<OwnedOpinion> {
    const found = await this.opinions.find(id)
    if (!found) throw noOpinion()
    const { author } = await this.work.seen(actor, found.decision, requireSteward)
    return this.work.during(found.decision, requireBeforeVoting, async (tx, decision, at) => {
      const before = (await this.opinions.find(id, tx))!
      if (before.outcome === answer.outcome && before.answer === answer.text) return before
      await this.opinions.answer(tx, id, answer, actor.person, at)
      if (before.outcome) {
        const details = { opinion: id, before: before.outcome, outcome: answer.outcome }
        await this.record.note(tx, decision, 'answer_changed', author, { at, text: before.answer!, details })
      }
      return (await this.opinions.find(id, tx))!
    })
  }

  /** Answers those of the group that have no answer. */
  async answerGroup(actor: Actor, group: string, answer: Answer): Promise<OpinionGroup & { readonly answered: number }> {
    const id = await this.decisionOf(group)
    const { author } = await this.work.seen(actor, id, requireSteward)
    return this.work.during(id, requireBeforeVoting, async (tx, decision, at) => {
      const answered = await this.opinions.answerGroup(tx, group, answer, actor.person, at)
      const details = { group, outcome: answer.outcome, opinions: answered }
      if (answered > 0) await this.record.note(tx, decision, 'group_answered', author, { at, details })
      return { ...(await this.groups.find(group, tx))!, answered }
    })
  }

  /** @throws 422 with every one that is not of this decision */
  async requireOf(tx: Transaction, decision: string, ids: readonly string[], pointer: string): Promise<void> {
    const known = new Set((await this.opinions.of(decision, ids, tx)).map(({ id }) => id))
    const errors = ids.flatMap((id, n) => (known.has(id) ? [] : [{ pointer: `${pointer}/${n}`, detail: 'is no opinion of this decision' }]))
    if (errors.length > 0) throw new VotingError('unknown-opinion', 'Name opinions of this decision.', { errors })
  }

  private async decisionOf(group: string): Promise<string> {
    const decision = await this.groups.decisionOf(group)
    if (decision === undefined) throw new RequestError('not-found', 'There is no group with this id.')
    return decision
  }
}
