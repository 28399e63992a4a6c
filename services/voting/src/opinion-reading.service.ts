import { Injectable } from '@nestjs/common'
import { type Actor, type Page, type PageQuery, PageTokens } from '@yiwang/service-kit'
import { type OpinionGroup, OpinionGroupsRepository } from './adapters/db/opinion-groups.repository.ts'
import { type Opinion, OpinionsRepository, type Wanted } from './adapters/db/opinions.repository.ts'
import { ReadingService } from './reading.service.ts'

const FIRST = '00000000-0000-0000-0000-000000000000'

/** Opinions as everybody reads them. */
@Injectable()
export class OpinionReadingService {
  constructor(
    private readonly reading: ReadingService,
    private readonly opinions: OpinionsRepository,
    private readonly groups: OpinionGroupsRepository,
    private readonly pages: PageTokens,
  ) {}

  /** The oldest first. */
  async page(reader: Actor | undefined, id: string, query: PageQuery & Wanted): Promise<Page<Opinion>> {
    await this.reading.visible(reader, id)
    if (query.group !== undefined && (await this.groups.decisionOf(query.group)) !== id) return { items: [] }
    const asked = { ...query, of: id }
    const [after = '0'] = (this.pages.verify(reader, asked) ?? []) as [string?]
    const rows = await this.opinions.page(id, query, after, query.pageSize + 1)
    return this.pages.page(reader, asked, rows, ({ arrival }) => [arrival])
  }

  async groupsOf(reader: Actor | undefined, id: string, query: PageQuery): Promise<Page<OpinionGroup>> {
    await this.reading.visible(reader, id)
    const asked = { ...query, groupsOf: id }
    const [after = FIRST] = (this.pages.verify(reader, asked) ?? []) as [string?]
    const rows = await this.groups.page(id, after, query.pageSize + 1)
    return this.pages.page(reader, asked, rows, ({ id: last }) => [last])
  }
}
