import { Injectable } from '@nestjs/common'
import { Database, type Transaction } from '@yiwang/database'
import { type Actor, Clock } from '@yiwang/service-kit'
import { DecisionsRepository, type KeptDecision } from './adapters/db/decisions.repository.ts'
import type { Author } from './decision-record.ts'
import { asProblem } from './errors.ts'
import { Neighbours } from './neighbours.ts'
import { authorOf, type Capacity, type Neighbour, requirePerson } from './policy.ts'
import { ReadingService } from './reading.service.ts'

/** @throws where this person may not, whatever the stage */
export type May = (actor: Actor, decision: KeptDecision, neighbour: Neighbour) => Capacity | undefined | Promise<Capacity | undefined>

/** A decision, and who may do so with it. */
export interface Seen {
  readonly decision: KeptDecision
  readonly author: Author
}

/** What people do with a decision that leads it to no other stage: who may is asked first, then the stage, while it is held. */
@Injectable()
export class DecisionWork {
  constructor(
    private readonly database: Database,
    private readonly decisions: DecisionsRepository,
    private readonly reading: ReadingService,
    private readonly neighbours: Neighbours,
    private readonly clock: Clock,
  ) {}

  /** The decision, where this person may do so with it. @throws 404 where they do not see it */
  async seen(actor: Actor, id: string, may: May): Promise<Seen> {
    requirePerson(actor)
    const decision = await this.reading.visible(actor, id)
    const as = await may(actor, decision, await this.neighbours.of(actor, decision.compound))
    return { decision, author: authorOf(actor, as) }
  }

  /** Holds the decision while `work` is done. @param check what the rules say of its stage */
  async during<Answer>(
    id: string,
    check: (decision: KeptDecision) => void,
    work: (tx: Transaction, decision: KeptDecision, at: Date) => Promise<Answer>,
  ): Promise<Answer> {
    return this.database.transaction(async (tx) => {
      const decision = (await this.decisions.lock(tx, id))!
      asProblem(() => check(decision))
      return work(tx, decision, this.clock.now())
    })
  }

  /** It stays in its stage to the end of the transaction, while many have their say at once. */
  async staying(tx: Transaction, id: string, check: (decision: KeptDecision) => void): Promise<void> {
    const decision = (await this.decisions.share(tx, id))!
    asProblem(() => check(decision))
  }
}
