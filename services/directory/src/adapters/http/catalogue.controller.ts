import { Controller, Get, Param, Query } from '@nestjs/common'
import { type Actor, CurrentActor, type PageQuery, PageTokens, pageQuery } from '@yiwang/service-kit'
import { ApiOkResponse } from '@yiwang/service-kit/openapi'
import { ReadsService } from '../../reads.service.ts'
import * as answers from './answers.ts'
import { partOf } from './part.ts'
import { versionAnswer, versionsAnswer } from './presenters.ts'
import { catalogueCode, type TypesQuery, typesQuery, type VersionQuery, versionQuery } from './questions.ts'

@Controller('v1')
export class CatalogueController {
  constructor(
    private readonly reads: ReadsService,
    private readonly pages: PageTokens,
  ) {}

  /** The newest version of each type in force. */
  @Get('types')
  @ApiOkResponse({ standardSchema: answers.typesPage })
  async types(@CurrentActor() actor: Actor, @Query({ schema: typesQuery }) query: TypesQuery) {
    const { area, category } = query
    const rows = await this.reads.types(actor, { area, category }, partOf(this.pages, actor, query))
    return this.pages.page(actor, query, rows.map(versionAnswer), ({ code }) => [code])
  }

  /** The newest version, or the one asked for, and the list of all. */
  @Get('types/:code')
  @ApiOkResponse({ standardSchema: answers.typeWithVersions })
  async type(
    @CurrentActor() actor: Actor,
    @Param('code', { schema: catalogueCode }) code: string,
    @Query({ schema: versionQuery }) { version }: VersionQuery,
  ) {
    return versionsAnswer(await this.reads.type(actor, code, version))
  }

  @Get('calendars')
  @ApiOkResponse({ standardSchema: answers.calendarsPage })
  async calendars(@CurrentActor() actor: Actor, @Query({ schema: pageQuery }) query: PageQuery) {
    const rows = await this.reads.calendars(actor, partOf(this.pages, actor, query))
    return this.pages.page(actor, query, rows.map(versionAnswer), ({ code }) => [code])
  }

  @Get('calendars/:code')
  @ApiOkResponse({ standardSchema: answers.calendarWithVersions })
  async calendar(
    @CurrentActor() actor: Actor,
    @Param('code', { schema: catalogueCode }) code: string,
    @Query({ schema: versionQuery }) { version }: VersionQuery,
  ) {
    return versionsAnswer(await this.reads.calendar(actor, code, version))
  }
}
