import { Injectable } from '@nestjs/common'
import { type Actor, Clock, type Language, type Page, type PageQuery, PageTokens, RequestError } from '@yiwang/service-kit'
import { NotifyPrisma } from './adapters/db/notify-prisma.ts'
import type { InboxItem as InboxRow } from './adapters/db/prisma/client.ts'
import { render, type TemplateParams } from './domain/template.ts'
import { requirePerson } from './policy.ts'
import { Templates } from './templates.ts'

export interface InboxItem {
  readonly id: string
  readonly eventId: string
  readonly type: string
  readonly caseId?: string
  readonly decisionId?: string
  readonly title: string
  readonly body: string
  readonly at: string
  readonly readAt?: string
}

const KINDS: Record<Language, Record<string, string>> = {
  'zh-CN': { CASE: '案件', STEP: '环节', ANSWER: '答复', SUSPENSION: '挂起' },
  en: { CASE: 'case', STEP: 'step', ANSWER: 'answer', SUSPENSION: 'suspension' },
}

/** For what a case waits. */
const REASONS: Record<Language, Record<string, string>> = {
  'zh-CN': {
    OWNERS_DECISION: '业主共同决定',
    MATERIAL: '所需材料或配件',
    WEATHER: '天气好转',
    EXPERT_OPINION: '专家鉴定意见',
    COURT: '法院处理结果',
  },
  en: {
    OWNERS_DECISION: 'a decision of the owners',
    MATERIAL: 'material or spare parts',
    WEATHER: 'better weather',
    EXPERT_OPINION: 'an expert’s opinion',
    COURT: 'a court',
  },
}

/** Instants for people are those of the district's clock on the wall. */
const WALL_CLOCK = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'short' })

/** What a person was told. */
@Injectable()
export class InboxService {
  constructor(
    private readonly prisma: NotifyPrisma,
    private readonly templates: Templates,
    private readonly pages: PageTokens,
    private readonly clock: Clock,
  ) {}

  /** The caller's own inbox, the newest first, in the caller's language. */
  async list(
    actor: Actor,
    query: PageQuery & { unread?: boolean | undefined },
    language: Language,
  ): Promise<Page<InboxItem> & { unread: number }> {
    const person = requirePerson(actor)
    const before = this.pages.verify(actor, query)?.[0] as string | undefined
    const unreadOnly = query.unread ? { readAt: null } : {}
    const [rows, unread] = await Promise.all([
      this.prisma.inboxItem.findMany({
        where: { person, ...unreadOnly, ...(before ? { id: { lt: before } } : {}) },
        orderBy: { id: 'desc' },
        take: query.pageSize + 1,
      }),
      this.prisma.inboxItem.count({ where: { person, readAt: null } }),
    ])
    const page = this.pages.page(actor, query, rows, ({ id }) => [id])
    return { ...page, items: await Promise.all(page.items.map((row) => this.itemOf(row, language))), unread }
  }

  /** Marks one as read; a second time changes nothing. @throws 404 for what is not in the caller's inbox */
  async read(actor: Actor, id: string, language: Language): Promise<InboxItem> {
    const person = requirePerson(actor)
    await this.prisma.inboxItem.updateMany({ where: { id, person, readAt: null }, data: { readAt: this.clock.now() } })
    const row = await this.prisma.inboxItem.findFirst({ where: { id, person } })
    if (!row) throw new RequestError('not-found', 'There is no such item in your inbox.')
    return this.itemOf(row, language)
  }

  private async itemOf(row: InboxRow, language: Language): Promise<InboxItem> {
    const { id, eventId, type, caseId, template, templateVersion, params, at, readAt } = row
    const { decisionId } = params as TemplateParams
    const text = render(await this.templates.text(template, templateVersion, language), forPeople(params as TemplateParams, language))
    return {
      id,
      eventId,
      type,
      ...(caseId ? { caseId } : {}),
      ...(typeof decisionId === 'string' ? { decisionId } : {}),
      ...text,
      at: at.toISOString(),
      ...(readAt ? { readAt: readAt.toISOString() } : {}),
    }
  }
}

function forPeople(params: TemplateParams, language: Language): TemplateParams {
  const { kind, reason, dueAt } = params
  return {
    ...params,
    ...(kind === undefined ? {} : { kind: KINDS[language][kind] ?? kind }),
    ...(reason === undefined ? {} : { reason: REASONS[language][reason] ?? reason }),
    ...(dueAt === undefined ? {} : { dueAt: WALL_CLOCK.format(new Date(dueAt)) }),
  }
}
