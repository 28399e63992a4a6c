import { Injectable } from '@nestjs/common'
import type { Transaction } from '@yiwang/database'
import { v7 as uuid } from 'uuid'
import { CommitteeRepository } from './adapters/db/committee.repository.ts'
import { DecisionsRepository, type KeptDecision } from './adapters/db/decisions.repository.ts'
import { electedBy } from './domain/committee.ts'

/** Whom an election makes members of a committee, as its result is announced. */
@Injectable()
export class CommitteeSeats {
  constructor(
    private readonly decisions: DecisionsRepository,
    private readonly members: CommitteeRepository,
  ) {}

  /** A second round fills the seats that its first round left. */
  async fill(tx: Transaction, decision: KeptDecision): Promise<void> {
    const { id, compound, result, questions } = decision
    if (!result?.election) return
    await this.members.oneAtATime(tx, compound)
    const all = await this.roundsOf(tx, decision)
    const rounds = all.map((round) => round.id)
    const { id: committee, ruleSet } = all.at(-1)!
    const seated = await this.members.ofCommittee(tx, committee)
    const seatsLeft = ruleSet.election!.seats - seated.filter(({ alternate, endedAt }) => !alternate && !endedAt).length
    const elected = electedBy(result.election, seated.at(-1)?.rank, seatsLeft)
    const candidates = await this.members.candidates(
      tx,
      rounds,
      elected.map(({ candidate }) => candidate),
    )
    const known = new Map(candidates.map((one) => [one.candidate, one]))
    const asked = new Map(questions.map((question) => [question.id, question.text]))
    await this.members.add(
      tx,
      elected.map((one) => {
        const { name = asked.get(one.candidate)!, person = null } = known.get(one.candidate) ?? {}
        return { ...one, id: uuid(), compound, committee, decision: id, name, person }
      }),
    )
  }

  /** Nobody was elected by a result that does not stand. */
  async empty(tx: Transaction, { id }: KeptDecision, at: Date): Promise<void> {
    const members = await this.members.electedBy(tx, id)
    await this.members.end(
      tx,
      members.map((member) => member.id),
      at,
      'result withdrawn',
    )
  }

  /** This election and those whose rounds it goes on with, the first last. */
  private async roundsOf(tx: Transaction, decision: KeptDecision): Promise<KeptDecision[]> {
    const rounds = [decision]
    for (let round = decision; round.isSecondRound; rounds.push(round)) round = (await this.decisions.find(round.restarts!, tx))!
    return rounds
  }
}
