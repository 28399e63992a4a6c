import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common'
import { type Actor, CurrentActor } from '@yiwang/service-kit'
import { ApiOkResponse } from '@yiwang/service-kit/openapi'
import { QuarantineService } from '../../quarantine.service.ts'
import type { QuarantineEntry, WholeQuarantineEntry } from '../db/quarantine.repository.ts'
import { Described } from './described.ts'
import { idParameter } from './matters.schema.ts'
import { type QuarantineListQuery, quarantineEntry, quarantineListQuery, quarantinePage } from './quarantine.schema.ts'

@Controller('v1/quarantine')
export class QuarantineController {
  constructor(private readonly quarantine: QuarantineService) {}

  @Get()
  @Described('What could not be mapped, newest first')
  @ApiOkResponse({ standardSchema: quarantinePage })
  async list(@CurrentActor() actor: Actor, @Query({ schema: quarantineListQuery }) query: QuarantineListQuery) {
    const page = await this.quarantine.list(actor, query)
    return { ...page, items: page.items.map(listed) }
  }

  @Get(':id')
  @Described('An entry with its original', 404)
  @ApiOkResponse({ standardSchema: quarantineEntry })
  async read(@CurrentActor() actor: Actor, @Param('id', { schema: idParameter }) id: string) {
    return whole(await this.quarantine.read(actor, id))
  }

  @Post(':id/replay')
  @Described('Try an entry again with the mapping pack as it is now', 404, 422)
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: quarantineEntry })
  async replay(@CurrentActor() actor: Actor, @Param('id', { schema: idParameter }) id: string) {
    return whole(await this.quarantine.replay(actor, id))
  }
}

const listed = (entry: QuarantineEntry) => ({
  ...entry,
  receivedAt: entry.receivedAt.toISOString(),
  ...(entry.replayedAt && { replayedAt: entry.replayedAt.toISOString() }),
})

const whole = ({ area: _area, original, ...entry }: WholeQuarantineEntry) => ({ ...listed(entry), original })
