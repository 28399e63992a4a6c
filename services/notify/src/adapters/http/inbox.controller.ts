import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common'
import { type Actor, CurrentActor, type Language, pageOf, pageQuery, RequestLanguage } from '@yiwang/service-kit'
import { ApiOkResponse, ApiOperation } from '@yiwang/service-kit/openapi'
import { z } from 'zod'
import { InboxService } from '../../inbox.service.ts'

const id = z.uuid()
const inboxQuery = pageQuery.extend({
  unread: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional(),
})
const item = z
  .object({
    id,
    eventId: z.string(),
    type: z.string(),
    caseId: z.string().optional(),
    decisionId: z.string().optional(),
    title: z.string(),
    body: z.string(),
    at: z.iso.datetime(),
    readAt: z.iso.datetime().optional(),
  })
  .meta({ id: 'InboxItem' })
const inbox = pageOf(item).extend({ unread: z.int() }).meta({ id: 'Inbox' })

@Controller('v1/inbox')
export class InboxController {
  constructor(private readonly inbox: InboxService) {}

  @Get()
  @ApiOperation({ summary: 'What the caller was told, the newest first; texts in the language of Accept-Language' })
  @ApiOkResponse({ standardSchema: inbox })
  list(
    @CurrentActor() actor: Actor,
    @Query({ schema: inboxQuery }) query: z.output<typeof inboxQuery>,
    @RequestLanguage() language: Language,
  ) {
    return this.inbox.list(actor, query, language)
  }

  @Post(':id/read')
  @HttpCode(200)
  @ApiOperation({ summary: 'Marks an item as read' })
  @ApiOkResponse({ standardSchema: item })
  read(@CurrentActor() actor: Actor, @Param('id', { schema: id }) itemId: string, @RequestLanguage() language: Language) {
    return this.inbox.read(actor, itemId, language)
  }
}
