import { Injectable } from '@nestjs/common'
import type { Transaction } from '@yiwang/database'
import type { Actor } from '@yiwang/service-kit'
import { DecisionsRepository, type KeptDecision } from './adapters/db/decisions.repository.ts'
import { PartingRepository } from './adapters/db/parting.repository.ts'
import { TasksRepository } from './adapters/db/tasks.repository.ts'
import { CommandsService } from './commands.service.ts'
import { CommitteeSeats } from './committee-seats.ts'
import { DailyLimit } from './daily-limit.ts'
import { announce, archive, publish, startExecution, withdraw } from './domain/stages.ts'
import { DraftedCandidates } from './drafted-candidates.ts'
import { isOfficerOf } from './policy.ts'
import { SharesService } from './shares.service.ts'

/** Of a command: who gives it to which decision, and the version that they saw. */
export interface Command {
  readonly actor: Actor
  readonly id: string
  readonly ifMatch?: number | undefined
  /** What they say to it, for all to read. */
  readonly text?: string | undefined
}

/** The commands that lead a decision from stage to stage and need nothing else. */
@Injectable()
export class StagesService {
  constructor(
    private readonly commands: CommandsService,
    private readonly shares: SharesService,
    private readonly tasks: TasksRepository,
    private readonly parting: PartingRepository,
    private readonly seats: CommitteeSeats,
    private readonly drafted: DraftedCandidates,
    private readonly decisions: DecisionsRepository,
    private readonly daily: DailyLimit,
  ) {}

  /** The notice lies open from now on; the roll is written, and the key is made and split among the trustees. */
  publish({ text, ...command }: Command): Promise<KeptDecision> {
    return this.commands.give({ ...command, command: 'publish' }, async (tx, decision, _, at) => {
      await this.requireOneMore(tx, command.actor, decision, at)
      await this.tasks.add(tx, decision.id, 'ROLL', at)
      const noted = await this.drafted.publish(tx, command.actor, decision, at)
      return { change: publish(noted, at), text, kept: await this.shares.make(tx, decision) }
    })
  }

  /** The result is published, objections are taken, and whoever was elected is known. */
  announce({ text, ...command }: Command): Promise<KeptDecision> {
    return this.commands.give({ ...command, command: 'announce' }, async (tx, decision, _, at) => {
      await this.seats.fill(tx, decision)
      return { change: announce(decision, at), text, checkpoint: decision.resultNote }
    })
  }

  startExecution({ text, ...command }: Command): Promise<KeptDecision> {
    return this.commands.give({ ...command, command: 'start-execution' }, (_, decision) => ({ change: startExecution(decision), text }))
  }

  archive({ text, ...command }: Command): Promise<KeptDecision> {
    return this.commands.give({ ...command, command: 'archive' }, (_, decision) => ({ change: archive(decision), text }))
  }

  /** Nobody opens it any more: neither its shares nor whose ballot was whose stay here. */
  withdraw({ text, ...command }: Command): Promise<KeptDecision> {
    return this.commands.give({ ...command, command: 'withdraw' }, async (tx, decision, _, at) => {
      await this.seats.empty(tx, decision, at)
      await this.shares.discard(tx, decision.id)
      await this.parting.settlePapers(tx, decision.id)
      if (decision.ruleSet.secret) await this.parting.part(tx, decision.id)
      return { change: withdraw(decision), text }
    })
  }

  /** What residents draft and publish by themselves does not fill what everybody reads. */
  private async requireOneMore(tx: Transaction, actor: Actor, { area, draftedBy }: KeptDecision, at: Date): Promise<void> {
    if (draftedBy !== actor.person || isOfficerOf(actor, area)) return
    await this.daily.inTurn(tx, 'publications', actor.person)
    await this.daily.requireLeft('publications', at, (from) => this.decisions.publishedSince(tx, actor.person, from))
  }
}
