import { Injectable } from '@nestjs/common'
import type { Transaction } from '@yiwang/database'
import { type Actor, type Page, type PageQuery, PageTokens, RequestError } from '@yiwang/service-kit'
import { v7 as uuid } from 'uuid'
import type { KeptDecision } from './adapters/db/decisions.repository.ts'
import { ExecutionRepository, type KeptStep, type Sums } from './adapters/db/execution.repository.ts'
import { type Author, DecisionRecord } from './decision-record.ts'
import { DecisionWork } from './decision-work.ts'
import { requireStage } from './domain/decision.ts'
import { requireShown, requireStated, requireWithinPlan, type Step } from './domain/execution.ts'
import { progress } from './domain/stages.ts'
import { asProblem, VotingError } from './errors.ts'
import { FilesService } from './files.service.ts'
import { requireSteward } from './policy.ts'
import { ReadingService } from './reading.service.ts'

export interface NewStep extends Step {
  readonly done?: boolean | undefined
}

/** Residents confirm as soon as all steps are done; what is still to come, such as what was held back as security, is a step all the same. */
const requireCarriedOut = (decision: KeptDecision) => requireStage(decision, ['EXECUTION', 'CONFIRMATION'])

/** How a decision is carried out: milestones, contracts and payments, each with its document, published as it happens. */
@Injectable()
export class ExecutionService {
  constructor(
    private readonly work: DecisionWork,
    private readonly steps: ExecutionRepository,
    private readonly record: DecisionRecord,
    private readonly reading: ReadingService,
    private readonly files: FilesService,
    private readonly pages: PageTokens,
  ) {}

  /** Who sends the same again with its key gets the first answer. */
  async add(actor: Actor, id: string, { done = false, ...step }: NewStep, key?: string): Promise<KeptStep> {
    const { author } = await this.work.seen(actor, id, requireSteward)
    await this.requireFile(actor, id, step.document)
    return this.work.during(id, requireCarriedOut, async (tx, decision, at) => {
      const earlier = key === undefined ? undefined : await this.steps.addedWith(tx, actor.person, key)
      if (earlier) return sameStep(earlier, decision, step)
      const { planned, paid } = await this.steps.sums(id, tx)
      asProblem(() => {
        requireStated(step)
        if (done) requireShown([step.document])
        requireWithinPlan(paid, step, planned)
      })
      const added: KeptStep = { ...step, id: uuid(), decision: id, at, ...(done && { doneAt: at }) }
      await this.steps.add(tx, added, actor.person, key)
      await this.keepFile(tx, id, step.document)
      await this.publish(tx, decision, author, added, at)
      return added
    })
  }

  async done(actor: Actor, stepId: string, document: string | undefined): Promise<KeptStep> {
    const found = await this.steps.find(stepId)
    if (!found) throw new RequestError('not-found', 'There is no step with this id.')
    const { author } = await this.work.seen(actor, found.decision, requireSteward)
    await this.requireFile(actor, found.decision, document)
    return this.work.during(found.decision, requireCarriedOut, async (tx, decision, at) => {
      const before = (await this.steps.find(stepId, tx))!
      if (before.doneAt) throw new VotingError('step-done', 'What is done is done.')
      asProblem(() => requireShown([before.document, document]))
      const done = { ...before, doneAt: at, ...(document !== undefined && { doneDocument: document }) }
      await this.steps.done(tx, done, actor.person)
      await this.keepFile(tx, found.decision, document)
      await this.publish(tx, decision, author, done, at)
      return done
    })
  }

  async list(reader: Actor | undefined, id: string, query: PageQuery): Promise<Page<KeptStep> & { sums: Sums }> {
    await this.reading.visible(reader, id)
    const list = { ...query, steps: id }
    const [after] = (this.pages.verify(reader, list) ?? []) as [string?]
    const [rows, sums] = await Promise.all([this.steps.of(id, after, query.pageSize + 1), this.steps.sums(id)])
    return { ...this.pages.page(reader, list, rows, (last) => [last.id]), sums }
  }

  private async requireFile(actor: Actor, decision: string, document: string | undefined): Promise<void> {
    if (document !== undefined)
      await this.files.requireUsable(actor, decision, [{ attachment: document, pointer: '/document' }], 'EVERYBODY')
  }

  private async keepFile(tx: Transaction, decision: string, document: string | undefined): Promise<void> {
    if (document !== undefined) await this.files.keep(tx, decision, [document], 'EVERYBODY')
  }

  private async publish(tx: Transaction, decision: KeptDecision, author: Author, step: KeptStep, at: Date): Promise<void> {
    const { id, kind, title, party, amount, doneAt } = step
    const details = { step: id, kind, title, party, amount, done: doneAt !== undefined }
    await this.record.add(tx, decision, progress(decision), author, { at, details })
  }
}

function sameStep(earlier: KeptStep, { id }: KeptDecision, { kind, title, amount }: Step): KeptStep {
  if (earlier.decision === id && earlier.kind === kind && earlier.title === title && earlier.amount === amount) return earlier
  throw new RequestError('idempotency-key-reused', 'Take a new Idempotency-Key for another step.')
}
