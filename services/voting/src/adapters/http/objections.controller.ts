import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common'
import { type Actor, CurrentActor, type PageQuery, Public, pageQuery } from '@yiwang/service-kit'
import { ApiCreatedResponse, ApiOkResponse } from '@yiwang/service-kit/openapi'
import { z } from 'zod'
import { ObjectionsService } from '../../objections.service.ts'
import {
  type NewObjection,
  newObjection,
  type ObjectionDecision,
  objectionDecision,
  objectionSchema,
  objectionsPage,
  objectionView,
} from './after-count.schema.ts'
import { DecisionId } from './command.ts'
import { Described } from './described.ts'

/** Objections against results. */
@Controller('v1')
export class ObjectionsController {
  constructor(private readonly objections: ObjectionsService) {}

  @Post('decisions/:id/objections')
  @Described('Object to a result, as an owner of the compound, as long as objections are taken', 404, 409)
  @ApiCreatedResponse({ standardSchema: objectionSchema })
  async raise(@CurrentActor() actor: Actor, @DecisionId() id: string, @Body({ schema: newObjection }) { text }: NewObjection) {
    return objectionView(await this.objections.raise(actor, id, text))
  }

  @Public()
  @Get('decisions/:id/objections')
  @Described('The objections against a result and what was decided; who raised them is masked', 404)
  @ApiOkResponse({ standardSchema: objectionsPage })
  async list(@CurrentActor() reader: Actor | undefined, @DecisionId() id: string, @Query({ schema: pageQuery }) query: PageQuery) {
    const page = await this.objections.list(reader, id, query)
    return { ...page, items: page.items.map(objectionView) }
  }

  @Post('objections/:id/decide')
  @HttpCode(200)
  @Described('Decide an objection, as the community officer; one that is upheld takes the result back', 404, 409)
  @ApiOkResponse({ standardSchema: objectionSchema })
  async decide(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: objectionDecision }) { outcome, text }: ObjectionDecision,
  ) {
    return objectionView(await this.objections.decide(actor, id, outcome, text))
  }
}
