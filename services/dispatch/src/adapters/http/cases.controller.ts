import { Controller, Get, Param, Query, UseInterceptors } from '@nestjs/common'
import { type Actor, CurrentActor, EtagInterceptor, type Page, PageTokens } from '@yiwang/service-kit'
import { ApiOkResponse } from '@yiwang/service-kit/openapi'
import { z } from 'zod'
import type { CaseView } from '../../case-view.ts'
import { type LedgerView, ReadingService } from '../../reading.service.ts'
import { Described } from './described.ts'
import { casePage, caseSchema, type ListQuery, ledgerSchema, listQuery } from './schemas.ts'

@Controller('v1/cases')
export class CasesController {
  constructor(
    private readonly reading: ReadingService,
    private readonly tokens: PageTokens,
  ) {}

  @Get()
  @Described('The work list: what the caller may read, the sooner due first')
  @ApiOkResponse({ standardSchema: casePage })
  list(@CurrentActor() actor: Actor, @Query({ schema: listQuery }) query: ListQuery): Promise<Page<CaseView>> {
    return this.reading.page(actor, query, this.tokens)
  }

  @Get(':id')
  @Described('A case, with the commands that the caller may give now', 404)
  @UseInterceptors(EtagInterceptor)
  @ApiOkResponse({ standardSchema: caseSchema })
  read(@CurrentActor() actor: Actor, @Param('id', { schema: z.uuid() }) id: string): Promise<CaseView> {
    return this.reading.case(actor, id)
  }

  @Get(':id/ledger')
  @Described('Its responsibility ledger: entries, texts, who held it from when to when', 404)
  @ApiOkResponse({ standardSchema: ledgerSchema })
  ledger(@CurrentActor() actor: Actor, @Param('id', { schema: z.uuid() }) id: string): Promise<LedgerView> {
    return this.reading.ledger(actor, id)
  }
}
