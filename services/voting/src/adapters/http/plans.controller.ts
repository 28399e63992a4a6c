import { Body, Controller, Get, Post, Query } from '@nestjs/common'
import { type Actor, CurrentActor, IfMatch, type PageQuery, Public, pageQuery } from '@yiwang/service-kit'
import { ApiCreatedResponse, ApiOkResponse } from '@yiwang/service-kit/openapi'
import { PlanReadingService } from '../../plan-reading.service.ts'
import { PlansService } from '../../plans.service.ts'
import { ReadingService } from '../../reading.service.ts'
import { Command, DecisionId } from './command.ts'
import { decisionView } from './decisions.schema.ts'
import { Described } from './described.ts'
import {
  type ComparedVersions,
  comparedVersions,
  comparisonSchema,
  comparisonView,
  type NewPlan,
  newPlan,
  planSchema,
  plansPage,
  planView,
} from './plans.schema.ts'

/** What is planned, in versions, with quotations. */
@Controller('v1/decisions')
export class PlansController {
  constructor(
    private readonly plans: PlansService,
    private readonly planReading: PlanReadingService,
    private readonly reading: ReadingService,
  ) {}

  @Command('revise', 'Publish a revised plan, with the opinions that caused it')
  async revise(
    @CurrentActor() actor: Actor,
    @DecisionId() id: string,
    @Body({ schema: newPlan }) plan: NewPlan,
    @IfMatch() ifMatch?: number,
  ) {
    return decisionView(await this.reading.view(actor, await this.plans.revise({ actor, id, ifMatch }, plan)))
  }

  @Post(':id/plans')
  @Described('Say what is planned, before the opinions', 404, 409, 422)
  @ApiCreatedResponse({ standardSchema: planSchema })
  async add(@CurrentActor() actor: Actor, @DecisionId() id: string, @Body({ schema: newPlan }) plan: NewPlan) {
    return planView(await this.plans.add(actor, id, plan))
  }

  @Public()
  @Get(':id/plans')
  @Described('The versions of the plan, the oldest first', 404)
  @ApiOkResponse({ standardSchema: plansPage })
  async list(@CurrentActor() reader: Actor | undefined, @DecisionId() id: string, @Query({ schema: pageQuery }) query: PageQuery) {
    const page = await this.planReading.page(reader, id, query)
    return { ...page, items: page.items.map(planView) }
  }

  @Public()
  @Get(':id/plans/comparison')
  @Described('What changed between two versions, and which opinions caused it', 404)
  @ApiOkResponse({ standardSchema: comparisonSchema })
  async comparison(
    @CurrentActor() reader: Actor | undefined,
    @DecisionId() id: string,
    @Query({ schema: comparedVersions }) { from, to }: ComparedVersions,
  ) {
    return comparisonView(await this.planReading.comparison(reader, id, from, to))
  }
}
