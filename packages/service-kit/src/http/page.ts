import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { RequestError } from '../errors/request-problems.ts'
import type { Actor } from '../identity/actor.ts'
import { pathAskedBy } from '../identity/call.ts'

export const DEFAULT_PAGE_SIZE = 50
export const LARGEST_PAGE_SIZE = 200

/** What every list takes; a list extends it with its own filters. */
export const pageQuery = z.strictObject({
  pageSize: z.coerce.number().int().min(1).max(LARGEST_PAGE_SIZE).default(DEFAULT_PAGE_SIZE),
  pageToken: z.string().max(2048).optional(),
})
export type PageQuery = z.output<typeof pageQuery>

/** What every list answers. */
export const pageOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item), nextPageToken: z.string().optional() })
export interface Page<Item> {
  readonly items: Item[]
  readonly nextPageToken?: string
}

/** Where a list goes on: the sort key of the last item. */
export type Cursor = readonly (string | number | null)[]

/** Who reads a list: nobody in particular where everybody may and no token was sent. Then the query has to name the list, since no path is known. */
export type Reader = Pick<Actor, 'person'> | undefined

/** Page tokens are bound to the person, the list and the query that got them, so that they open nothing else and nothing to anyone else. */
export class PageTokens {
  constructor(private readonly secret: string) {}

  sign(reader: Reader, query: object, cursor: Cursor): string {
    const payload = Buffer.from(JSON.stringify(cursor)).toString('base64url')
    return `${payload}.${this.seal(reader, query, payload).toString('base64url')}`
  }

  /** The cursor of the token in the query; undefined on the first page. */
  verify(reader: Reader, query: PageQuery): Cursor | undefined {
    if (query.pageToken === undefined) return undefined
    const [payload = '', seal = ''] = query.pageToken.split('.')
    const given = Buffer.from(seal, 'base64url')
    const expected = this.seal(reader, query, payload)
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw new RequestError('invalid-page-token', 'Use the page token only with the query and the person that got it.')
    }
    return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Cursor
  }

  /**
   * A page from one item more than asked for: `rows` were read with `limit pageSize + 1`.
   * The cursor of the last item of the page becomes the next page's token.
   */
  page<Item>(reader: Reader, query: PageQuery, rows: readonly Item[], cursorOf: (item: Item) => Cursor): Page<Item> {
    const items = rows.slice(0, query.pageSize)
    const last = items.at(-1)
    if (rows.length <= query.pageSize || last === undefined) return { items }
    return { items, nextPageToken: this.sign(reader, query, cursorOf(last)) }
  }

  private seal(reader: Reader, query: object, payload: string): Buffer {
    const filters = Object.entries(query)
      .filter(([key, value]) => key !== 'pageToken' && key !== 'pageSize' && value !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
    return createHmac('sha256', this.secret)
      .update(JSON.stringify([reader?.person, reader && pathAskedBy(reader), filters, payload]))
      .digest()
  }
}
