import { Inject, Injectable } from '@nestjs/common'
import { ofWeight, reaches } from '@yiwang/counting'
import { Database, type Queryable, type Transaction } from '@yiwang/database'
import { leafHash, MerkleRoot, type Signer, signCheckpoint } from '@yiwang/ledger'
import { treeInWords } from '@yiwang/ledger/decision'
import { type Actor, Clock, CONFIG } from '@yiwang/service-kit'
import { DecisionsRepository, type KeptDecision } from './adapters/db/decisions.repository.ts'
import { PartingRepository } from './adapters/db/parting.repository.ts'
import { RollRepository } from './adapters/db/roll.repository.ts'
import { type Task, TasksRepository } from './adapters/db/tasks.repository.ts'
import { SlaClient } from './adapters/grpc/sla.client.ts'
import { ballotLock } from './ballots-in-hand.ts'
import { CommandsService } from './commands.service.ts'
import type { VotingConfig } from './config.ts'
import { DecisionRecord, SYSTEM } from './decision-record.ts'
import { close, extend, isExtended } from './domain/stages.ts'
import { PublishedLines } from './published-lines.ts'
import { originOf, SIGNER } from './signing.ts'

/** Ends the voting: once its time is over, and after every ballot that came in time. */
@Injectable()
export class ClosingService {
  constructor(
    private readonly database: Database,
    private readonly commands: CommandsService,
    private readonly decisions: DecisionsRepository,
    private readonly roll: RollRepository,
    private readonly parting: PartingRepository,
    private readonly lines: PublishedLines,
    private readonly tasks: TasksRepository,
    private readonly sla: SlaClient,
    private readonly record: DecisionRecord,
    private readonly clock: Clock,
    @Inject(SIGNER) private readonly signer: Signer,
    @Inject(CONFIG) private readonly config: VotingConfig,
  ) {}

  /** A person does not wait for the clock's word once the time is over. */
  async closeNow(actor: Actor, id: string): Promise<KeptDecision> {
    let task: Task | undefined
    await this.commands.note({ actor, id, command: 'close' }, async (tx, _, at) => {
      task = await this.tasks.add(tx, id, 'CLOSE', at)
      return undefined
    })
    await this.close(task!)
    return (await this.decisions.find(id))!
  }

  /** Doing it again does nothing. */
  async close(task: Task): Promise<void> {
    const found = await this.decisions.find(task.decision)
    const next = found && (await this.wantsMore(found)) ? await this.quoteOf(found) : undefined
    await this.database.transaction(
      async (tx) => {
        const decision = await this.decisions.lock(tx, task.decision)
        // A calendar may have moved the clock: the voting lasts as long as was said when it opened.
        if (decision?.stage === 'VOTING' && this.clock.now() < decision.closesAt!) return this.tasks.postpone(tx, task, decision.closesAt!)
        await this.tasks.finish(tx, task)
        if (decision?.stage !== 'VOTING') return
        if (next && isExtended(decision, await this.isQuorum(tx, decision))) await this.goOn(tx, decision, next)
        else await this.end(tx, decision)
      },
      { lock: ballotLock(task.decision) },
    )
  }

  /** More ballots may come until it is held: then it is looked at again. */
  private async wantsMore(decision: KeptDecision): Promise<boolean> {
    return decision.ruleSet.extension !== undefined && isExtended(decision, await this.isQuorum(this.database, decision))
  }

  private async quoteOf({ ruleSet, closesAt }: KeptDecision): Promise<Date> {
    return (await this.sla.quote({ calendar: this.config.CALENDAR, start: closesAt!, ...ruleSet.extension! })).dueAt
  }

  /** Whether enough have returned a ballot. Which of them take part is known once the box is open. */
  private async isQuorum(tx: Queryable, { id, ruleSet, rollHeads, rollArea }: KeptDecision): Promise<boolean> {
    const returned = await this.roll.turnout(id, tx)
    const all = { heads: rollHeads ?? 0, area: rollArea ?? 0 }
    return ruleSet.weights.every((weight) => {
      const share = ruleSet.quorum[ofWeight[weight]]
      return share === undefined || reaches(share, returned[ofWeight[weight]], all[ofWeight[weight]])
    })
  }

  private async goOn(tx: Transaction, decision: KeptDecision, closesAt: Date): Promise<void> {
    await this.record.add(tx, decision, extend(decision, closesAt), SYSTEM, { at: decision.closesAt! })
  }

  private async end(tx: Transaction, decision: KeptDecision): Promise<void> {
    const unsettled = await this.parting.settlePapers(tx, decision.id)
    if (decision.ruleSet.secret) await this.parting.part(tx, decision.id)
    const boardNote = await this.vouch(tx, decision)
    await this.record.add(tx, decision, close(decision), SYSTEM, {
      at: this.clock.now(),
      checkpoint: boardNote,
      kept: { boardNote },
      ...(unsettled > 0 && { details: { unsettledPapers: unsettled } }),
    })
  }

  /** The board as it is: nothing is added to it any more. */
  private async vouch(tx: Transaction, decision: KeptDecision): Promise<string> {
    const board = await rootOf(this.lines.board(tx, decision))
    const secretly = decision.ruleSet.secret ? [`attendance ${treeInWords(await rootOf(this.lines.attendance(tx, decision)))}`] : []
    const extension = [`closed ${decision.closesAt!.toISOString()}`, ...secretly]
    const origin = `${originOf(this.signer, decision.id)}/board`
    return signCheckpoint({ origin, size: board.size, root: board.root, extension }, this.signer)
  }
}

async function rootOf(lines: AsyncGenerator<string[]>): Promise<MerkleRoot> {
  const tree = new MerkleRoot()
  for await (const some of lines) for (const line of some) tree.add(leafHash(line))
  return tree
}
