import { Controller, Get, Param, Query } from '@nestjs/common'
import { type Actor, CurrentActor, type PageQuery, PageTokens, pageQuery } from '@yiwang/service-kit'
import { ApiOkResponse } from '@yiwang/service-kit/openapi'
import { ReadsService } from '../../reads.service.ts'
import * as answers from './answers.ts'
import { partOf } from './part.ts'
import { areaAnswer } from './presenters.ts'
import { areaCode, type LocateQuery, locateQuery } from './questions.ts'

@Controller('v1')
export class AreasController {
  constructor(
    private readonly reads: ReadsService,
    private readonly pages: PageTokens,
  ) {}

  @Get('areas/:code')
  @ApiOkResponse({ standardSchema: answers.area })
  async area(@CurrentActor() actor: Actor, @Param('code', { schema: areaCode }) code: string) {
    return areaAnswer(await this.reads.area(actor, code))
  }

  @Get('areas/:code/children')
  @ApiOkResponse({ standardSchema: answers.areasPage })
  async children(
    @CurrentActor() actor: Actor,
    @Param('code', { schema: areaCode }) code: string,
    @Query({ schema: pageQuery }) query: PageQuery,
  ) {
    const bound = { ...query, parent: code }
    const rows = await this.reads.children(actor, code, partOf(this.pages, actor, bound))
    return this.pages.page(actor, bound, rows.map(areaAnswer), ({ code }) => [code])
  }

  /** From the district to the micro-grid in which a point lies; no areas outside the district. */
  @Get('locate')
  @ApiOkResponse({ standardSchema: answers.located })
  locate(@CurrentActor() actor: Actor, @Query({ schema: locateQuery }) point: LocateQuery) {
    return { areas: this.reads.locate(actor, point).map(({ code, name, level }) => ({ code, name, level })) }
  }
}
