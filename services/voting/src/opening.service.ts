import { hash } from 'node:crypto'
import { Inject, Injectable } from '@nestjs/common'
import type { Transaction } from '@yiwang/database'
import { canonical, leafHash, MerkleRoot, type Signer, signCheckpoint } from '@yiwang/ledger'
import { decisionLine, FORMAT, sealedLength } from '@yiwang/ledger/decision'
import { Clock, CONFIG } from '@yiwang/service-kit'
import { CandidatesRepository } from './adapters/db/candidates.repository.ts'
import { DecisionsRepository, type KeptDecision } from './adapters/db/decisions.repository.ts'
import { SlaClient } from './adapters/grpc/sla.client.ts'
import { CommandsService } from './commands.service.ts'
import type { VotingConfig } from './config.ts'
import { standsForGood } from './domain/committee.ts'
import { open } from './domain/stages.ts'
import { notFound } from './drafts.service.ts'
import { VotingError } from './errors.ts'
import { PublishedLines } from './published-lines.ts'
import { SharesService } from './shares.service.ts'
import { originOf, SIGNER } from './signing.ts'
import type { Command } from './stages.service.ts'
import { timed } from './voting-metrics.ts'

/** Opens the voting: the roll is frozen and vouched for, the question is fixed, and the shares of the key are forgotten. */
@Injectable()
export class OpeningService {
  constructor(
    private readonly commands: CommandsService,
    private readonly decisions: DecisionsRepository,
    private readonly lines: PublishedLines,
    private readonly candidates: CandidatesRepository,
    private readonly shares: SharesService,
    private readonly sla: SlaClient,
    private readonly clock: Clock,
    @Inject(SIGNER) private readonly signer: Signer,
    @Inject(CONFIG) private readonly config: VotingConfig,
  ) {}

  async open({ actor, id, ifMatch, text }: Command): Promise<KeptDecision> {
    const found = await this.decisions.find(id)
    if (!found) throw notFound()
    // Asked before the decision is held: nobody waits for another service while it is.
    const start = this.clock.now()
    const { dueAt } = await this.sla.quote({ calendar: this.config.CALENDAR, start, ...found.ruleSet.stages.voting })
    return this.commands.give({ actor, id, command: 'open', ifMatch }, async (tx, decision) => {
      const change = open({ ...decision, questions: await this.questions(tx, decision) }, dueAt, start)
      await this.requireFirstRound(tx, decision, start)
      const firstLine = this.firstLine({ ...decision, ...change.next })
      const rollNote = await timed('FREEZE', () => this.freeze(tx, decision, firstLine))
      await this.shares.forget(tx, id)
      return { change, checkpoint: rollNote, kept: { firstLine, rollNote }, at: start, text }
    })
  }

  /** Among whom and for how many seats a second round is, the first says; its result may be taken back until its objections are settled. */
  private async requireFirstRound(tx: Transaction, { isSecondRound, restarts }: KeptDecision, at: Date): Promise<void> {
    const first = isSecondRound ? await this.decisions.find(restarts!, tx) : undefined
    if (!first || standsForGood(first, await this.decisions.standing(first.id, tx), at)) return
    const detail = 'A second round opens once the objections to the first are settled; where its result was taken back, withdraw this one.'
    throw new VotingError('first-round-open', detail, { extra: { round: first.id } })
  }

  /** Of an election: the candidates who were found eligible. */
  private async questions(tx: Transaction, { id, ruleSet, questions }: KeptDecision) {
    if (!ruleSet.election) return questions
    return this.candidates.eligible(tx, id)
  }

  private firstLine(decision: KeptDecision): string {
    const { id, compound, scope, title, questions, ruleSet, openedAt, closesAt, publicKey } = decision
    const { buildings, staircases } = scope
    const line = {
      ...{ line: 'decision', format: FORMAT, origin: originOf(this.signer, id), id, compound, title, questions, ruleSet },
      scope: { ...(buildings && { buildings }), ...(staircases && { staircases }) },
      ...{ opensAt: openedAt!.toISOString(), closesAt: closesAt!.toISOString() },
      sealing: { publicKey: publicKey!.toString('base64'), length: sealedLength({ questions, ruleSet }) },
    }
    return canonical(decisionLine.parse(line))
  }

  private async freeze(tx: Transaction, decision: KeptDecision, firstLine: string): Promise<string> {
    const tree = new MerkleRoot()
    for await (const lines of this.lines.roll(tx, decision)) for (const line of lines) tree.add(leafHash(line))
    const extension = [`decision ${hash('sha256', firstLine)}`]
    return signCheckpoint(
      { origin: `${originOf(this.signer, decision.id)}/roll`, size: tree.size, root: tree.root, extension },
      this.signer,
    )
  }
}
