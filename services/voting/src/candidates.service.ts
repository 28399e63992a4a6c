import { Injectable } from '@nestjs/common'
import type { Transaction } from '@yiwang/database'
import { type Actor, RequestError } from '@yiwang/service-kit'
import { type Candidate, CandidatesRepository, type NewCandidate } from './adapters/db/candidates.repository.ts'
import type { KeptDecision } from './adapters/db/decisions.repository.ts'
import { CandidateFindings } from './candidate-findings.ts'
import { DecisionRecord } from './decision-record.ts'
import { DecisionWork } from './decision-work.ts'
import { requireStage } from './domain/decision.ts'
import { requireBeforeVoting, requireElection } from './domain/preparation.ts'
import { candidateExists } from './drafted-candidates.ts'
import { asProblem, VotingError } from './errors.ts'
import { isOfficerOf, requireNominator, requireOfficer, requireOwner } from './policy.ts'
import { ReadingService } from './reading.service.ts'

/** A ballot with more is read by nobody. */
const MOST = 100
/** Of one person, besides what is drafted. */
const MOST_OF_ONE = 10

export interface Vetting {
  readonly eligible: boolean
  readonly reason?: string | undefined
  /** False: the account with which they stand is not theirs. */
  readonly account?: boolean | undefined
}

/** Who stands for election: nominated, looked up, and vetted by the community officer before voting opens. */
@Injectable()
export class CandidatesService {
  constructor(
    private readonly work: DecisionWork,
    private readonly reading: ReadingService,
    private readonly candidates: CandidatesRepository,
    private readonly findings: CandidateFindings,
    private readonly record: DecisionRecord,
  ) {}

  async list(reader: Actor | undefined, id: string): Promise<Candidate[]> {
    return this.candidates.of((await this.reading.visible(reader, id)).id)
  }

  /** Owners nominate themselves or others during the notice; who leads the election also before. An account is named by whose it is. */
  async nominate(actor: Actor, id: string, candidate: NewCandidate): Promise<Candidate> {
    const { decision: seen, author } = await this.work.seen(actor, id, requireNominator)
    asProblem(() => requireElection(seen))
    requireFirstRound(seen)
    requireOwnAccount(actor, candidate)
    return this.work.during(id, requireNominations, async (tx, decision, at) => {
      await this.requireRoom(tx, actor, decision)
      const isDrafted = decision.questions.some((question) => question.id === candidate.id || question.text === candidate.name)
      if (isDrafted || !(await this.candidates.add(tx, id, candidate, actor.person, at))) throw candidateExists()
      await this.findings.look(tx, decision)
      await this.record.note(tx, decision, 'candidate_nominated', author, { at, details: { candidate: candidate.id } })
      return (await this.candidates.find(tx, id, candidate.id))!
    })
  }

  /** Whom others nominated says that they are it: who is elected acts for the committee with this account. */
  async accept(actor: Actor, id: string, candidate: string): Promise<Candidate> {
    const { decision: seen, author } = await this.work.seen(actor, id, requireOwner)
    asProblem(() => requireElection(seen))
    return this.work.during(id, requireBeforeVoting, async (tx, decision, at) => {
      const nominee = (await this.candidates.nominees(tx, id)).find((one) => one.id === candidate)
      if (!nominee) throw unknown()
      if (nominee.person !== actor.person) {
        if (nominee.person !== undefined) throw new VotingError('candidate-accepted', 'Tell the community officer if that is not you.')
        if (!decision.rollWritten) throw new VotingError('roll-unsettled', 'The roll is still being written. Try again.')
        if (!(await this.findings.fits(tx, decision, { ...nominee, person: actor.person })))
          throw new VotingError('not-on-roll', 'Owners on the roll stand for election; where a room was named, who owns that room.')
        await this.candidates.accept(tx, id, candidate, actor.person)
        await this.findings.look(tx, decision)
        await this.record.note(tx, decision, 'candidate_accepted', author, { at, details: { candidate } })
      }
      return (await this.candidates.find(tx, id, candidate))!
    })
  }

  /** On record each time; it can be done again until voting opens. */
  async vet(actor: Actor, id: string, candidate: string, { eligible, reason, account = true }: Vetting): Promise<Candidate> {
    const { decision: seen, author } = await this.work.seen(actor, id, requireOfficer)
    asProblem(() => requireElection(seen))
    return this.work.during(id, requireBeforeVoting, async (tx, decision, at) => {
      if (!(await this.candidates.find(tx, id, candidate))) throw unknown()
      await this.candidates.vet(tx, id, candidate, eligible, reason, actor.person, at)
      if (!account) {
        await this.candidates.part(tx, id, candidate)
        await this.findings.look(tx, decision)
      }
      const details = { candidate, eligible, ...(!account && { account }) }
      await this.record.note(tx, decision, 'candidate_vetted', author, { at, text: reason, details })
      return (await this.candidates.find(tx, id, candidate))!
    })
  }

  private async requireRoom(tx: Transaction, actor: Actor, { id, questions, stage, draftedBy, area }: KeptDecision): Promise<void> {
    const { all, own } = await this.candidates.nominatedBy(tx, id, actor.person)
    const most = stage === 'DRAFT' ? MOST - questions.length : MOST
    const leads = actor.person === draftedBy || isOfficerOf(actor, area)
    if (all >= most || (own >= MOST_OF_ONE && !leads))
      throw new VotingError('too-many-candidates', `There may be ${MOST} candidates, ${MOST_OF_ONE} nominated by one owner.`)
  }
}

function requireFirstRound({ isSecondRound }: KeptDecision): void {
  if (isSecondRound) throw new VotingError('too-many-candidates', 'A second round is among those who were level, and nobody else.')
}

function requireNominations(decision: KeptDecision): void {
  requireElection(decision)
  requireStage(decision, ['DRAFT', 'NOTICE'])
}

/** Nobody stands with an account unasked, nor under the name of another with their own: whose name it is the community officer vets. */
function requireOwnAccount(actor: Actor, { person }: NewCandidate): void {
  if (person === undefined || person === actor.person) return
  const detail = 'Leave it out: who is nominated by others says so themselves (POST …/candidates/{candidate}/accept).'
  throw new VotingError('account-not-own', detail, { errors: [{ pointer: '/person', detail: 'is not your account' }] })
}

const unknown = () => new RequestError('not-found', 'There is no candidate with this id.')
