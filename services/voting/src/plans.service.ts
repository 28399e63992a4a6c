import { Injectable } from '@nestjs/common'
import type { Transaction } from '@yiwang/database'
import type { Actor } from '@yiwang/service-kit'
import type { KeptDecision } from './adapters/db/decisions.repository.ts'
import { type NewPlan, type Plan, PlansRepository, type QuotationWithFiles } from './adapters/db/plans.repository.ts'
import { CommandsService } from './commands.service.ts'
import { DecisionRecord } from './decision-record.ts'
import { DecisionWork } from './decision-work.ts'
import { requireStage } from './domain/decision.ts'
import { requireComparable, totalOf } from './domain/plan.ts'
import { requirePlanOpen } from './domain/preparation.ts'
import { revise } from './domain/stages.ts'
import { asProblem } from './errors.ts'
import { FilesService } from './files.service.ts'
import { OpinionAnswersService } from './opinion-answers.service.ts'
import { requireSteward } from './policy.ts'
import type { Command } from './stages.service.ts'

export interface GivenPlan extends Omit<NewPlan, 'quotations'> {
  readonly quotations: readonly Omit<QuotationWithFiles, 'total'>[]
}

/** Versions of what is planned, with what bidders ask for it; none changes once voting has opened. */
@Injectable()
export class PlansService {
  constructor(
    private readonly work: DecisionWork,
    private readonly commands: CommandsService,
    private readonly plans: PlansRepository,
    private readonly answers: OpinionAnswersService,
    private readonly files: FilesService,
    private readonly record: DecisionRecord,
  ) {}

  /** A version that leaves the decision in its stage: what people see first. */
  async add(actor: Actor, id: string, given: GivenPlan): Promise<Plan> {
    const { decision, author } = await this.work.seen(actor, id, requireSteward)
    asProblem(() => requireOpen(decision))
    const plan = await this.checked(actor, id, given)
    return this.work.during(id, requireOpen, async (tx, held, at) => {
      const version = await this.keep(tx, actor, held, plan, at)
      await this.record.note(tx, held, 'plan_added', author, { at, details: detailsOf(version, plan) })
      return { ...plan, version, at }
    })
  }

  /** What became of the plan after the opinions. */
  async revise({ actor, id, ifMatch }: Command, given: GivenPlan): Promise<KeptDecision> {
    const { decision } = await this.work.seen(actor, id, requireSteward)
    asProblem(() => requirePlanOpen(decision))
    const plan = await this.checked(actor, id, given)
    return this.commands.give({ actor, id, command: 'revise', ifMatch }, async (tx, held, _, at) => {
      const version = await this.keep(tx, actor, held, plan, at)
      return { change: revise(held), details: detailsOf(version, plan) }
    })
  }

  private async checked(actor: Actor, id: string, { quotations, ...given }: GivenPlan): Promise<NewPlan> {
    asProblem(() => requireComparable(quotations))
    const plan = { ...given, quotations: asProblem(() => quotations.map((one) => ({ ...one, total: totalOf(one.items) }))) }
    const named = quotations.flatMap(({ files }, q) =>
      files.map((attachment, n) => ({ attachment, pointer: `/quotations/${q}/files/${n}` })),
    )
    await this.files.requireUsable(actor, id, named, 'EVERYBODY')
    return plan
  }

  private async keep(tx: Transaction, actor: Actor, { id }: KeptDecision, plan: NewPlan, at: Date): Promise<number> {
    await this.answers.requireOf(tx, id, plan.because, '/because')
    const files = plan.quotations.flatMap((quotation) => quotation.files)
    await this.files.keep(tx, id, files, 'EVERYBODY')
    return this.plans.add(tx, id, plan, actor.person, at)
  }
}

function requireOpen(decision: KeptDecision): void {
  requirePlanOpen(decision)
  requireStage(decision, ['DRAFT', 'NOTICE'])
}

const detailsOf = (version: number, { amount, quotations, because }: NewPlan) => ({
  ...{ version, ...(amount !== undefined && { amount }) },
  ...{ quotations: quotations.length, because: because.length },
})
