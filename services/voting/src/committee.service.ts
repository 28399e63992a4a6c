import { Injectable } from '@nestjs/common'
import type { Transaction } from '@yiwang/database'
import { DirectoryCopy } from '@yiwang/directory-copy'
import { type Actor, Clock, RequestError } from '@yiwang/service-kit'
import { CommitteeRepository, type Member } from './adapters/db/committee.repository.ts'
import { DecisionsRepository, type KeptDecision } from './adapters/db/decisions.repository.ts'
import { DecisionRecord } from './decision-record.ts'
import { DecisionWork } from './decision-work.ts'
import type { Term } from './domain/committee.ts'
import { requireStage } from './domain/decision.ts'
import { objectionsSettled } from './domain/needs.ts'
import { asProblem, VotingError } from './errors.ts'
import { isOfficerOf, requireOfficer } from './policy.ts'

/** A result stands from its announcement, whatever is done by it; that it stands for good, the objections say. */
const requireAnnounced = (decision: KeptDecision) => requireStage(decision, ['RESULT', 'FAILED', 'EXECUTION', 'CONFIRMATION', 'ARCHIVED'])

/** Owners' committees: the term of who was elected, the hand-over from the earlier ones, and who comes after a member. */
@Injectable()
export class CommitteeService {
  constructor(
    private readonly work: DecisionWork,
    private readonly decisions: DecisionsRepository,
    private readonly members: CommitteeRepository,
    private readonly record: DecisionRecord,
    private readonly directory: DirectoryCopy,
    private readonly clock: Clock,
  ) {}

  async ofCompound(code: string): Promise<Member[]> {
    if (!this.directory.compound(code)) throw new RequestError('not-found', 'There is no compound with this code.')
    return this.members.present(code, this.clock.now())
  }

  /** The term of those whom an election elected; whoever sits by an earlier one hands over as it begins. */
  async startTerm(actor: Actor, id: string, term: Term): Promise<Member[]> {
    const { author } = await this.work.seen(actor, id, requireOfficer)
    return this.work.during(id, requireAnnounced, async (tx, decision, at) => {
      const standing = await this.decisions.standing(id, tx)
      asProblem(() => {
        const refusal = objectionsSettled(decision, standing, at)
        if (refusal) throw refusal
      })
      await this.members.oneAtATime(tx, decision.compound)
      const member = await this.requireNew(tx, decision)
      await this.requireFits(tx, member, term, at)
      await this.members.start(tx, id, term)
      await this.members.handOver(tx, member, term.from, at)
      const details = { from: term.from.toISOString(), to: term.to.toISOString() }
      await this.record.note(tx, decision, 'term_started', author, { at, details })
      return this.members.electedBy(tx, id)
    })
  }

  /** By the community, or by who goes: the first alternate takes the seat for the rest of the term. */
  async end(actor: Actor, memberId: string, reason: string): Promise<Member[]> {
    const found = await this.members.find(memberId)
    if (!found) throw new RequestError('not-found', 'There is no committee member with this id.')
    const { author } = await this.work.seen(actor, found.decision, (by, { area }) => {
      if (isOfficerOf(by, area)) return 'COMMUNITY'
      if (found.person === by.person) return 'COMMITTEE'
      throw new RequestError('forbidden', 'Members go by themselves, or the community says that their term is over.')
    })
    return this.work.during(found.decision, requireAnnounced, async (tx, decision, at) => {
      await this.members.oneAtATime(tx, decision.compound)
      const all = await this.members.ofCommittee(tx, found.committee)
      const member = all.find(({ id }) => id === memberId)!
      if (!isPresent(member, at)) throw new VotingError('member-ended', 'Their term is over.')
      await this.members.end(tx, [memberId], at, reason)
      const next = member.alternate ? undefined : all.find((one) => one.alternate && isPresent(one, at))
      if (next) await this.members.seat(tx, next.id, at)
      const details = { member: memberId, name: member.name, ...(next && { successor: next.id, successorName: next.name }) }
      await this.record.note(tx, decision, 'member_ended', author, { at, text: reason, details })
      return (await this.members.ofCommittee(tx, found.committee)).filter((one) => isPresent(one, at))
    })
  }

  /** One of those whom this decision elected, and whose term was never set. */
  private async requireNew(tx: Transaction, { id }: KeptDecision): Promise<Member> {
    const elected = await this.members.electedBy(tx, id)
    const [first] = elected
    if (!first) throw new VotingError('nobody-elected', 'Only an election that elected somebody starts a term.')
    if (elected.every(({ endedAt }) => endedAt))
      throw new VotingError('member-ended', 'A later committee is in office, or all of them went.')
    if (first.termFrom) throw new VotingError('term-started', 'The term of those whom this decision elected was set before.')
    return first
  }

  /** Both rounds of an election are one committee, with one end. */
  private async requireFits(tx: Transaction, { compound, committee }: Member, { from, to }: Term, at: Date): Promise<void> {
    if (from >= to || to <= at) throw new VotingError('term-does-not-fit', 'A term ends after it begins, and not in the past.')
    const otherRound = (await this.members.ofCommittee(tx, committee)).find(({ termTo }) => termTo)
    if (otherRound && otherRound.termTo!.getTime() !== to.getTime()) {
      const until = otherRound.termTo!.toISOString()
      throw new VotingError('term-does-not-fit', `Those of the other round sit until ${until}: say the same.`, { extra: { to: until } })
    }
    const later = await this.members.termFrom(tx, compound, committee, from)
    if (later) throw new VotingError('term-does-not-fit', `Another committee of the compound sits from ${later.toISOString()}.`)
  }
}

const isPresent = ({ endedAt, termTo }: Member, at: Date): boolean => !endedAt && (!termTo || termTo > at)
