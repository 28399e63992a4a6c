import type { Actor, PageQuery, PageTokens } from '@yiwang/service-kit'
import type { Part } from '../../reads.service.ts'

/** Every list of the directory is in the order of its codes: a page goes on after the last one's. */
export function partOf(pages: PageTokens, actor: Actor, query: PageQuery): Part {
  const [after = ''] = pages.verify(actor, query) ?? []
  return { after: String(after), limit: query.pageSize + 1 }
}
