import { Controller, Get, Param, Query } from '@nestjs/common'
import { type Actor, Clock, CurrentActor, PageTokens } from '@yiwang/service-kit'
import { ApiOkResponse } from '@yiwang/service-kit/openapi'
import { z } from 'zod'
import { ReadsService } from '../../reads.service.ts'
import * as answers from './answers.ts'
import { partOf } from './part.ts'
import { holderAnswer, postAnswer, unitAnswer } from './presenters.ts'
import { type HoldersQuery, holdersQuery, type PostsQuery, postsQuery, type UnitsQuery, unitsQuery } from './questions.ts'

@Controller('v1')
export class OrganisationController {
  constructor(
    private readonly reads: ReadsService,
    private readonly pages: PageTokens,
    private readonly clock: Clock,
  ) {}

  /** Units of an area and of everything in it; the area's own first. */
  @Get('units')
  @ApiOkResponse({ standardSchema: answers.unitsPage })
  async units(@CurrentActor() actor: Actor, @Query({ schema: unitsQuery }) query: UnitsQuery) {
    const { area, board, kind } = query
    const rows = await this.reads.units(actor, { area, board, kind }, partOf(this.pages, actor, query))
    return this.pages.page(actor, query, rows.map(unitAnswer), ({ code }) => [code])
  }

  /** Posts of an area and of everything in it; the area's own first. */
  @Get('posts')
  @ApiOkResponse({ standardSchema: answers.postsPage })
  async posts(@CurrentActor() actor: Actor, @Query({ schema: postsQuery }) query: PostsQuery) {
    const { area, board, unit, role } = query
    const rows = await this.reads.posts(actor, { area, board, unit, role }, partOf(this.pages, actor, query))
    return this.pages.page(actor, query, rows.map(postAnswer), ({ code }) => [code])
  }

  /** Who holds the post at an instant; now, if none is given. */
  @Get('posts/:id/holders')
  @ApiOkResponse({ standardSchema: answers.holdersPage })
  async holders(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: z.uuid() }) id: string,
    @Query({ schema: holdersQuery }) { at }: HoldersQuery,
  ) {
    const holders = await this.reads.holders(actor, id, at === undefined ? this.clock.now() : new Date(at))
    return { items: holders.map(holderAnswer) }
  }
}
