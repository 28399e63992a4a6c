import { Injectable } from '@nestjs/common'
import { Database, type Transaction } from '@yiwang/database'
import { type Actor, Clock } from '@yiwang/service-kit'
import { DecisionsRepository, type KeptDecision } from './adapters/db/decisions.repository.ts'
import { type Author, DecisionRecord, type Recorded } from './decision-record.ts'
import type { Standing } from './domain/decision.ts'
import { type Change, type CommandName, movesOf, requireMove, type Who } from './domain/stages.ts'
import { notFound } from './drafts.service.ts'
import { asProblem, VotingError } from './errors.ts'
import { Neighbours } from './neighbours.ts'
import { authorOf, requirePerson, standsAs } from './policy.ts'

/** A command as it is given. */
export interface Given {
  readonly actor: Actor
  readonly id: string
  readonly command: CommandName
  /** The version that the caller saw. */
  readonly ifMatch?: number | undefined
}

export interface Outcome extends Omit<Recorded, 'at'> {
  readonly change: Change
  /** Its instant, where something was computed from one. */
  readonly at?: Date
}

/** What a command does once it may: in the transaction that holds the decision. */
export type Effect = (tx: Transaction, decision: KeptDecision, standing: Standing, at: Date) => Promise<Outcome> | Outcome

/** Commands of persons: authorised, checked against the table of moves, recorded and published, all at once or not at all. */
@Injectable()
export class CommandsService {
  constructor(
    private readonly database: Database,
    private readonly decisions: DecisionsRepository,
    private readonly record: DecisionRecord,
    private readonly neighbours: Neighbours,
    private readonly clock: Clock,
  ) {}

  give(given: Given, effect: Effect): Promise<KeptDecision> {
    return this.held(given, async (tx, decision, standing, at, author) => {
      const { change, ...recorded } = await effect(tx, decision, standing, at)
      return this.record.add(tx, decision, change, author, { at, ...recorded })
    })
  }

  /** What changes no stage: it is on record where `work` names a fact, and not published. */
  note(given: Given, work: (tx: Transaction, decision: KeptDecision, at: Date) => Promise<string | undefined>): Promise<KeptDecision> {
    return this.held(given, async (tx, decision, _, at, author) => {
      const fact = await work(tx, decision, at)
      return fact === undefined ? decision : this.record.note(tx, decision, fact, author, { at })
    })
  }

  /** The commands that somebody could give now, whatever is needed first. */
  async possible(actor: Actor | undefined, decision: KeptDecision): Promise<CommandName[]> {
    if (!actor || actor.kind === 'SYSTEM') return []
    const neighbour = await this.neighbours.toDecision(actor, decision)
    const own = movesOf(decision, (who) => standsAs(who, actor, decision, neighbour) !== undefined, this.clock.now())
    const fitting = own.filter(({ from }) => from.includes(decision.stage))
    return [...new Set(fitting.map(({ command }) => command))]
  }

  /** Holds the decision while a command is carried out that this person may give now. */
  private async held(
    { actor, id, command, ifMatch }: Given,
    carryOut: (tx: Transaction, decision: KeptDecision, standing: Standing, at: Date, author: Author) => Promise<KeptDecision>,
  ): Promise<KeptDecision> {
    requirePerson(actor)
    const author = await this.requireStands(actor, id, command)
    return this.database.transaction(async (tx) => {
      const decision = (await this.decisions.lock(tx, id))!
      const standing = await this.decisions.standing(id, tx)
      const at = this.clock.now()
      asProblem(() => requireMove(decision, command, standing, at))
      if (ifMatch !== undefined && ifMatch !== decision.version) {
        throw new VotingError('version-changed', `The decision has version ${decision.version} now: read it again.`)
      }
      return carryOut(tx, decision, standing, at, author)
    })
  }

  /** Who may never give it is told so, whatever the stage. */
  private async requireStands(actor: Actor, id: string, command: CommandName): Promise<Author> {
    const decision = await this.decisions.find(id)
    if (!decision) throw notFound()
    const neighbour = await this.neighbours.toDecision(actor, decision)
    const standing = (who: Who) => standsAs(who, actor, decision, neighbour)
    const own = movesOf(decision, (who) => standing(who) !== undefined, this.clock.now())
    const move = own.find((one) => one.command === command)
    if (!move) throw new VotingError('not-entitled', 'This is for others: see docs/glossary.md, steward, trustee, owner.')
    return authorOf(actor, standing(move.who)!)
  }
}
