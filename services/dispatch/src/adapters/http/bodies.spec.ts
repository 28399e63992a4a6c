import { bodies } from './bodies.ts'
import { listQuery } from './schemas.ts'

const attachment = '01a20d63-718d-7182-9976-29d2034b9614'

describe('text that PostgreSQL cannot keep or a hash cannot cover is against the schema', () => {
  it.each([
    ['a NUL', 'a\0b'],
    ['half a surrogate pair', 'a\ud800b'],
  ])('%s', (_, text) => {
    const refused = [
      bodies.comment.safeParse({ text }),
      bodies.accept.safeParse({ text }),
      bodies.decline.safeParse({ reason: text }),
      bodies.reclassify.safeParse({ type: text, reason: 'x' }),
      bodies['feed-back'].safeParse({ evidence: [{ kind: text, attachment }] }),
      listQuery.safeParse({ type: text }),
      listQuery.safeParse({ number: text }),
    ]
    expect(refused.map(({ success }) => success)).toEqual(refused.map(() => false))
  })

  it('and every other character is taken', () => {
    const text = '电梯 🛗 \t\n "’'
    expect(bodies.comment.parse({ text: ` ${text} ` })).toEqual({ text })
    expect(bodies.decline.parse({ reason: text })).toEqual({ reason: text })
  })
})
