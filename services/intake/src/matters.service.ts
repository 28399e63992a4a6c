import { Injectable } from '@nestjs/common'
import { Database } from '@yiwang/database'
import { boxAround, type Point, toWgs84 } from '@yiwang/geo'
import { type Actor, Clock, type Page, type PageQuery, PageTokens, RequestError } from '@yiwang/service-kit'
import { attachmentsOf } from './adapters/db/attachments.repository.ts'
import { insertLink, linksOf } from './adapters/db/links.repository.ts'
import type { FollowedMatter } from './adapters/db/matter-row.ts'
import { findMatter, listReports, openInBox } from './adapters/db/matters.repository.ts'
import { laterMessages } from './adapters/db/source-messages.repository.ts'
import { DirectoryView } from './adapters/directory-view.ts'
import type { DuplicateQuestion } from './adapters/http/matters.schema.ts'
import { type DuplicateRules, nearest, radiusOf, sameOrKindred } from './domain/duplicates.ts'
import { IntakeError } from './errors.ts'
import { mayReadMatter, requireMayReport } from './policy.ts'
import { pointOutside } from './reports.service.ts'

/** Reading matters, finding those that are the same, and linking them. */
@Injectable()
export class MattersService {
  constructor(
    private readonly database: Database,
    private readonly directory: DirectoryView,
    private readonly pages: PageTokens,
    private readonly clock: Clock,
  ) {}

  /** A matter with what belongs to it; as if it were not there for who may not read it. */
  async read(actor: Actor, id: string) {
    const matter = await findMatter(this.database, id, actor.person)
    if (!matter || !mayReadMatter(actor, matter)) throw new RequestError('not-found', 'There is no such matter, or you may not see it.')
    const [links, attachments, messages] = await Promise.all([
      linksOf(this.database, id),
      attachmentsOf(this.database, id),
      matter.origin ? laterMessages(this.database, id) : [],
    ])
    return { matter, links, attachments, messages }
  }

  /** What the caller reported, newest first. */
  async listOwn(actor: Actor, query: PageQuery): Promise<Page<FollowedMatter>> {
    const [before] = (this.pages.verify(actor, query) ?? []) as [string?]
    const rows = await listReports(this.database, actor.person, query.pageSize + 1, before)
    return this.pages.page(actor, query, rows, ({ id }) => [id])
  }

  /** Open cases that may be the same matter. */
  async suggestDuplicates(actor: Actor, { type: code, point }: DuplicateQuestion) {
    requireMayReport(actor)
    const type = this.directory.type(code)
    if (!type) {
      const errors = [{ pointer: '/type', detail: 'is no type' }]
      throw new IntakeError('unknown-type', 'Send the code of a type of the catalogue: GET /v1/types.', { errors })
    }
    const here = toWgs84(point)
    if (this.directory.locate(here) === undefined) throw pointOutside()
    return this.openNear(actor, type, here)
  }

  /**
   * Both stay what they are: a link drops nothing. Linking twice is linking once. It shows the other's number: so it leads to what the caller
   * may read, or would be told as a likely duplicate.
   */
  async link(actor: Actor, id: string, to: string) {
    const { matter } = await this.read(actor, id)
    if (to === id || !(await this.isKnownTo(actor, to, matter))) {
      const errors = [{ pointer: '/to', detail: to === id ? 'is this matter itself' : 'is no matter' }]
      throw new IntakeError('unknown-matter', 'Send the id of another matter, as suggest-duplicates gives it.', { errors })
    }
    await insertLink(this.database, id, to, actor.person, this.clock.now())
    return this.read(actor, id)
  }

  private async isKnownTo(actor: Actor, id: string, { type, point }: FollowedMatter): Promise<boolean> {
    const matter = await findMatter(this.database, id, actor.person)
    if (!matter) return false
    const found = this.directory.type(type)
    return mayReadMatter(actor, matter) || (!!found && !!point && (await this.openNear(actor, found, point)).some((near) => near.id === id))
  }

  private async openNear(actor: Actor, type: DuplicateRules, here: Point) {
    const radiusM = radiusOf(type, actor.kind === 'STAFF' ? 'STAFF' : 'RESIDENT')
    const rows = await openInBox(this.database, sameOrKindred(type, this.directory.types()), boxAround(here, radiusM))
    return nearest(
      here,
      radiusM,
      rows.map(({ id, number, lon, lat }) => ({ id, number, point: { lon, lat } })),
    )
  }
}
