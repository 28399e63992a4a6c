import { Controller, Get, Query } from '@nestjs/common'
import { type Actor, Clock, CurrentActor, type PageQuery, PageTokens, pageQuery } from '@yiwang/service-kit'
import { ApiOkResponse } from '@yiwang/service-kit/openapi'
import { MeService } from '../../me.service.ts'
import * as answers from './answers.ts'
import { heldRoomsPage } from './claims.schema.ts'
import { Described } from './described.ts'
import { heldRoomAnswer } from './register-view.ts'

@Controller('v1')
export class MeController {
  constructor(
    private readonly people: MeService,
    private readonly clock: Clock,
    private readonly pages: PageTokens,
  ) {}

  /** Who the caller is, and which posts they may act in now. */
  @Get('me')
  @ApiOkResponse({ standardSchema: answers.me })
  async me(@CurrentActor() actor: Actor) {
    const { person, kind, holdings } = await this.people.meet(actor)
    return { person, kind, posts: holdings.map(({ post, ...rest }) => ({ id: post, ...rest })) }
  }

  @Get('me/rooms')
  @Described('The rooms that the caller owns or lives in, as approved')
  @ApiOkResponse({ standardSchema: heldRoomsPage })
  async rooms(@CurrentActor() actor: Actor, @Query({ schema: pageQuery }) query: PageQuery) {
    const after = this.pages.verify(actor, query)?.map(String)
    const rows = await this.people.heldRooms(actor, after, query.pageSize + 1)
    const cursor = ({ compound, building, unit, room, as, key }: (typeof rows)[number]) => [compound, building, unit, room, as, key]
    const page = this.pages.page(actor, query, rows, cursor)
    return { ...page, items: page.items.map(heldRoomAnswer) }
  }

  /** The clock on which deadlines run. */
  @Get('now')
  @ApiOkResponse({ standardSchema: answers.now })
  now() {
    return { now: this.clock.now().toISOString(), speed: this.clock.speed }
  }
}
