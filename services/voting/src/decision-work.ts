import { Injectable } from '@nestjs/common'
import { Database, type Transaction } from '@yiwang/database'
import { type Actor, Clock } from '@yiwang/service-kit'
import { DecisionsRepository, type KeptDecision } from './adapters/db/decisions.repository.ts'
import type { Stage } from './domain/decision.ts'
import { notFound } from './drafts.service.ts'
import { VotingError } from './errors.ts'
import { Neighbours } from './neighbours.ts'
import { type Neighbour, requirePerson } from './policy.ts'

export interface Work<Result> {
  /** @throws where they may not, whatever the stage */
  readonly may: (decision: KeptDecision, neighbour: Neighbour) => void | Promise<void>
  readonly stages: readonly Stage[]
  readonly work: (tx: Transaction, decision: KeptDecision, at: Date) => Promise<Result>
}

/** What people do with a decision that leads it to no other stage: who may is asked first, then the stage, under the decision's lock. */
@Injectable()
export class DecisionWork {
  constructor(
    private readonly database: Database,
    private readonly decisions: DecisionsRepository,
    private readonly neighbours: Neighbours,
    private readonly clock: Clock,
  ) {}

  async on<Result>(actor: Actor, id: string, { may, stages, work }: Work<Result>): Promise<Result> {
    requirePerson(actor)
    const found = await this.decisions.find(id)
    if (!found || found.stage === 'DRAFT') throw notFound()
    await may(found, await this.neighbours.of(actor, found.compound))
    return this.database.transaction(async (tx) => {
      const decision = (await this.decisions.lock(tx, id))!
      if (!stages.includes(decision.stage)) {
        const detail = `This is not possible in the stage ${decision.stage}, but in: ${stages.join(', ')}.`
        throw new VotingError('command-not-legal', detail, { extra: { state: decision.stage } })
      }
      return work(tx, decision, this.clock.now())
    })
  }
}
