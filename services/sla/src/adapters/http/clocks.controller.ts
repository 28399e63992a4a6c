import { Controller, Get, Param, Query } from '@nestjs/common'
import { type Actor, Clock, CurrentActor, type Page, type PageQuery, pageQuery } from '@yiwang/service-kit'
import { ApiOkResponse, describing } from '@yiwang/service-kit/openapi'
import { z } from 'zod'
import { ClocksService } from '../../clocks.service.ts'
import type { ClockReading } from '../db/clock-readings.ts'
import { clocksPage, viewOf } from './clock-view.ts'

const Described = describing({ 404: 'There is no such thing, or the caller may not see it' })

@Controller('v1')
export class ClocksController {
  constructor(
    private readonly clocks: ClocksService,
    private readonly clock: Clock,
  ) {}

  @Get('cases/:id/clocks')
  @Described('The clocks of a case by their start: due instants, lights, and the rungs of their ladders', 404)
  @ApiOkResponse({ standardSchema: clocksPage })
  async list(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: z.uuid() }) id: string,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<z.output<typeof clocksPage>> {
    return this.shown(await this.clocks.list(actor, id, query))
  }

  @Get('decisions/:id/clocks')
  @Described('The clocks of a decision by their start: how long its notice, opinions, voting and objections last', 404)
  @ApiOkResponse({ standardSchema: clocksPage })
  async listOfDecision(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: z.uuid() }) id: string,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<z.output<typeof clocksPage>> {
    return this.shown(await this.clocks.listOfDecision(actor, id, query))
  }

  private shown({ items, ...page }: Page<ClockReading>): z.output<typeof clocksPage> {
    const now = this.clock.now().getTime()
    return { items: items.map((reading) => viewOf(reading, now)), ...page }
  }
}
