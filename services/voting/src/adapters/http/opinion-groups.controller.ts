import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common'
import { type Actor, CurrentActor, type PageQuery, Public, pageQuery } from '@yiwang/service-kit'
import { ApiCreatedResponse, ApiOkResponse } from '@yiwang/service-kit/openapi'
import { OpinionAnswersService } from '../../opinion-answers.service.ts'
import { OpinionReadingService } from '../../opinion-reading.service.ts'
import { DecisionId } from './command.ts'
import { Described } from './described.ts'
import {
  groupSchema,
  groupsPage,
  groupView,
  type MoreOpinions,
  moreOpinions,
  type NewAnswer,
  type NewGroup,
  newAnswer,
  newGroup,
} from './opinions.schema.ts'

/** Opinions that say the same, answered together. */
@Controller('v1')
export class OpinionGroupsController {
  constructor(
    private readonly answers: OpinionAnswersService,
    private readonly reading: OpinionReadingService,
  ) {}

  @Post('decisions/:id/opinion-groups')
  @Described('Put opinions together; each is in one group', 404, 409, 422)
  @ApiCreatedResponse({ standardSchema: groupSchema })
  async group(@CurrentActor() actor: Actor, @DecisionId() id: string, @Body({ schema: newGroup }) { title, opinions }: NewGroup) {
    return groupView(await this.answers.group(actor, id, title, opinions))
  }

  @Public()
  @Get('decisions/:id/opinion-groups')
  @Described('The groups, with how many opinions they have', 404)
  @ApiOkResponse({ standardSchema: groupsPage })
  async list(@CurrentActor() reader: Actor | undefined, @DecisionId() id: string, @Query({ schema: pageQuery }) query: PageQuery) {
    const page = await this.reading.groupsOf(reader, id, query)
    return { ...page, items: page.items.map(groupView) }
  }

  @Post('opinion-groups/:id/opinions')
  @HttpCode(200)
  @Described('Put more opinions into a group', 404, 409, 422)
  @ApiOkResponse({ standardSchema: groupSchema })
  async add(@CurrentActor() actor: Actor, @DecisionId() id: string, @Body({ schema: moreOpinions }) { opinions }: MoreOpinions) {
    return groupView(await this.answers.addTo(actor, id, opinions))
  }

  @Post('opinion-groups/:id/answer')
  @HttpCode(200)
  @Described('Answer every opinion of the group that has no answer', 404, 409)
  @ApiOkResponse({ standardSchema: groupSchema })
  async answer(@CurrentActor() actor: Actor, @DecisionId() id: string, @Body({ schema: newAnswer }) answer: NewAnswer) {
    return groupView(await this.answers.answerGroup(actor, id, answer))
  }
}
