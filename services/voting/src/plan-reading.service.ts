import { Injectable } from '@nestjs/common'
import { type Actor, type Page, type PageQuery, PageTokens, RequestError } from '@yiwang/service-kit'
import { type Opinion, OpinionsRepository } from './adapters/db/opinions.repository.ts'
import { type Plan, PlansRepository } from './adapters/db/plans.repository.ts'
import { type Comparison, compare } from './domain/plan.ts'
import { ReadingService } from './reading.service.ts'

/** Plans as everybody reads them: each version, and what changed between two. */
@Injectable()
export class PlanReadingService {
  constructor(
    private readonly reading: ReadingService,
    private readonly plans: PlansRepository,
    private readonly opinions: OpinionsRepository,
    private readonly pages: PageTokens,
  ) {}

  /** The oldest first. */
  async page(reader: Actor | undefined, id: string, query: PageQuery): Promise<Page<Plan>> {
    await this.reading.visible(reader, id)
    const asked = { ...query, plansOf: id }
    const [after = 0] = (this.pages.verify(reader, asked) ?? []) as [number?]
    return this.pages.page(reader, asked, await this.plans.page(id, after, query.pageSize + 1), ({ version }) => [version])
  }

  /** With the opinions that caused what came after the one, up to the other. */
  async comparison(reader: Actor | undefined, id: string, from: number, to: number): Promise<Comparison & { because: Opinion[] }> {
    await this.reading.visible(reader, id)
    const [before, after] = await this.plans.versions(id, [from, to])
    if (!before || !after || from >= to)
      throw new RequestError('not-found', 'The plan has no such version, or the other is not a later one.')
    const because = await this.opinions.of(id, await this.plans.causes(id, from, to))
    return { ...compare(before, after), because }
  }
}
