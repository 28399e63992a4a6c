import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common'
import { type Actor, CurrentActor, IDEMPOTENCY_KEY_SCHEMA, IdempotencyKey, type PageQuery, pageOf, pageQuery } from '@yiwang/service-kit'
import {
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  describing,
} from '@yiwang/service-kit/openapi'
import { z } from 'zod'
import { DeadDeliveriesService } from '../../dead-deliveries.service.ts'
import { WebhooksService } from '../../webhooks.service.ts'

const Described = describing({ 422: 'A rule refuses it; `type` says which' })

const id = z.uuid()
const newWebhook = z
  .strictObject({
    url: z.string().max(2_048).describe('Called with POST; https outside of trials'),
    types: z.array(z.string().max(200)).min(1).max(50).describe('CloudEvents types, as docs/events.md lists them'),
    area: z
      .string()
      .regex(/^\d{6,17}$/)
      .describe('Code of an area: everything in it'),
  })
  .meta({ id: 'NewWebhook' })
const registered = z
  .object({ id, secret: z.string().describe('Verifies the signatures; shown this once') })
  .meta({ id: 'RegisteredWebhook' })
const webhook = z
  .object({
    id,
    url: z.string(),
    types: z.array(z.string()),
    area: z.string(),
    createdAt: z.iso.datetime(),
    disabledAt: z.iso.datetime().optional(),
  })
  .meta({ id: 'Webhook' })
const dead = z
  .object({
    id,
    eventId: z.string(),
    type: z.string(),
    caseId: z.string().optional(),
    at: z.iso.datetime(),
    attempts: z.int(),
    reason: z.string(),
  })
  .meta({ id: 'DeadDelivery' })

@Controller('v1/webhooks')
export class WebhooksController {
  constructor(
    private readonly webhooks: WebhooksService,
    private readonly deadDeliveries: DeadDeliveriesService,
  ) {}

  @Post()
  @Described('Registers a webhook: signed calls (Standard Webhooks) for types of event in an area', 422)
  @ApiHeader({ name: 'Idempotency-Key', required: false, schema: IDEMPOTENCY_KEY_SCHEMA })
  @ApiCreatedResponse({ standardSchema: registered })
  register(
    @CurrentActor() actor: Actor,
    @Body({ schema: newWebhook }) command: z.output<typeof newWebhook>,
    @IdempotencyKey() key: string | undefined,
  ) {
    return this.webhooks.register(actor, command, key)
  }

  @Get()
  @ApiOperation({ summary: 'The webhooks that the caller registered' })
  @ApiOkResponse({ standardSchema: pageOf(webhook) })
  list(@CurrentActor() actor: Actor, @Query({ schema: pageQuery }) query: PageQuery) {
    return this.webhooks.list(actor, query)
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Disables a webhook; what is pending for it is given up' })
  @ApiNoContentResponse()
  disable(@CurrentActor() actor: Actor, @Param('id', { schema: id }) webhookId: string) {
    return this.webhooks.disable(actor, webhookId)
  }

  @Post(':id/rotate-secret')
  @HttpCode(200)
  @ApiOperation({ summary: 'A new secret; the old one signs beside it for a day' })
  @ApiOkResponse({ standardSchema: registered })
  rotateSecret(@CurrentActor() actor: Actor, @Param('id', { schema: id }) webhookId: string) {
    return this.webhooks.rotateSecret(actor, webhookId)
  }

  @Get(':id/dead')
  @ApiOperation({ summary: 'Deliveries that were given up after a day' })
  @ApiOkResponse({ standardSchema: pageOf(dead) })
  dead(@CurrentActor() actor: Actor, @Param('id', { schema: id }) webhookId: string, @Query({ schema: pageQuery }) query: PageQuery) {
    return this.deadDeliveries.list(actor, webhookId, query)
  }

  @Post(':id/dead/:delivery/replay')
  @HttpCode(202)
  @ApiOperation({ summary: 'Tries a dead delivery again, under the same webhook-id; a webhook that was disabled is called again' })
  @ApiAcceptedResponse()
  replay(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: id }) webhookId: string,
    @Param('delivery', { schema: id }) delivery: string,
  ) {
    return this.deadDeliveries.replay(actor, webhookId, delivery)
  }
}
