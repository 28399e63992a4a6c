import { emptyTestDatabase, type TestDatabase } from '@yiwang/testing'
import { binaryColumns } from './binary-arrays.ts'

let test: TestDatabase
beforeAll(async () => {
  test = await emptyTestDatabase()
})
afterAll(() => test?.drop())

const types = ['uuid', 'text', 'jsonb', 'int', 'smallint', 'boolean', 'timestamptz'] as const
const read = (rows: readonly (readonly unknown[])[]) =>
  test.database.rows<Record<string, unknown>>({
    text: `select * from unnest(${types.map((type, n) => `$${n + 1}::${type}[]`).join(', ')}) as r (id, text, json, int, small, yes, at)`,
    values: binaryColumns(rows, types),
  })

it('arrives as it was given: quotes, braces, Chinese, nulls, instants before 2000, the largest numbers', async () => {
  const id = '01936000-0000-7000-8000-0000000000ab'
  const at = Date.parse('2026-11-24T01:02:03.456Z')
  const rows = [
    [id, '"{a,b}"\\ 网格 😀', '{"a": ["\\"x\\""]}', -2_147_483_648, 32_767, true, at],
    [id, '', 'null', 2_147_483_647, -1, false, Date.parse('1969-12-31T23:59:59.999Z')],
    [null, undefined, null, null, null, null, null],
    [id, 'x'.repeat(200_000), '[]', 0, 0, true, 0],
  ]
  expect(await read(rows)).toEqual([
    { id, text: '"{a,b}"\\ 网格 😀', json: { a: ['"x"'] }, int: -2_147_483_648, small: 32_767, yes: true, at: new Date(at) },
    { id, text: '', json: null, int: 2_147_483_647, small: -1, yes: false, at: new Date('1969-12-31T23:59:59.999Z') },
    { id: null, text: null, json: null, int: null, small: null, yes: null, at: null },
    { id, text: 'x'.repeat(200_000), json: [], int: 0, small: 0, yes: true, at: new Date(0) },
  ])
})

it('may be empty', async () => {
  expect(await read([])).toEqual([])
})

it('refuses what is no UUID', () => {
  expect(() => binaryColumns([['a case']], ['uuid'])).toThrow('invalid input syntax for type uuid')
})
