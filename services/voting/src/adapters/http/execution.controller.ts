import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common'
import { type Actor, CurrentActor, IdempotencyKey, type PageQuery, Public, pageQuery } from '@yiwang/service-kit'
import { ApiCreatedResponse, ApiOkResponse, IdempotencyKeyHeader } from '@yiwang/service-kit/openapi'
import { z } from 'zod'
import { ExecutionService } from '../../execution.service.ts'
import { type NewStep, newStep, type StepDone, stepDone, stepSchema, stepsPage, stepView } from './after-count.schema.ts'
import { DecisionId } from './command.ts'
import { Described } from './described.ts'

/** How a decision is carried out. */
@Controller('v1')
export class ExecutionController {
  constructor(private readonly execution: ExecutionService) {}

  @Post('decisions/:id/execution-steps')
  @Described('Publish a milestone, a contract or a payment', 404, 409, 422)
  @IdempotencyKeyHeader(false)
  @ApiCreatedResponse({ standardSchema: stepSchema })
  async add(
    @CurrentActor() actor: Actor,
    @DecisionId() id: string,
    @Body({ schema: newStep }) step: NewStep,
    @IdempotencyKey() key: string | undefined,
  ) {
    return stepView(await this.execution.add(actor, id, step, key))
  }

  @Public()
  @Get('decisions/:id/execution-steps')
  @Described('How it is carried out, step by step, with the sums of contracts and payments', 404)
  @ApiOkResponse({ standardSchema: stepsPage })
  async steps(@CurrentActor() reader: Actor | undefined, @DecisionId() id: string, @Query({ schema: pageQuery }) query: PageQuery) {
    const page = await this.execution.list(reader, id, query)
    return { ...page, items: page.items.map(stepView) }
  }

  @Post('execution-steps/:id/done')
  @HttpCode(200)
  @Described('Publish that a step is done, with the document that shows it', 404, 409, 422)
  @ApiOkResponse({ standardSchema: stepSchema })
  async done(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: stepDone }) { document }: StepDone,
  ) {
    return stepView(await this.execution.done(actor, id, document))
  }
}
