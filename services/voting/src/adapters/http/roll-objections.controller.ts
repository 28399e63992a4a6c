import { Body, Controller, Get, HttpCode, Post, Query, UseInterceptors } from '@nestjs/common'
import { type Actor, CurrentActor, EtagInterceptor, type PageQuery, pageQuery } from '@yiwang/service-kit'
import { ApiCreatedResponse, ApiOkResponse } from '@yiwang/service-kit/openapi'
import { ReadingService } from '../../reading.service.ts'
import { RollCorrectionService } from '../../roll-correction.service.ts'
import { RollObjectionsService } from '../../roll-objections.service.ts'
import { DecisionId } from './command.ts'
import { decisionSchema, decisionView } from './decisions.schema.ts'
import { Described } from './described.ts'
import {
  type NewRollObjection,
  newRollObjection,
  type RollAnswer,
  rollAnswer,
  rollObjectionSchema,
  rollObjectionsPage,
  rollObjectionView,
  unsettledPage,
} from './roll-objections.schema.ts'

/** The roll while it lies open: what is said against it, and its correction. */
@Controller('v1')
export class RollObjectionsController {
  constructor(
    private readonly objections: RollObjectionsService,
    private readonly correction: RollCorrectionService,
    private readonly reading: ReadingService,
  ) {}

  @Post('decisions/:id/roll/objections')
  @Described('Say what is wrong with the roll, before voting opens', 404, 409)
  @ApiCreatedResponse({ standardSchema: rollObjectionSchema })
  async raise(
    @CurrentActor() actor: Actor,
    @DecisionId() id: string,
    @Body({ schema: newRollObjection }) { text, room }: NewRollObjection,
  ) {
    return rollObjectionView(await this.objections.raise(actor, id, text, room))
  }

  @Get('decisions/:id/roll/objections')
  @Described('What was said against the roll, for the people of the compound', 404)
  @ApiOkResponse({ standardSchema: rollObjectionsPage })
  async list(@CurrentActor() reader: Actor, @DecisionId() id: string, @Query({ schema: pageQuery }) query: PageQuery) {
    const page = await this.objections.page(reader, id, query)
    return { ...page, items: page.items.map(rollObjectionView) }
  }

  @Post('roll-objections/:id/answer')
  @HttpCode(200)
  @Described('Decide as community officer on an objection against a roll', 404, 409)
  @ApiOkResponse({ standardSchema: rollObjectionSchema })
  async answer(@CurrentActor() actor: Actor, @DecisionId() id: string, @Body({ schema: rollAnswer }) answer: RollAnswer) {
    return rollObjectionView(await this.objections.answer(actor, id, answer))
  }

  @Post('decisions/:id/roll/refresh')
  @HttpCode(200)
  @UseInterceptors(EtagInterceptor)
  @Described('Write the roll anew from the register; what changes is on record', 404, 409)
  @ApiOkResponse({ standardSchema: decisionSchema })
  async refresh(@CurrentActor() actor: Actor, @DecisionId() id: string) {
    return decisionView(await this.reading.view(actor, await this.correction.refresh(actor, id)))
  }

  @Get('decisions/:id/roll/unsettled')
  @Described('Rooms that keep voting from opening: without an owner, or with an area that does not count', 404)
  @ApiOkResponse({ standardSchema: unsettledPage })
  unsettled(@CurrentActor() reader: Actor, @DecisionId() id: string, @Query({ schema: pageQuery }) query: PageQuery) {
    return this.correction.unsettled(reader, id, query)
  }
}
