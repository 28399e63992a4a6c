import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common'
import { type Actor, Clock, CurrentActor, IdempotencyKey, PageTokens } from '@yiwang/service-kit'
import { ApiCreatedResponse, ApiOkResponse, IdempotencyKeyHeader } from '@yiwang/service-kit/openapi'
import { z } from 'zod'
import type { Mandate } from '../../domain/mandate.ts'
import { MandatesService } from '../../mandates.service.ts'
import { Described } from './described.ts'
import * as schema from './mandates.schema.ts'
import { entryAnswer, mandateAnswer } from './register-view.ts'

const id = z.uuid()

@Controller('v1/mandates')
export class MandatesController {
  constructor(
    private readonly mandates: MandatesService,
    private readonly pages: PageTokens,
    private readonly clock: Clock,
  ) {}

  @Post()
  @Described('A set of owners says who votes for them: one of them, or a representative', 409, 422)
  @IdempotencyKeyHeader(false)
  @ApiCreatedResponse({ standardSchema: schema.mandate })
  async file(
    @CurrentActor() actor: Actor,
    @Body({ schema: schema.newMandate }) { from, to, ...mandate }: schema.NewMandateBody,
    @IdempotencyKey() key: string | undefined,
  ) {
    const times = { from: from === undefined ? undefined : new Date(from), to: to === undefined ? undefined : new Date(to) }
    return this.#shown(await this.mandates.file(actor, { ...mandate, ...times }, key))
  }

  @Get()
  @Described('Mandates of a compound: all for its community officer, for others those that concern them', 404)
  @ApiOkResponse({ standardSchema: schema.mandatesPage })
  async list(@CurrentActor() actor: Actor, @Query({ schema: schema.mandatesQuery }) query: schema.MandatesQuery) {
    const [after] = this.pages.verify(actor, query) ?? []
    const rows = await this.mandates.list(actor, query.compound, after as string | undefined, query.pageSize + 1)
    const page = this.pages.page(actor, query, rows, ({ id }) => [id])
    return { ...page, items: page.items.map((mandate) => this.#shown(mandate)) }
  }

  @Get(':id')
  @Described('A mandate with its record, for whom it concerns and for the community officer', 404)
  @ApiOkResponse({ standardSchema: schema.mandateWithRecord })
  async read(@CurrentActor() actor: Actor, @Param('id', { schema: id }) mandateId: string) {
    const { mandate, record } = await this.mandates.read(actor, mandateId)
    return { ...this.#shown(mandate), record: record.map(entryAnswer) }
  }

  @Post(':id/consent')
  @Described('Give one’s part of a mandate that a co-owner filed; with the last part it is in force', 404, 409)
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: schema.mandate })
  async consent(@CurrentActor() actor: Actor, @Param('id', { schema: id }) mandateId: string) {
    return this.#shown(await this.mandates.consent(actor, mandateId))
  }

  @Post(':id/revoke')
  @Described('From now on nobody votes by it: by one of the owners, the representative or the community officer', 404, 409)
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: schema.mandate })
  async revoke(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: id }) mandateId: string,
    @Body({ schema: schema.revocation }) { reason }: { reason?: string },
  ) {
    return this.#shown(await this.mandates.revoke(actor, mandateId, reason))
  }

  #shown(mandate: Mandate) {
    return mandateAnswer(mandate, this.clock.now())
  }
}
