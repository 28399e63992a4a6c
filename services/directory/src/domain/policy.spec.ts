import { type Doer, isOfficerOf, masked, mayRead, maySeeClaim, maySeeMandate, type Reader, type Reading, seesNamesIn } from './policy.ts'

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

const officer = (area: string, role = 'COMMUNITY_OFFICER'): Doer => ({ kind: 'STAFF', person: 'p1', holdings: [{ area, role }] })

it.each<[string, Doer, boolean]>([
  ['the officer of its community looks after a compound', officer('500105005001'), true],
  ['the officer beside it does not', officer('500105005002'), false],
  ['a leader of the street does not', officer('500105005', 'LEADER'), false],
  ['a grid worker of its grid does not', officer('500105005001001', 'GRID_WORKER'), false],
  ['who left the post does not', { kind: 'STAFF', person: 'p1', holdings: [] }, false],
])('%s', (_, doer, looksAfter) => {
  expect(isOfficerOf(doer, '500105005001001')).toBe(looksAfter)
  expect(maySeeClaim(doer, { person: 'p2', area: '500105005001001' })).toBe(looksAfter)
})

it('a claim is seen by who made it, and not by a service of that name', () => {
  const claim = { person: 'p1', area: '500105005001001' }
  expect(maySeeClaim({ kind: 'RESIDENT', person: 'p1', holdings: [] }, claim)).toBe(true)
  expect(maySeeClaim({ kind: 'SYSTEM', person: 'p1', holdings: [] }, claim)).toBe(false)
})

const resident1: Doer = { kind: 'RESIDENT', person: 'p1', holdings: [] }
it.each<[string, Doer, { person?: string }, string[], boolean]>([
  ['an owner who gives it', resident1, {}, ['O2'], true],
  ['the representative', resident1, { person: 'p1' }, [], true],
  ['the officer of the compound', officer('500105005001'), {}, [], true],
  ['another owner', resident1, { person: 'p2' }, ['O3'], false],
  ['a service with the name of the representative', { ...resident1, kind: 'SYSTEM' }, { person: 'p1' }, [], false],
])('whom a mandate concerns: %s', (_, doer, { person }, own, sees) => {
  expect(maySeeMandate(doer, { area: '500105005001001', owners: ['O1', 'O2'], person }, own)).toBe(sees)
})
