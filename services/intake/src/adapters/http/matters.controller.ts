import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common'
import { type Actor, CurrentActor, type PageQuery, pageQuery, RequiredIdempotencyKey, Sealing } from '@yiwang/service-kit'
import { ApiCreatedResponse, ApiOkResponse, IdempotencyKeyHeader } from '@yiwang/service-kit/openapi'
import { MattersService } from '../../matters.service.ts'
import { ReportsService } from '../../reports.service.ts'
import { openContact } from '../sealed-columns.ts'
import { Described } from './described.ts'
import { listed, type WholeMatter, whole } from './matter-view.ts'
import {
  type DuplicateQuestion,
  duplicateQuestion,
  duplicates,
  idParameter,
  type LinkCommand,
  linkCommand,
  matterSchema,
  mattersPage,
  type NewReport,
  newReport,
  receiptSchema,
} from './matters.schema.ts'

@Controller('v1/matters')
export class MattersController {
  constructor(
    private readonly reports: ReportsService,
    private readonly matters: MattersService,
    private readonly sealing: Sealing,
  ) {}

  @Post()
  @Described('Report a matter', 422)
  @IdempotencyKeyHeader(true)
  @ApiCreatedResponse({ standardSchema: receiptSchema })
  async report(@CurrentActor() actor: Actor, @RequiredIdempotencyKey() key: string, @Body({ schema: newReport }) report: NewReport) {
    const { id, receivedAt } = await this.reports.report(actor, report, key)
    return { id, receivedAt: receivedAt.toISOString() }
  }

  @Get()
  @Described('What the caller reported, newest first')
  @ApiOkResponse({ standardSchema: mattersPage })
  async list(@CurrentActor() actor: Actor, @Query({ schema: pageQuery }) query: PageQuery) {
    const page = await this.matters.listOwn(actor, query)
    return { ...page, items: page.items.map(listed) }
  }

  @Post('suggest-duplicates')
  @Described('Open cases nearby that may be the same matter', 422)
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: duplicates })
  async suggestDuplicates(@CurrentActor() actor: Actor, @Body({ schema: duplicateQuestion }) question: DuplicateQuestion) {
    return { items: await this.matters.suggestDuplicates(actor, question) }
  }

  @Get(':id')
  @Described('A matter, and what has become of it', 404)
  @ApiOkResponse({ standardSchema: matterSchema })
  async read(@CurrentActor() actor: Actor, @Param('id', { schema: idParameter }) id: string) {
    return this.shown(await this.matters.read(actor, id))
  }

  @Post(':id/link')
  @Described('Link a matter to one that is the same; both stay', 404, 422)
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: matterSchema })
  async link(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: idParameter }) id: string,
    @Body({ schema: linkCommand }) { to }: LinkCommand,
  ) {
    return this.shown(await this.matters.link(actor, id, to))
  }

  private shown(found: WholeMatter) {
    const { id, contact } = found.matter
    return whole(found, contact && openContact(this.sealing, id, contact))
  }
}
