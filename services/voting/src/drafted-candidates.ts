import { Injectable } from '@nestjs/common'
import type { Transaction } from '@yiwang/database'
import type { Actor } from '@yiwang/service-kit'
import { CandidatesRepository } from './adapters/db/candidates.repository.ts'
import type { KeptDecision } from './adapters/db/decisions.repository.ts'
import { CandidateFindings } from './candidate-findings.ts'
import { DecisionRecord, SYSTEM } from './decision-record.ts'
import { VotingError } from './errors.ts'
import { authorOf, isOfficerOf } from './policy.ts'

/** The candidates of a draft: vetted as it is published, before there is a roll, and again where that says no. */
@Injectable()
export class DraftedCandidates {
  constructor(
    private readonly candidates: CandidatesRepository,
    private readonly findings: CandidateFindings,
    private readonly record: DecisionRecord,
  ) {}

  /** They stand when it is published, and are vetted where the community officer does so: on record for each. */
  async publish(tx: Transaction, actor: Actor, decision: KeptDecision, at: Date): Promise<KeptDecision> {
    if (!decision.ruleSet.election) return decision
    let noted = decision
    for (const question of decision.questions) {
      if (!(await this.candidates.addFrom(tx, decision, question, decision.draftedBy, at))) throw candidateExists()
      if (!isOfficerOf(actor, decision.area)) continue
      await this.candidates.vetWithPublication(tx, decision.id, question.id, actor.person, at)
      const details = { candidate: question.id, eligible: true, withPublication: true }
      noted = await this.record.note(tx, noted, 'candidate_vetted', authorOf(actor, 'COMMUNITY'), { at, details })
    }
    await this.findings.look(tx, noted)
    return noted
  }

  /** The roll is written: whoever was vetted without it, and of whom a finding says no now, is vetted anew. */
  async onRoll(tx: Transaction, decision: KeptDecision, at: Date): Promise<KeptDecision> {
    if (!decision.ruleSet.election) return decision
    await this.findings.look(tx, decision)
    let noted = decision
    for (const { id, findings } of await this.candidates.doubt(tx, decision.id)) {
      const against = findings.filter(({ result }) => result === 'NO').map(({ check }) => check)
      noted = await this.record.note(tx, noted, 'candidate_doubted', SYSTEM, { at, details: { candidate: id, findings: against } })
    }
    return noted
  }
}

export const candidateExists = () =>
  new VotingError('candidate-exists', 'Take an id and a name by which the candidate is told apart from the others.')
