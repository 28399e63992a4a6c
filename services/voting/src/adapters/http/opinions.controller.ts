import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common'
import { type Actor, CurrentActor, IdempotencyKey, Public } from '@yiwang/service-kit'
import { ApiCreatedResponse, ApiOkResponse, IdempotencyKeyHeader } from '@yiwang/service-kit/openapi'
import { OpinionAnswersService } from '../../opinion-answers.service.ts'
import { OpinionReadingService } from '../../opinion-reading.service.ts'
import { OpinionsService } from '../../opinions.service.ts'
import { DecisionId } from './command.ts'
import { Described } from './described.ts'
import {
  type NewAnswer,
  type NewOpinion,
  newAnswer,
  newOpinion,
  type OpinionsQuery,
  opinionSchema,
  opinionsPage,
  opinionsQuery,
  opinionView,
  supportSchema,
} from './opinions.schema.ts'

/** What people say to what is planned, and what they are answered. */
@Controller('v1')
export class OpinionsController {
  constructor(
    private readonly opinions: OpinionsService,
    private readonly reading: OpinionReadingService,
    private readonly answers: OpinionAnswersService,
  ) {}

  @Post('decisions/:id/opinions')
  @Described('Say what you think of it, as an owner or resident of the compound', 404, 409, 422)
  @IdempotencyKeyHeader(false)
  @ApiCreatedResponse({ standardSchema: opinionSchema })
  async give(
    @CurrentActor() actor: Actor,
    @DecisionId() id: string,
    @Body({ schema: newOpinion }) opinion: NewOpinion,
    @IdempotencyKey() key: string | undefined,
  ) {
    return opinionView(await this.opinions.give(actor, id, opinion, key))
  }

  @Public()
  @Get('decisions/:id/opinions')
  @Described('What people said, with the answers, the oldest first', 404)
  @ApiOkResponse({ standardSchema: opinionsPage })
  async list(@CurrentActor() reader: Actor | undefined, @DecisionId() id: string, @Query({ schema: opinionsQuery }) query: OpinionsQuery) {
    const page = await this.reading.page(reader, id, query)
    return { ...page, items: page.items.map(opinionView) }
  }

  @Post('opinions/:id/support')
  @HttpCode(200)
  @Described('Support what somebody else said; once a person', 404, 409)
  @ApiOkResponse({ standardSchema: supportSchema })
  support(@CurrentActor() actor: Actor, @DecisionId() id: string) {
    return this.opinions.support(actor, id)
  }

  @Post('opinions/:id/answer')
  @HttpCode(200)
  @Described('Answer an opinion; the answer can be changed until voting opens', 404, 409)
  @ApiOkResponse({ standardSchema: opinionSchema })
  async answer(@CurrentActor() actor: Actor, @DecisionId() id: string, @Body({ schema: newAnswer }) answer: NewAnswer) {
    return opinionView(await this.answers.answer(actor, id, answer))
  }
}
