import { z } from 'zod'
import { differentIds } from './different-ids.ts'

const [a, b, c, d] = [1, 2, 3, 4].map((n) => `01890000-0000-7000-8000-00000000000${n}`) as [string, string, string, string]
const some = differentIds({ least: 1, most: 3, because: 'once each' })

it.each([
  ['each once', [a, b], undefined],
  ['one twice', [a, a], 'once each'],
  ['too many', [a, b, c, d], expect.any(String)],
  ['too few', [], expect.any(String)],
])('%s', (_, ids, refused) => {
  expect(some.safeParse(ids).error?.issues[0]?.message).toEqual(refused)
})

it('says in its document what it takes', () => {
  expect(z.toJSONSchema(some.default([]), { io: 'input' })).toMatchObject({ type: 'array', minItems: 1, maxItems: 3, uniqueItems: true })
  expect(z.toJSONSchema(z.object({ ids: differentIds({ most: 2 }).optional() }))).toMatchObject({
    properties: { ids: { maxItems: 2, uniqueItems: true } },
  })
})
