import { Injectable } from '@nestjs/common'
import { DirectoryCopy } from '@yiwang/directory-copy'
import { type Actor, type Page, type PageQuery, PageTokens, RequestError } from '@yiwang/service-kit'
import { type ClockReading, ClockReadings } from './adapters/db/clock-readings.ts'
import { mayRead } from './policy.ts'

/** The clocks of a case, for those who may see it, and of a decision, whose times are public. */
@Injectable()
export class ClocksService {
  constructor(
    private readonly readings: ClockReadings,
    private readonly directory: DirectoryCopy,
    private readonly pages: PageTokens,
  ) {}

  async list(actor: Actor, caseId: string, query: PageQuery): Promise<Page<ClockReading>> {
    const kase = await this.readings.case(caseId)
    const reading = kase && mayRead(actor, kase, this.directory.unit(kase.holder.unit)?.area)
    if (!reading) throw new RequestError('not-found', 'Ask for a case that you may see.')
    const page = await this.page(actor, caseId, query)
    return reading === 'ALL' ? page : { ...page, items: page.items.map((item) => ({ ...item, rungs: [] })) }
  }

  async listOfDecision(actor: Actor, decisionId: string, query: PageQuery): Promise<Page<ClockReading>> {
    if (!(await this.readings.isDecision(decisionId))) throw new RequestError('not-found', 'Ask for a decision of this district.')
    return this.page(actor, decisionId, query)
  }

  private async page(actor: Actor, caseId: string, query: PageQuery): Promise<Page<ClockReading>> {
    const filters = { ...query, caseId }
    const [after = 0] = this.pages.verify(actor, filters) ?? []
    const rows = await this.readings.clocks(caseId, { after: Number(after), limit: query.pageSize + 1 })
    return this.pages.page(actor, filters, rows, ({ clock }) => [clock.no])
  }
}
