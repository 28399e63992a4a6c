import { Body, Controller, Get, Param, Post, Put, Query, UseInterceptors } from '@nestjs/common'
import {
  type Actor,
  CurrentActor,
  EtagInterceptor,
  IdempotencyKey,
  type Language,
  type PageQuery,
  Public,
  pageQuery,
  RequestLanguage,
} from '@yiwang/service-kit'
import { ApiCreatedResponse, ApiOkResponse, IdempotencyKeyHeader } from '@yiwang/service-kit/openapi'
import { DraftsService } from '../../drafts.service.ts'
import { ReadingService } from '../../reading.service.ts'
import { DecisionId } from './command.ts'
import { compoundCode } from './compounds.schema.ts'
import {
  type DraftChanges,
  decisionSchema,
  decisionsPage,
  decisionView,
  draftChanges,
  historySchema,
  historyView,
  type NewDecision,
  newDecision,
  publicView,
  resultSchema,
} from './decisions.schema.ts'
import { Described } from './described.ts'

@Controller('v1')
export class DecisionsController {
  constructor(
    private readonly drafts: DraftsService,
    private readonly reading: ReadingService,
  ) {}

  @Post('decisions')
  @Described('Draft a decision', 422)
  @IdempotencyKeyHeader(false)
  @UseInterceptors(EtagInterceptor)
  @ApiCreatedResponse({ standardSchema: decisionSchema })
  async draft(@CurrentActor() actor: Actor, @Body({ schema: newDecision }) draft: NewDecision, @IdempotencyKey() key: string | undefined) {
    return decisionView(await this.reading.view(actor, await this.drafts.draft(actor, draft, key)))
  }

  @Put('decisions/:id')
  @Described('Change a draft; what is left out stays', 404, 409, 422)
  @UseInterceptors(EtagInterceptor)
  @ApiOkResponse({ standardSchema: decisionSchema })
  async edit(@CurrentActor() actor: Actor, @DecisionId() id: string, @Body({ schema: draftChanges }) changes: DraftChanges) {
    return decisionView(await this.reading.view(actor, await this.drafts.edit(actor, id, changes)))
  }

  @Public()
  @Get('decisions/:id')
  @Described('A decision as everybody may see it; who is signed in also gets what they may do', 404)
  @UseInterceptors(EtagInterceptor)
  @ApiOkResponse({ standardSchema: decisionSchema })
  async read(@CurrentActor() reader: Actor | undefined, @DecisionId() id: string) {
    return decisionView(await this.reading.decision(reader, id))
  }

  @Public()
  @Get('decisions/:id/history')
  @Described('What happened to it: each change with its instant and author', 404)
  @ApiOkResponse({ standardSchema: historySchema })
  async history(@CurrentActor() reader: Actor | undefined, @DecisionId() id: string) {
    const items = await this.reading.history(reader, id)
    return { items: items.map(historyView) }
  }

  @Public()
  @Get('decisions/:id/result')
  @Described('The result, with its arithmetic in words', 404, 422)
  @ApiOkResponse({ standardSchema: resultSchema })
  result(@CurrentActor() reader: Actor | undefined, @DecisionId() id: string, @RequestLanguage() language: Language) {
    return this.reading.result(reader, id, language)
  }

  @Public()
  @Get('compounds/:code/decisions')
  @Described('What has been published of a compound, the newest first')
  @ApiOkResponse({ standardSchema: decisionsPage })
  async list(
    @CurrentActor() reader: Actor | undefined,
    @Param('code', { schema: compoundCode }) code: string,
    @Query({ schema: pageQuery }) query: PageQuery,
  ) {
    const page = await this.reading.ofCompound(reader, code, query)
    return { ...page, items: page.items.map(publicView) }
  }
}
