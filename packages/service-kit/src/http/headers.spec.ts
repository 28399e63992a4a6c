import { etag, languageOf, parseIdempotencyKey, parseIfMatch, requireIdempotencyKey } from './headers.ts'

describe('If-Match', () => {
  it('gives the version back that the ETag gave out', () => {
    expect(parseIfMatch(etag(12))).toBe(12)
  })
  it.each([[undefined], ['*']])('asks for no version if it is %s', (header) => {
    expect(parseIfMatch(header)).toBeUndefined()
  })
  it.each([['12'], ['W/"12"'], ['"1","2"'], ['"twelve"'], ['']])('is refused if it is %s', (header) => {
    expect(() => parseIfMatch(header)).toThrow(expect.objectContaining({ code: 'invalid-if-match' }))
  })
})

describe('Idempotency-Key', () => {
  it.each([['0192f7c1-aaaa-7bbb-8ccc-0123456789ab'], ['"quoted"']])('may be %s', (header) => {
    expect(parseIdempotencyKey(header)).toBe(header.replaceAll('"', ''))
  })
  it.each([[''], ['two words'], ['键'], ['x'.repeat(129)]])('may not be %j', (header) => {
    expect(() => parseIdempotencyKey(header)).toThrow(expect.objectContaining({ code: 'invalid-idempotency-key' }))
  })
  it('may be required', () => {
    expect(() => requireIdempotencyKey(undefined)).toThrow(expect.objectContaining({ code: 'idempotency-key-required' }))
  })
})

describe('the language of an answer', () => {
  it.each([
    [undefined, 'zh-CN'],
    ['en', 'en'],
    ['en-GB,en;q=0.9', 'en'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
    ['en;q=0.2, zh;q=0.8', 'zh-CN'],
    ['fr, en;q=0.5', 'en'],
    ['fr', 'zh-CN'],
    ['en;q=0', 'zh-CN'],
    ['*', 'zh-CN'],
  ] as const)('for Accept-Language %s is %s', (header, language) => {
    expect(languageOf({ headers: { 'accept-language': header } })).toBe(language)
  })
})
