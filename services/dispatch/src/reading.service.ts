import { Injectable } from '@nestjs/common'
import { DirectoryCopy } from '@yiwang/directory-copy'
import { type Actor, Clock, type Page, type PageQuery, PageTokens, RequestError } from '@yiwang/service-kit'
import { CaseStore } from './adapters/db/case.store.ts'
import { CaseList, type ListCursor, type ListFilter } from './adapters/db/case-list.ts'
import { entryOf, type KeptText, LedgerStore } from './adapters/db/ledger.store.ts'
import { type CaseView, viewOf } from './case-view.ts'
import type { Case } from './domain/case.ts'
import { laterOf } from './domain/entry.ts'
import { readingOf } from './domain/policy.ts'
import { type Stretch, stretchesOf } from './domain/stretches.ts'
import { DispatchError } from './errors.ts'

export interface LedgerView {
  readonly entries: unknown[]
  readonly texts: KeptText[]
  readonly stretches: Stretch[]
}

/** Cases, lists and ledgers, to those who may read them. */
@Injectable()
export class ReadingService {
  constructor(
    private readonly cases: CaseStore,
    private readonly list: CaseList,
    private readonly ledgers: LedgerStore,
    private readonly directory: DirectoryCopy,
    private readonly clock: Clock,
  ) {}

  async case(actor: Actor, id: string): Promise<CaseView> {
    const kase = await this.readable(actor, id)
    // The reporter of a declined matter gets the reason.
    const why = kase.state === 'DECLINED' && kase.endedBySeq ? await this.ledgers.text(id, kase.endedBySeq) : undefined
    return viewOf(kase, actor, this.directory, this.clock.now(), why)
  }

  async page(actor: Actor, query: PageQuery & ListFilter, tokens: PageTokens): Promise<Page<CaseView>> {
    const now = this.clock.now()
    const after = tokens.verify(actor, query) as ListCursor | undefined
    const rows = await this.list.read(actor, query, after, query.pageSize + 1, now)
    const { items, ...rest } = tokens.page(actor, query, rows, ({ cursor }) => cursor)
    return { items: items.map(({ kase }) => viewOf(kase, actor, this.directory, now)), ...rest }
  }

  async ledger(actor: Actor, id: string): Promise<LedgerView> {
    const kase = await this.readable(actor, id)
    if (readingOf(kase, actor) !== 'FULL') throw new DispatchError('not-entitled', 'The ledger is open to those who work on the case.')
    const [values, texts] = await Promise.all([this.ledgers.values(id), this.ledgers.texts(id)])
    const entries = values.map(entryOf)
    const code = entries[0]?.details?.plan?.calendar ?? ''
    const calendar = this.directory.calendar(code)
    if (!calendar) throw new RequestError('unavailable', `The calendar ${code} is not known here yet.`)
    return {
      entries: values.map((value) => JSON.parse(value)),
      texts,
      stretches: stretchesOf(entries, calendar, laterOf(this.clock.now(), kase.lastAt)),
    }
  }

  private async readable(actor: Actor, id: string): Promise<Case> {
    const kase = await this.cases.find(id)
    if (!kase || readingOf(kase, actor) === 'NONE') throw new RequestError('not-found', 'There is no case with this id in your scope.')
    return kase
  }
}
