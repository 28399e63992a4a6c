import { Injectable } from '@nestjs/common'
import { type Actor, RequestError } from '@yiwang/service-kit'
import { v7 as uuid } from 'uuid'
import { OpinionsRepository, type OwnedOpinion } from './adapters/db/opinions.repository.ts'
import { DailyLimit } from './daily-limit.ts'
import { DecisionWork } from './decision-work.ts'
import { requireBeforeVoting, requireOpinionsTaken } from './domain/preparation.ts'
import { asProblem } from './errors.ts'
import { FilesService } from './files.service.ts'
import { Places } from './places.ts'
import { requireNeighbour } from './policy.ts'

export interface GivenOpinion {
  readonly text: string
  readonly attachments: readonly string[]
}

/** People of a compound say what they think of what is planned, and support what others said. */
@Injectable()
export class OpinionsService {
  constructor(
    private readonly work: DecisionWork,
    private readonly opinions: OpinionsRepository,
    private readonly files: FilesService,
    private readonly places: Places,
    private readonly daily: DailyLimit,
  ) {}

  /** The same Idempotency-Key again: the same opinion again. */
  async give(actor: Actor, id: string, given: GivenOpinion, key: string | undefined): Promise<OwnedOpinion> {
    const { decision } = await this.work.seen(actor, id, requireNeighbour)
    const before = key === undefined ? undefined : await this.opinions.withKey(actor.person, key)
    if (before) return sameAs(before, id, given)
    asProblem(() => requireOpinionsTaken(decision))
    const { text, attachments } = given
    const named = attachments.map((attachment, index) => ({ attachment, pointer: `/attachments/${index}` }))
    await this.files.requireUsable(actor, id, named, 'EVERYBODY')
    const place = await this.places.of(actor.person, decision)
    return this.daily.asPerson('opinions', actor.person, async (tx, at) => {
      const meanwhile = key === undefined ? undefined : await this.opinions.withKey(actor.person, key, tx)
      if (meanwhile) return sameAs(meanwhile, id, given)
      await this.daily.requireLeft('opinions', at, (from) => this.opinions.givenSince(tx, actor.person, from))
      await this.work.staying(tx, id, requireOpinionsTaken)
      const opinion = { id: uuid(), decision: id, by: actor.person, place, at, text, attachments, key }
      await this.opinions.add(tx, opinion)
      await this.files.keep(tx, id, attachments, 'EVERYBODY')
      return (await this.opinions.find(opinion.id, tx))!
    })
  }

  /** Once a person; again changes nothing. */
  async support(actor: Actor, id: string): Promise<{ readonly id: string; readonly supporters: number }> {
    const found = await this.opinions.find(id)
    if (!found) throw noOpinion()
    await this.work.seen(actor, found.decision, requireNeighbour)
    if (found.by === actor.person) throw new RequestError('forbidden', 'An opinion is supported by others than who gave it.')
    return this.daily.asPerson('support', actor.person, async (tx, at) => {
      await this.work.staying(tx, found.decision, requireBeforeVoting)
      await this.opinions.support(tx, id, actor.person, at)
      return { id, supporters: (await this.opinions.find(id, tx))!.supporters }
    })
  }
}

export const noOpinion = () => new RequestError('not-found', 'There is no opinion with this id.')

function sameAs(before: OwnedOpinion, decision: string, { text, attachments }: GivenOpinion): OwnedOpinion {
  const isSame = before.decision === decision && before.text === text && before.attachments.join() === attachments.join()
  if (!isSame) throw new RequestError('idempotency-key-reused', 'Take a new Idempotency-Key for another opinion.')
  return before
}
