import { checkPack } from './check-pack.ts'

const catalogue = {
  hasType: (code: string) => ['lamp', 'lift'].includes(code),
  hasArea: (code: string) => code.startsWith('500105'),
}

const good = () => ({
  format: 1,
  name: { 'zh-CN': '测试', en: 'Test' },
  authority: 'ours',
  defaultArea: '500105',
  operation: { from: 'op', table: 'operations' },
  number: { from: 'no', field: 'no' },
  map: {
    type: { transform: 'code', from: ['kind', 'sub'], table: 'types' } as object,
    area: { transform: 'code', from: 'grid', table: 'grids' } as object,
  } as Record<string, object>,
  tables: { operations: { new: 'create', end: 'close' }, types: { a: 'lamp' }, grids: { g: '500105003' } } as Record<string, object>,
  status: { TRIAGE: '1', HANDLING: '2', VERIFYING: '3', ANSWERING: '4', CLOSED: '5', DECLINED: '6', WITHDRAWN: '7', VOID: '8' } as object,
})
type Pack = ReturnType<typeof good>

const pointers = (change: (pack: Pack) => unknown): string[] => {
  const pack = good()
  change(pack)
  const checked = checkPack(pack, catalogue)
  return 'errors' in checked ? checked.errors.map(({ pointer }) => pointer) : []
}

describe('the check of a mapping pack', () => {
  it('lets a good pack in', () => {
    expect(checkPack(good(), catalogue)).toMatchObject({ pack: { authority: 'ours' } })
  })

  it.each<[string, (pack: Pack) => unknown, string[]]>([
    ['a path that cannot be read', (p) => (p.number.from = 'a..b'), ['/number/from']],
    [
      'a path of a list that cannot be read',
      (p) => (p.map['type'] = { transform: 'code', from: ['ok', 'a[x]'], table: 'types' }),
      ['/map/type/from/1'],
    ],
    ['a type that the catalogue does not have', (p) => (p.tables['types'] = { a: 'lamp', b: 'ghost' }), ['/tables/types/b']],
    ['an area that the directory does not have', (p) => (p.tables['grids'] = { 'g/1': '999' }), ['/tables/grids/g~11']],
    ['a default area that the directory does not have', (p) => (p.defaultArea = '110101'), ['/defaultArea']],
    ['an operation that there is not', (p) => (p.tables['operations'] = { new: 'make' }), ['/tables/operations/new']],
    ['a table that is missing', (p) => (p.operation.table = 'gone'), ['/operation/table']],
    ['a transform that there is not', (p) => (p.map['text'] = { transform: 'eval', from: 'x' }), ['/map/text/transform']],
    [
      'a transform that does not fit its target',
      (p) => (p.map['observedAt'] = { transform: 'text', from: 'x' }),
      ['/map/observedAt/transform'],
    ],
    ['a target that there is not', (p) => (p.map['colour'] = { transform: 'copy', from: 'x' }), ['/map/colour']],
    ['a longitude without latitude', (p) => (p.map['lon'] = { transform: 'number', from: 'x' }), ['/map']],
    [
      'a status that is missing',
      (p) => (p.status = { TRIAGE: '1' }),
      ['HANDLING', 'VERIFYING', 'ANSWERING', 'CLOSED', 'DECLINED', 'WITHDRAWN', 'VOID'].map((s) => `/status/${s}`),
    ],
    ['an authority that there is not', (p) => (p.authority = 'nobody'), ['/authority']],
    [
      'two faults, told at once',
      (p) => Object.assign(p, { number: { from: '[', field: 'no' }, defaultArea: 'x' }),
      ['/number/from', '/defaultArea'],
    ],
    ['no type', (p) => delete p.map['type'], ['/map/type']],
  ])('points at %s', (_, change, expected) => {
    expect(pointers(change)).toEqual(expected)
  })

  it('points at a member that there is not', () => {
    expect(checkPack({ ...good(), when: 'x > 1' }, catalogue)).toEqual({
      errors: [{ pointer: '/when', detail: 'There is no such member.' }],
    })
  })

  it.each([[null], ['text'], [[]], [{}]])('is not put out by %j', (candidate) => {
    expect(checkPack(candidate, catalogue)).toHaveProperty('errors')
  })
})
