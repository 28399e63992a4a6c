import { Body, Controller, Get, Query } from '@nestjs/common'
import { type Actor, CurrentActor, IfMatch, type PageQuery, Public, pageQuery } from '@yiwang/service-kit'
import { ApiOkResponse } from '@yiwang/service-kit/openapi'
import { ConfirmationsService } from '../../confirmations.service.ts'
import { ReadingService } from '../../reading.service.ts'
import { type ConfirmBody, confirmationsPage, confirmationView, confirmBody } from './after-count.schema.ts'
import { Command, DecisionId } from './command.ts'
import { decisionView } from './decisions.schema.ts'
import { Described } from './described.ts'

/** Whether residents find that it was carried out. */
@Controller('v1/decisions')
export class ConfirmationsController {
  constructor(
    private readonly confirmations: ConfirmationsService,
    private readonly reading: ReadingService,
  ) {}

  @Command(
    'confirm',
    'Say, as an owner or a resident of its scope or who is on its roll, whether it was carried out; it may be said anew until the archive',
  )
  async confirm(
    @CurrentActor() actor: Actor,
    @DecisionId() id: string,
    @Body({ schema: confirmBody }) { satisfied, text }: ConfirmBody,
    @IfMatch() ifMatch?: number,
  ) {
    return decisionView(await this.reading.view(actor, await this.confirmations.confirm({ actor, id, ifMatch, text }, satisfied)))
  }

  @Public()
  @Get(':id/confirmations')
  @Described('What residents say of how it was carried out, and how many; who says so is masked', 404)
  @ApiOkResponse({ standardSchema: confirmationsPage })
  async confirmed(@CurrentActor() reader: Actor | undefined, @DecisionId() id: string, @Query({ schema: pageQuery }) query: PageQuery) {
    const page = await this.confirmations.list(reader, id, query)
    return { ...page, items: page.items.map(confirmationView) }
  }
}
