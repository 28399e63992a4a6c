import { Controller, Get, Param, Query } from '@nestjs/common'
import { ApiOkResponse } from '@nestjs/swagger'
import { type Actor, Clock, CurrentActor, type PageQuery, pageQuery } from '@yiwang/service-kit'
import { z } from 'zod'
import { ClocksService } from '../../clocks.service.ts'
import { clocksPage, viewOf } from './clock-view.ts'

@Controller('v1/cases')
export class ClocksController {
  constructor(
    private readonly clocks: ClocksService,
    private readonly clock: Clock,
  ) {}

  @Get(':id/clocks')
  @ApiOkResponse({ standardSchema: clocksPage })
  async list(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: z.uuid() }) id: string,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<z.output<typeof clocksPage>> {
    const { items, ...page } = await this.clocks.list(actor, id, query)
    const now = this.clock.now().getTime()
    return { items: items.map((reading) => viewOf(reading, now)), ...page }
  }
}
