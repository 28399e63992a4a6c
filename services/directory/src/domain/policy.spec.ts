import { masked, mayRead, type Reader, type Reading, seesNamesIn } from './policy.ts'

const staff = (...areas: string[]): Reader => ({ kind: 'STAFF', holdings: areas.map((area) => ({ area })) })
const resident: Reader = { kind: 'RESIDENT', holdings: [] }
const system: Reader = { kind: 'SYSTEM', holdings: [] }

it.each<[string, Reader, Reading[], Reading[]]>([
  ['a resident', resident, ['self', 'land', 'catalogue'], ['organisation']],
  ['staff', staff('500105005'), ['self', 'land', 'catalogue', 'organisation'], []],
  ['staff without a post at present', staff(), ['self', 'land', 'catalogue', 'organisation'], []],
  ['a service of ours', system, ['self', 'land', 'catalogue', 'organisation'], []],
])('%s reads what is open to them and nothing else', (_, reader, open, closed) => {
  expect(open.filter((reading) => !mayRead(reader, reading))).toEqual([])
  expect(closed.filter((reading) => mayRead(reader, reading))).toEqual([])
})

it.each<[string, Reader, string, boolean]>([
  ['a grid worker sees names of the own street', staff('500105005001001'), '500105005', true],
  ['a dispatcher sees names in every grid of the street', staff('500105005'), '500105005001001', true],
  ['a grid worker sees no names of the grid beside', staff('500105005001001'), '500105005001002', false],
  ['a dispatcher sees no names of another street', staff('500105005'), '500105006', false],
  ['one of two posts is enough', staff('500105006', '500105005'), '500105005001', true],
  ['who holds no post sees no names', staff(), '500105005', false],
  ['a service of ours sees names', system, '500105005', true],
])('%s', (_, reader, area, sees) => {
  expect(seesNamesIn(reader, area)).toBe(sees)
})

it.each([
  ['王小明', '王**'],
  ['李强', '李*'],
  ['', ''],
])('masks %s', (name, expected) => {
  expect(masked(name)).toBe(expected)
})
