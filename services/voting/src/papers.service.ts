import { createHmac, timingSafeEqual } from 'node:crypto'
import { Inject, Injectable } from '@nestjs/common'
import { Database, sql, type Transaction } from '@yiwang/database'
import { canonical } from '@yiwang/ledger'
import { type Actor, Clock, CONFIG, RequestError } from '@yiwang/service-kit'
import { DecisionsRepository, type KeptDecision } from './adapters/db/decisions.repository.ts'
import { RollRepository, type RoomName, type VoterOfRoom } from './adapters/db/roll.repository.ts'
import { type Choices, requireChoices, requireFree, requireWay } from './ballot-rules.ts'
import { BallotsService, type Cast, type SaidRoom, unknownRoom } from './ballots.service.ts'
import { BallotsInHand } from './ballots-in-hand.ts'
import type { VotingConfig } from './config.ts'
import { type Author, DecisionRecord } from './decision-record.ts'
import { notFound } from './drafts.service.ts'
import { VotingError } from './errors.ts'
import { FilesService } from './files.service.ts'
import { Neighbours } from './neighbours.ts'
import { authorOf, requirePerson, requireSteward } from './policy.ts'
import { countCast, countingRefusals } from './voting-metrics.ts'

export interface PaperBallot {
  readonly room: SaidRoom
  readonly choices: Choices
  /** Attachment that shows the paper. */
  readonly scan: string
}

/** ENTERED: a second person enters it too. DIFFERS: they read it otherwise, and a third who agrees with one of them settles it. COUNTED: it is in the box. */
export interface PaperState extends Partial<Cast> {
  readonly state: 'ENTERED' | 'DIFFERS' | 'COUNTED'
}

/** Why a paper of who is on the roll does not count. */
const NOT_COUNTED = ['other-way-counts', 'already-voted']

interface Entry {
  readonly by: string
  /** Tells whether two read the same; gone once it is settled. */
  readonly mark: Buffer | null
}

/** Ballots on paper: two people enter each for themselves, a third where they differ. */
@Injectable()
export class PapersService {
  readonly #key: Buffer

  constructor(
    private readonly database: Database,
    private readonly decisions: DecisionsRepository,
    private readonly roll: RollRepository,
    private readonly ballots: BallotsService,
    private readonly inHand: BallotsInHand,
    private readonly record: DecisionRecord,
    private readonly neighbours: Neighbours,
    private readonly files: FilesService,
    private readonly clock: Clock,
    @Inject(CONFIG) { PERSONAL_DATA_KEY }: VotingConfig,
  ) {
    this.#key = createHmac('sha256', Buffer.from(PERSONAL_DATA_KEY.split(',')[0]!, 'base64'))
      .update('paper-entry')
      .digest()
  }

  async enter(actor: Actor, id: string, paper: PaperBallot): Promise<PaperState> {
    return countingRefusals('PAPER', async () => {
      const paperState = await this.entered(actor, id, paper)
      if (paperState.state === 'COUNTED') countCast('PAPER')
      return paperState
    })
  }

  private async entered(actor: Actor, id: string, paper: PaperBallot): Promise<PaperState> {
    requirePerson(actor)
    const found = await this.decisions.find(id)
    if (!found) throw notFound()
    const author = authorOf(actor, requireSteward(actor, found, await this.neighbours.of(actor, found.compound)))
    const at = this.clock.now()
    const decision = await this.ballots.votingOn(id, at)
    requireWay(decision.ruleSet, 'PAPER')
    const choices = requireChoices(decision, paper.choices)
    await this.files.requireUsable(actor, id, [{ attachment: paper.scan, pointer: '/scan' }], 'INSIDE')
    return this.inHand.during(id, async () => {
      const room = await this.ballots.roomOf(actor, id, paper.room)
      return this.onRecord(author, id, paper.scan, at, () => this.settle(actor, decision, { ...paper, room, choices }, at))
    })
  }

  /** A paper that was handed in and does not count is on record, with what shows it. */
  private async onRecord<Result>(author: Author, id: string, scan: string, at: Date, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work()
    } catch (error) {
      if (error instanceof VotingError && NOT_COUNTED.includes(error.code)) {
        await this.database.transaction(async (tx) => {
          const decision = (await this.decisions.lock(tx, id))!
          await this.files.keep(tx, id, [scan], 'INSIDE')
          await this.record.note(tx, decision, 'paper_refused', author, { at, details: { reason: error.code, scan } })
        })
      }
      throw error
    }
  }

  private async settle(
    actor: Actor,
    decision: KeptDecision,
    { room, choices, scan }: PaperBallot & { room: RoomName },
    at: Date,
  ): Promise<PaperState> {
    return this.database.transaction(async (tx) => {
      const voter = await this.headOf(tx, decision, room)
      // Who enters the same paper at the same moment comes one after the other.
      await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`voting/paper/${decision.id}/${voter.head}`}, 0))`)
      requireFree(decision.ruleSet, 'PAPER', voter)
      const entries = await this.entriesOf(tx, decision.id, voter.head)
      if (entries.some(({ by }) => by === actor.person))
        throw new VotingError('second-person-required', 'You have entered this paper: somebody else enters it too.')
      const mark = this.markOf(decision.id, voter.head, choices)
      await this.add(tx, decision.id, voter.head, actor.person, entries.length + 1, at, scan, mark)
      await this.files.keep(tx, decision.id, [scan], 'INSIDE')
      if (entries.length === 0) return { state: 'ENTERED' }
      const agree = entries.some((entry) => entry.mark && timingSafeEqual(entry.mark, mark))
      if (!agree) return { state: 'DIFFERS' }
      const cast = await this.ballots.cast(decision, 'PAPER', voter, choices, actor.person, at, undefined, tx)
      if (!cast) throw new RequestError('conflict', 'Another ballot of these owners came at this moment, or the voting is over. Try again.')
      await tx.run(sql`update paper_entry set mark = null where decision = ${decision.id} and head = decode(${voter.head}, 'hex')`)
      return { state: 'COUNTED', ...cast }
    })
  }

  /** A household's poll has several heads in one room: paper does not say which. */
  private async headOf(tx: Transaction, { id }: KeptDecision, room: RoomName): Promise<VoterOfRoom> {
    const [head, ...others] = await this.roll.headsOfRoom(id, room, tx)
    if (!head || others.length > 0) throw unknownRoom()
    return { head: head.head, mandate: null, until: null, ...(await this.roll.castFor(tx, id, head.head)) }
  }

  private entriesOf(tx: Transaction, decision: string, head: string): Promise<Entry[]> {
    return tx.rows<Entry>(
      sql`select entered_by as by, mark from paper_entry where decision = ${decision} and head = decode(${head}, 'hex') order by nth`,
    )
  }

  private async add(
    tx: Transaction,
    id: string,
    head: string,
    by: string,
    nth: number,
    at: Date,
    scan: string,
    mark: Buffer,
  ): Promise<void> {
    await tx.run(sql`insert into paper_entry (decision, head, entered_by, nth, at, scan, mark)
      values (${id}, decode(${head}, 'hex'), ${by}, ${nth}, ${at}, ${scan}, ${mark})`)
  }

  private markOf(decision: string, head: string, choices: Choices): Buffer {
    return createHmac('sha256', this.#key).update(canonical({ decision, head, choices })).digest()
  }
}
