import { z } from 'zod'
import { different } from './different.ts'

const named = different(z.object({ name: z.string() }), { least: 1, most: 3, of: ({ name }) => name, because: 'have one name' })

it.each([
  ['each of another name', ['a', 'b'], undefined],
  ['two of one name', ['a', 'a'], 'have one name'],
  ['too many', ['a', 'b', 'c', 'd'], expect.any(String)],
  ['too few', [], expect.any(String)],
])('%s', (_, names, refused) => {
  const { error } = named.safeParse(names.map((name) => ({ name })))
  expect(error?.issues[0]?.message).toEqual(refused)
})

it('says in its document what it takes', () => {
  expect(z.toJSONSchema(named.default([]), { io: 'input' })).toMatchObject({ type: 'array', minItems: 1, maxItems: 3, uniqueItems: true })
  expect(z.toJSONSchema(z.object({ ids: different(z.uuid(), { most: 2 }).optional() }))).toMatchObject({
    properties: { ids: { maxItems: 2, uniqueItems: true } },
  })
})
