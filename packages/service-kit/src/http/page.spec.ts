import { RequestError } from '../errors/request-problems.ts'
import { type Cursor, PageTokens, pageQuery } from './page.ts'

const pages = new PageTokens('the-secret-of-this-test')
const zhang = { person: 'zhang' }
const query = { ...pageQuery.parse({}), area: '500105001' }

describe('a page token', () => {
  const token = pages.sign(zhang, query, ['2026-11-24T01:00:00Z', 'id-50'])

  it('goes on where the page ended', () => {
    expect(pages.verify(zhang, { ...query, pageToken: token })).toEqual(['2026-11-24T01:00:00Z', 'id-50'])
  })

  it('does not mind another page size', () => {
    expect(pages.verify(zhang, { ...query, pageSize: 10, pageToken: token })).toBeDefined()
  })

  it('is verified by every replica that has the same secret, and by no other', () => {
    expect(new PageTokens('the-secret-of-this-test').verify(zhang, { ...query, pageToken: token })).toBeDefined()
    expect(() => new PageTokens('another-secret-for-tokens').verify(zhang, { ...query, pageToken: token })).toThrow(RequestError)
  })

  it('of a list that everybody may read goes on for everybody', () => {
    const open = pages.sign(undefined, query, ['id-50'])
    const other = { ...query, area: '500105002' }
    expect(pages.verify(undefined, { ...query, pageToken: open })).toEqual(['id-50'])
    expect(() => pages.verify(undefined, { ...other, pageToken: open })).toThrow(RequestError)
  })

  it.each([
    ['nobody in particular', undefined, { ...query, pageToken: token }],
    ['another person', { person: 'li' }, { ...query, pageToken: token }],
    ['another filter', zhang, { ...query, area: '500105002', pageToken: token }],
    ['one filter more', zhang, { ...query, state: 'CLOSED', pageToken: token }],
    ['another cursor', zhang, { ...query, pageToken: forge(token, ['2000-01-01T00:00:00Z', 'id-0']) }],
    ['no seal', zhang, { ...query, pageToken: token.split('.')[0]! }],
    ['nonsense', zhang, { ...query, pageToken: 'nonsense' }],
    ['nothing', zhang, { ...query, pageToken: '' }],
  ])('is refused with %s', (_, person, asked) => {
    expect(() => pages.verify(person, asked)).toThrow(expect.objectContaining({ code: 'invalid-page-token' }))
  })
})

function forge(token: string, cursor: Cursor): string {
  return `${Buffer.from(JSON.stringify(cursor)).toString('base64url')}.${token.split('.')[1]}`
}

describe('a page', () => {
  const rowsOf = (count: number) => Array.from({ length: count }, (_, n) => n)
  const two = { ...query, pageSize: 2 }

  it('has a token if there is more, and none at the end', () => {
    expect(pages.page(zhang, two, rowsOf(3), (n) => [n])).toEqual({ items: [0, 1], nextPageToken: expect.any(String) })
    expect(pages.page(zhang, two, rowsOf(2), (n) => [n])).toEqual({ items: [0, 1] })
    expect(pages.page(zhang, two, [], (n: number) => [n])).toEqual({ items: [] })
  })

  it.each([
    ['50 where nothing is said', {}, 50],
    ['what is asked', { pageSize: '200' }, 200],
  ])('holds %s', (_, given, size) => {
    expect(pageQuery.parse(given).pageSize).toBe(size)
  })

  it.each([['201'], ['0'], ['-1'], ['many'], ['1.5']])('of size %s is refused', (pageSize) => {
    expect(pageQuery.safeParse({ pageSize }).success).toBe(false)
  })
})
