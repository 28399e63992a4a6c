import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common'
import { type Actor, CurrentActor, type PageQuery, pageQuery } from '@yiwang/service-kit'
import { ApiOkResponse } from '@yiwang/service-kit/openapi'
import { PacksService } from '../../packs.service.ts'
import type { StoredPack } from '../db/packs.repository.ts'
import { Described } from './described.ts'
import { packBody, storedPack, storedPacksPage, systemParameter } from './packs.schema.ts'

@Controller('v1/mapping-packs')
export class PacksController {
  constructor(private readonly packs: PacksService) {}

  @Get()
  @Described('The newest mapping pack of each legacy system')
  @ApiOkResponse({ standardSchema: storedPacksPage })
  async list(@CurrentActor() actor: Actor, @Query({ schema: pageQuery }) query: PageQuery) {
    const page = await this.packs.list(actor, query)
    return { ...page, items: page.items.map(shown) }
  }

  @Get(':system')
  @Described('The newest mapping pack of a legacy system', 404)
  @ApiOkResponse({ standardSchema: storedPack })
  async read(@CurrentActor() actor: Actor, @Param('system', { schema: systemParameter }) system: string) {
    return shown(await this.packs.read(actor, system))
  }

  @Put(':system')
  @Described('Import a mapping pack; the first one connects the system', 422)
  @ApiOkResponse({ standardSchema: storedPack })
  async import(
    @CurrentActor() actor: Actor,
    @Param('system', { schema: systemParameter }) system: string,
    @Body({ schema: packBody }) pack: Record<string, unknown>,
  ) {
    return shown(await this.packs.import(actor, system, pack))
  }
}

const shown = ({ system, version, importedAt, importedBy, pack }: StoredPack) => ({
  system,
  version,
  importedAt: importedAt.toISOString(),
  importedBy,
  ...pack,
})
