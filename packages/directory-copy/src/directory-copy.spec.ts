import { create } from '@bufbuild/protobuf'
import { directoryEvents } from '@yiwang/contracts'
import { change, district, geometries, geometry, holding } from './directory-copy.fixture.ts'
import { DirectoryCopy } from './directory-copy.ts'

const now = new Date('2026-11-24T01:00:00Z')
const aMomentAgo = new Date(now.getTime() - 1)
const codesOf = (entries: readonly { code: string }[]) => entries.map(({ code }) => code)

describe('areas', () => {
  const copy = DirectoryCopy.of(district, geometries)

  it('are known with their way up and down', () => {
    expect(copy.area('500105001')).toMatchObject({ name: '寸滩街道', level: 'STREET' })
    expect(codesOf(copy.ancestors('500105001001001'))).toEqual(['500105', '500105001', '500105001001'])
    expect(codesOf(copy.children('500105001001'))).toEqual(['500105001001001', '500105001001002'])
    expect(copy.ancestors('500105')).toEqual([])
  })

  it('that were retired are known by their code only', () => {
    expect(copy.area('500105001001003')?.retiredAt).toEqual(new Date('2026-06-01T00:00:00Z'))
    expect(codesOf(copy.children('500105001001'))).not.toContain('500105001001003')
  })

  it('hold a point from the district down', () => {
    expect(codesOf(copy.locate({ lon: 106.2, lat: 29.2 }))).toEqual(['500105', '500105001', '500105001001', '500105001001001'])
    expect(codesOf(copy.locate({ lon: 109, lat: 32 }))).toEqual(['500105'])
    expect(copy.locate({ lon: 0, lat: 0 })).toEqual([])
  })

  it('are found in their new polygon after a change', () => {
    const moving = DirectoryCopy.of(district, geometries)
    expect(codesOf(moving.locate({ lon: 109, lat: 32 }))).toEqual(['500105'])
    moving.applyGeometry(create(directoryEvents.GeometrySchema, geometry('500105001', 108, 31, 2)))
    expect(codesOf(moving.locate({ lon: 109, lat: 32 }))).toEqual(['500105', '500105001'])
  })
})

describe('the unit that holds a matter', () => {
  const copy = DirectoryCopy.of(district)

  it.each([
    ['a grid with a team', '500105001001001', 'GRID', 'team-1'],
    ['a micro-grid of it', '50010500100100101', 'GRID', 'team-1'],
    ['a grid without a team', '500105001001002', 'GRID', 'community'],
    ['a street, though the grid was asked for', '500105001', 'GRID', 'street-centre'],
    ['a grid, at the community', '500105001001001', 'COMMUNITY', 'community'],
    ['a grid, at the street', '500105001001001', 'STREET', 'street-centre'],
    ['a street without a centre', '500105009', 'STREET', 'district-centre'],
    ['a grid, at the district', '500105001001001', 'DISTRICT', 'district-centre'],
  ] as const)('for %s is never nobody', (_, area, level, unit) => {
    expect(copy.holdingUnit(area, level).id).toBe(unit)
  })

  it('is the next one up once the unit was retired, which stays known', () => {
    const shrinking = DirectoryCopy.of(district)
    const team = { id: 'team-1', code: 'team-1', name: '', kind: 'GRID_TEAM', level: 'GRID', area: '500105001001001' }
    shrinking.apply(create(directoryEvents.ChangeSchema, change('unit', team, '2026-11-24T00:00:00Z')))
    expect(shrinking.holdingUnit('500105001001001', 'GRID').id).toBe('community')
    expect(shrinking.unit('team-1')?.retiredAt).toBeDefined()
    expect(shrinking.unitsIn('500105001')).not.toContainEqual(expect.objectContaining({ id: 'team-1' }))
  })

  it('is found among the units of an area', () => {
    expect(copy.unitsIn('500105001').map(({ id }) => id)).toEqual(['community', 'street-centre', 'team-1'])
    expect(copy.unitsIn('500105', 'COMMUNITY').map(({ id }) => id)).toEqual(['community'])
  })
})

describe('staff', () => {
  const copy = DirectoryCopy.of(district)

  it('hold a post from its first instant until just before its last', () => {
    expect(copy.holdings('zhang', aMomentAgo).map(({ role }) => role)).toEqual(['GRID_WORKER'])
    expect(copy.holdings('zhang', now)).toEqual([
      { post: 'leaders', role: 'GRID_LEADER', unit: 'team-1', level: 'GRID', area: '500105001001001' },
    ])
    expect(copy.holdersOf('workers', aMomentAgo)).toEqual(['zhang'])
    expect(copy.holdersOf('workers', now)).toEqual([])
    expect(copy.personsOf('team-1', now)).toEqual(['zhang'])
  })

  it('are known by their login, others are not', () => {
    expect(copy.staffByLogin('dispatcher-1', now)).toMatchObject({ person: 'li', holdings: [{ role: 'DISPATCHER' }] })
    expect(copy.staffByLogin('resident-1', now)).toBeUndefined()
  })

  it('lose their posts and their login when they are retired, and stay known', () => {
    const leaving = DirectoryCopy.of(district)
    const li = { id: 'li', login: 'dispatcher-1', holdings: [holding('dispatchers', '2026-01-01T00:00:00Z')] }
    leaving.apply(create(directoryEvents.ChangeSchema, change('staff', li, now.toISOString())))
    expect(leaving.staffByLogin('dispatcher-1', now)).toBeUndefined()
    expect(leaving.holdersOf('dispatchers', now)).toEqual([])
    expect(leaving.holdersOf('dispatchers', aMomentAgo)).toEqual(['li'])
    expect(leaving.staff('li')).toBeDefined()
  })

  it('follow a change: the post that was taken away is gone, the login that changed too', () => {
    const moving = DirectoryCopy.of(district)
    const li = { id: 'li', login: 'dispatcher-9', holdings: [holding('leaders', '2026-01-01T00:00:00Z')] }
    moving.apply(create(directoryEvents.ChangeSchema, change('staff', li)))
    expect(moving.holdersOf('dispatchers', now)).toEqual([])
    expect(moving.holdersOf('leaders', now).toSorted()).toEqual(['li', 'zhang'])
    expect(moving.staffByLogin('dispatcher-1', now)).toBeUndefined()
    expect(moving.staffByLogin('dispatcher-9', now)).toMatchObject({ person: 'li' })
  })

  it('lose a post that is retired', () => {
    const shrinking = DirectoryCopy.of(district)
    const leaders = {
      id: 'leaders',
      code: 'leaders',
      name: '',
      role: 'GRID_LEADER',
      unit: 'team-1',
      level: 'GRID',
      area: '500105001001001',
    }
    shrinking.apply(create(directoryEvents.ChangeSchema, change('post', leaders, now.toISOString())))
    expect(shrinking.holdings('zhang', now)).toEqual([])
    expect(shrinking.postsOf('team-1').map(({ id }) => id)).toEqual(['workers'])
    expect(shrinking.post('leaders')).toBeDefined()
  })
})

describe('what has versions', () => {
  const copy = DirectoryCopy.of(district)

  it('is current in the highest version that was not retired, and known in each', () => {
    expect(copy.type('lift')?.version).toBe(2)
    expect(copy.type('lift', 1)?.version).toBe(1)
    expect(copy.type('lift', 3)?.retiredAt).toBeDefined()
    expect(copy.type('unknown')).toBeUndefined()
    expect(copy.types().map(({ code, version }) => [code, version])).toEqual([['lift', 2]])
    expect(copy.ladder('standard')?.rungs).toHaveLength(1)
  })

  it('counts working time on the calendar as published, computed once', () => {
    const calendar = copy.calendar('china')!
    expect(calendar).toBe(copy.calendar('china', 1))
    const friday = Date.parse('2026-10-09T09:30:00Z')
    const saturdayThatIsWorked = Date.parse('2026-10-10T01:30:00Z')
    expect(calendar.due({ start: friday, amount: 60, unit: 'WORKING_MINUTES' })).toBe(saturdayThatIsWorked)
    expect(copy.calendar('unknown')).toBeUndefined()
  })
})

describe('homes and compounds', () => {
  const copy = DirectoryCopy.of(district)

  it('are known by the login and the code', () => {
    expect(copy.home('resident-1')).toBe('500105001001001')
    expect(copy.home('resident-2')).toBeUndefined()
    expect(copy.compounds('500105001').map(({ name }) => name)).toEqual(['花园小区'])
    expect(copy.compounds('500105002')).toEqual([])
  })
})

describe('a copy that has not been read to the end', () => {
  it('takes nobody for a resident yet', () => {
    expect(() => new DirectoryCopy().staffByLogin('dispatcher-1', now)).toThrow(expect.objectContaining({ code: 'unavailable' }))
  })

  it('ignores what only a newer directory knows', () => {
    const copy = DirectoryCopy.of([...district, {}])
    expect(copy.types()).toHaveLength(1)
  })
})
