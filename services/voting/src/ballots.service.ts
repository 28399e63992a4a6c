import { Inject, Injectable } from '@nestjs/common'
import type { Queryable, Transaction } from '@yiwang/database'
import { leafHash, type Signer } from '@yiwang/ledger'
import { seal, sealedLength, signReceipt } from '@yiwang/ledger/decision'
import { type Actor, Clock, CONFIG, RequestError } from '@yiwang/service-kit'
import { BallotsRepository } from './adapters/db/ballots.repository.ts'
import { DecisionsRepository, type KeptDecision } from './adapters/db/decisions.repository.ts'
import { RollRepository, type RoomName, type VoterOfRoom } from './adapters/db/roll.repository.ts'
import { type Choices, requireChoices, requireFree, requireWay } from './ballot-rules.ts'
import { BallotsInHand } from './ballots-in-hand.ts'
import type { VotingConfig } from './config.ts'
import { ballotLine, sealedText, type Way } from './domain/lines.ts'
import { notFound } from './drafts.service.ts'
import { VotingError } from './errors.ts'
import { Gate } from './gate.ts'
import { LateVoters } from './late-voters.ts'
import { MandateLimit } from './mandate-limit.ts'
import { requirePerson } from './policy.ts'
import { Revocations } from './revocations.ts'
import { originOf, SIGNER } from './signing.ts'
import { countCast, countingRefusals } from './voting-metrics.ts'

/** As somebody says it: a text may leave out what is clear. */
export type SaidRoom = RoomName | string

export interface Cast {
  /** Names the receipt: the hash of the ballot's line, hex. */
  readonly receipt: string
  /** Signed note: the word that this ballot is on the board. */
  readonly note: string
}

/** A ballot as it arrived. */
interface GivenBallot {
  readonly actor: Actor
  readonly decision: KeptDecision
  readonly said: SaidRoom
  /** One to each question. */
  readonly choices: Choices
  readonly at: Date
  readonly key?: string | undefined
}

/** How often a ballot meets another one of its head before it gives up. */
const ATTEMPTS = 20
const MOST_SERIALS = 9_999

/** Takes ballots: who may vote, sealed at once, written before the close or not at all. */
@Injectable()
export class BallotsService {
  private readonly gate: Gate
  /** What does not change while voting is open; that it is open is asked where the ballot is written. */
  private readonly open = new Map<string, KeptDecision>()

  constructor(
    private readonly decisions: DecisionsRepository,
    private readonly roll: RollRepository,
    private readonly ballots: BallotsRepository,
    private readonly inHand: BallotsInHand,
    private readonly late: LateVoters,
    private readonly mandates: MandateLimit,
    private readonly revocations: Revocations,
    private readonly clock: Clock,
    @Inject(SIGNER) private readonly signer: Signer,
    @Inject(CONFIG) { DATABASE_POOL }: VotingConfig,
  ) {
    this.gate = new Gate(Math.max(1, DATABASE_POOL - 2))
  }

  /** An electronic ballot, by who votes for the room. */
  async vote(actor: Actor, id: string, said: SaidRoom, choices: Choices, key?: string): Promise<Cast> {
    return countingRefusals('ELECTRONIC', () => this.taken(actor, id, said, choices, key))
  }

  private async taken(actor: Actor, id: string, said: SaidRoom, choices: Choices, key?: string): Promise<Cast> {
    requirePerson(actor)
    const at = this.clock.now()
    try {
      const decision = await this.votingOn(id, at)
      requireWay(decision.ruleSet, 'ELECTRONIC')
      const complete = requireChoices(decision, choices)
      return await this.inHand.during(id, () => this.votes({ actor, decision, said, choices: complete, at, key }))
    } catch (refusal) {
      const earlier = key !== undefined && isClosed(refusal) ? await this.ballots.castWith(id, actor.person, key) : undefined
      if (!earlier) throw refusal
      // Who did not hear of it in the last second, and asks again, is told that the ballot is in.
      return { receipt: earlier.leaf.toString('hex'), note: earlier.receipt }
    }
  }

  /** Directory is asked outside the gate: who comes late keeps nobody waiting. */
  private async votes(given: GivenBallot): Promise<Cast> {
    const { actor, decision, said } = given
    await this.revocations.strike(decision)
    const room = await this.gate.through(() => this.roomOf(actor, decision.id, said))
    const cast = await this.gate.through(() => this.castBy(given, room))
    if (cast) return cast
    const heads = await this.roll.headsOfRoom(decision.id, room)
    if (heads.length === 0) throw unknownRoom()
    await this.late.add(actor.person, decision, room, heads)
    const late = await this.gate.through(() => this.castBy(given, room))
    if (late) return late
    const expired = await this.roll.voterOf(decision.id, actor.person, room)
    if (expired) throw new VotingError('mandate-expired', 'File a new mandate, or let the owners vote.')
    throw new VotingError('not-on-roll', 'You vote for nobody in this room: claim it first, or have a mandate filed.')
  }

  /** @throws where a text could mean several rooms, or none */
  async roomOf(actor: Actor, id: string, said: SaidRoom): Promise<RoomName> {
    if (typeof said !== 'string') return said
    const [room, other] = await this.roll.roomsNamed(id, said, actor.person)
    if (!room || (other && other.own === room.own)) throw unknownRoom()
    return room
  }

  /** Seals a ballot that this head has not got yet. Undefined: another one of the head came first, or voting is closed. */
  async cast(
    decision: KeptDecision,
    way: Way,
    voter: VoterOfRoom,
    choices: Choices,
    by: string,
    at: Date,
    key?: string,
    db?: Queryable,
  ): Promise<Cast | undefined> {
    const { id, ruleSet, publicKey } = decision
    const { head, mandate } = voter
    const serial = (voter.serial ?? 0) + 1
    if (serial > MOST_SERIALS) throw new VotingError('already-voted', 'This ballot was replaced as often as can be.')
    const sealed = seal(sealedText(ruleSet, head, serial, choices), sealedLength(decision), publicKey!)
    const leaf = leafHash(ballotLine(ruleSet, head, way, sealed))
    const receipt = signReceipt(originOf(this.signer, id), leaf, this.signer)
    const slot = way === 'ELECTRONIC' && ruleSet.ballots.replaceable ? `${way} ${serial}` : way
    const ballot = { decision: id, head, serial, slot, way, sealed, leaf, receipt, by, mandate, key, at }
    return (await this.ballots.cast(ballot, db)) ? { receipt: leaf.toString('hex'), note: receipt } : undefined
  }

  /** @throws where no ballot is taken that arrives now */
  async votingOn(id: string, at: Date): Promise<KeptDecision> {
    const known = this.open.get(id)
    if (known?.closesAt && at < known.closesAt) return known
    const decision = await this.decisions.find(id)
    if (!decision) throw notFound()
    if (decision.stage !== 'VOTING' || !decision.closesAt || at >= decision.closesAt) throw notOpen(decision)
    if (this.open.size > 1_000) this.open.clear()
    this.open.set(id, decision)
    return decision
  }

  /** Undefined: the person does not vote for this room, as far as is known here. */
  private async castBy({ actor, decision, choices, at, key }: GivenBallot, room: RoomName): Promise<Cast | undefined> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const voter = await this.roll.voterOf(decision.id, actor.person, room)
      if (!voter) return undefined
      // A ballot that was cast with this key is one of this head, or keeps the first attempt out.
      const mayBeThere = key !== undefined && (attempt > 0 || voter.serial !== null)
      const earlier = mayBeThere ? await this.ballots.castWith(decision.id, actor.person, key) : undefined
      if (earlier && earlier.head !== voter.head) throw keyReused()
      if (earlier) return { receipt: earlier.leaf.toString('hex'), note: earlier.receipt }
      if (voter.until && at >= voter.until) return undefined
      requireFree(decision.ruleSet, 'ELECTRONIC', voter)
      const castIt = (tx?: Transaction) => this.cast(decision, 'ELECTRONIC', voter, choices, actor.person, at, key, tx)
      const cast = await (voter.mandate === null ? castIt() : this.mandates.casting(decision, actor.person, voter.head, castIt))
      if (cast) {
        countCast('ELECTRONIC')
        return cast
      }
      const now = await this.decisions.find(decision.id)
      if (now?.stage !== 'VOTING' || at >= now.closesAt!) throw notOpen(now ?? decision)
    }
    throw new VotingError('already-voted', 'Others vote for this room at this moment.')
  }
}

const isClosed = (refusal: unknown): boolean => refusal instanceof VotingError && refusal.code === 'voting-not-open'

const keyReused = () => new RequestError('idempotency-key-reused', 'Take a new Idempotency-Key for the ballot of other owners.')

export const unknownRoom = () => {
  const errors = [{ pointer: '/room', detail: 'is no room on the roll' }]
  return new VotingError('unknown-room', 'Name a room as the roll has it: {"building", "unit", "room"}.', { errors })
}

const notOpen = ({ stage, closesAt }: KeptDecision) =>
  new VotingError('voting-not-open', stage === 'VOTING' ? 'The voting is over.' : `The decision is in the stage ${stage}.`, {
    extra: { state: stage, ...(closesAt && { closesAt: closesAt.toISOString() }) },
  })
