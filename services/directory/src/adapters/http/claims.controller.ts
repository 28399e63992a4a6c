import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common'
import { type Actor, CurrentActor, IdempotencyKey, PageTokens } from '@yiwang/service-kit'
import { ApiCreatedResponse, ApiOkResponse, IdempotencyKeyHeader } from '@yiwang/service-kit/openapi'
import { z } from 'zod'
import { ClaimDecisionsService } from '../../claim-decisions.service.ts'
import { ClaimsService } from '../../claims.service.ts'
import * as schema from './claims.schema.ts'
import { Described } from './described.ts'
import { claimAnswer, entryAnswer } from './register-view.ts'

const id = z.uuid()

@Controller('v1/room-claims')
export class ClaimsController {
  constructor(
    private readonly claims: ClaimsService,
    private readonly decisions: ClaimDecisionsService,
    private readonly pages: PageTokens,
  ) {}

  @Post()
  @Described('Claim a room as its owner or as who lives there', 409, 422)
  @IdempotencyKeyHeader(false)
  @ApiCreatedResponse({ standardSchema: schema.claim })
  async claim(
    @CurrentActor() actor: Actor,
    @Body({ schema: schema.newClaim }) { name, phone, idLastDigits, ...claim }: schema.NewClaim,
    @IdempotencyKey() key: string | undefined,
  ) {
    return claimAnswer(await this.claims.claim(actor, { ...claim, details: { name, phone, idLastDigits } }, key))
  }

  @Get()
  @Described('Claims on rooms of a compound, for its community officer; with mine=true the caller’s own', 404)
  @ApiOkResponse({ standardSchema: schema.claimsPage })
  async list(@CurrentActor() actor: Actor, @Query({ schema: schema.claimsQuery }) query: schema.ClaimsQuery) {
    const { compound, state } = query
    const mine = query.mine === 'true' || compound === undefined
    const [after] = this.pages.verify(actor, query) ?? []
    const rows = await this.claims.list(actor, { compound, state, mine }, after as string | undefined, query.pageSize + 1)
    const page = this.pages.page(actor, query, rows, ({ id }) => [id])
    const matches = mine ? undefined : await this.decisions.matches(actor, page.items)
    return { ...page, items: page.items.map((claim) => claimAnswer(claim, matches?.get(claim.id))) }
  }

  @Get(':id')
  @Described('A claim with its record, for who made it and for the community officer', 404)
  @ApiOkResponse({ standardSchema: schema.claimWithRecord })
  async read(@CurrentActor() actor: Actor, @Param('id', { schema: id }) claimId: string) {
    const { claim, record } = await this.decisions.read(actor, claimId)
    const matches = await this.decisions.matches(actor, [claim])
    return { ...claimAnswer(claim, matches.get(claimId)), record: record.map(entryAnswer) }
  }

  @Post(':id/approve')
  @Described('The claimant is this owner, or of this household, from now on', 404, 409, 422)
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: schema.claim })
  async approve(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: id }) claimId: string,
    @Body({ schema: schema.approval }) approval: schema.ApprovalBody,
  ) {
    return claimAnswer(await this.decisions.approve(actor, claimId, approval))
  }

  @Post(':id/refuse')
  @Described('Refuse a claim', 404, 409)
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: schema.claim })
  async refuse(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: id }) claimId: string,
    @Body({ schema: schema.withReason }) { reason }: { reason: string },
  ) {
    return claimAnswer(await this.decisions.refuse(actor, claimId, reason))
  }

  @Post(':id/revoke')
  @Described(
    'Revoke an approved claim from now on, with every other by which the person is the same owner and the mandates so given',
    404,
    409,
  )
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: schema.claim })
  async revoke(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: id }) claimId: string,
    @Body({ schema: schema.withReason }) { reason }: { reason: string },
  ) {
    return claimAnswer(await this.decisions.revoke(actor, claimId, reason))
  }

  @Post(':id/withdraw')
  @Described('Withdraw one’s own claim while it waits', 404, 409)
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: schema.claim })
  async withdraw(@CurrentActor() actor: Actor, @Param('id', { schema: id }) claimId: string) {
    return claimAnswer(await this.decisions.withdraw(actor, claimId))
  }
}
