import { Injectable } from '@nestjs/common'
import type { Transaction } from '@yiwang/database'
import { CandidatesRepository } from './adapters/db/candidates.repository.ts'
import type { KeptDecision } from './adapters/db/decisions.repository.ts'
import type { RoomName } from './adapters/db/roll.repository.ts'
import { findingsOf, type Nominee } from './domain/candidates.ts'

/** What the roll and the other candidates say to each candidate; looked at anew whenever one of them changes. */
@Injectable()
export class CandidateFindings {
  constructor(private readonly candidates: CandidatesRepository) {}

  async look(tx: Transaction, decision: KeptDecision): Promise<void> {
    if (!decision.ruleSet.election) return
    const nominees = await this.candidates.nominees(tx, decision.id)
    for (const nominee of nominees) await this.candidates.found(tx, decision.id, nominee.id, await this.of(tx, decision, nominee, nominees))
  }

  /** Whether this person may say that they are the candidate: they own on the roll, where a room was named that room. */
  async fits(tx: Transaction, decision: KeptDecision, nominee: Nominee & { readonly room?: RoomName }): Promise<boolean> {
    const findings = await this.of(tx, decision, nominee, [])
    return findings.some(({ check, result }) => check === 'ON_ROLL' && result === 'YES')
  }

  private async of(
    tx: Transaction,
    { id, rollWritten, trustees }: KeptDecision,
    nominee: Nominee & { readonly room?: RoomName },
    others: readonly Nominee[],
  ) {
    const { person, room } = nominee
    const ofRoom = room ? await this.candidates.placesOfRoom(tx, id, room) : []
    const ofPerson = person === undefined ? [] : await this.candidates.placesOfPerson(tx, id, person)
    return findingsOf(nominee, { rollWritten, ofRoom, ofPerson, others, trustees })
  }
}
