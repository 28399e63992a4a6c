import { headsOf, type RoomInScope } from './heads.ts'
import type { RoomKind } from './rule-set.ts'

const room = (name: string, owners: string[], area = 10_000, kind: RoomKind = 'DWELLING', households: string[] = []): RoomInScope => {
  const [building, unit, number] = name.split('-') as [string, string, string]
  return { building, unit, room: number, kind, area, areaBasis: 'REGISTERED', owners, households }
}
const byOwners: Parameters<typeof headsOf>[1] = {
  ...{ rooms: ['DWELLING', 'SHOP'], voters: 'OWNERS', heads: 'OWNER_SETS', areaBases: ['REGISTERED', 'SURVEYED'] },
}
/** Heads as `members: rooms = area`. */
function heads(rooms: RoomInScope[], rules = byOwners): string[] {
  return headsOf(rooms, rules).heads.map(({ members, rooms, area }) => {
    const names = rooms.map(({ building, unit, room }) => `${building}-${unit}-${room}`)
    return `${members.join('+')}: ${names.join(' ')} = ${area}`
  })
}

describe('heads of a scope', () => {
  it.each<[string, RoomInScope[], string[]]>([
    ['one owner with many rooms is one', [room('1-1-101', ['li']), room('2-1-101', ['li'], 5_001)], ['li: 1-1-101 2-1-101 = 15001']],
    [
      'the developer with unsold rooms is one',
      [room('1-1-101', ['DEVELOPER']), room('1-1-102', ['DEVELOPER']), room('1-1-103', ['li'])],
      ['DEVELOPER: 1-1-101 1-1-102 = 20000', 'li: 1-1-103 = 10000'],
    ],
    [
      'co-owners with the same set of rooms are one, in whatever order they are named',
      [room('1-1-101', ['li', 'wang']), room('1-1-102', ['wang', 'li'])],
      ['li+wang: 1-1-101 1-1-102 = 20000'],
    ],
    [
      'co-owners with different sets of rooms are one for each set',
      [room('1-1-101', ['li', 'wang']), room('1-1-102', ['li'])],
      ['li+wang: 1-1-101 = 10000', 'li: 1-1-102 = 10000'],
    ],
    ['an owner who is named twice is one', [room('1-1-101', ['li', 'li'])], ['li: 1-1-101 = 10000']],
    [
      'names with a comma are not mixed up',
      [room('1-1-101', ['a,b']), room('1-1-102', ['a', 'b'])],
      ['a,b: 1-1-101 = 10000', 'a+b: 1-1-102 = 10000'],
    ],
    [
      'building 2 comes before building 10',
      [room('10-1-101', ['li']), room('2-1-101', ['wang'])],
      ['wang: 2-1-101 = 10000', 'li: 10-1-101 = 10000'],
    ],
  ])('%s', (_, rooms, expected) => {
    expect(heads(rooms)).toEqual(expected)
  })

  it.each(['PARKING', 'OTHER'] as const)('have rooms of the kind %s only where the covenant counts them', (kind) => {
    const rooms = [room('1-1-101', ['li']), room('P-1-7', ['li'], 1_250, kind), room('P-1-8', ['wang'], 1_250, kind)]
    expect(heads(rooms)).toEqual(['li: 1-1-101 = 10000'])
    expect(heads(rooms, { ...byOwners, rooms: ['DWELLING', kind] })).toEqual(['li: 1-1-101 P-1-7 = 11250', 'wang: P-1-8 = 1250'])
  })

  it('are the households where these vote', () => {
    const rooms = [room('1-1-101', ['li'], 10_000, 'DWELLING', ['h1', 'h2']), room('1-1-102', ['li'], 10_000, 'DWELLING', [])]
    const { heads: found, withoutVoter } = headsOf(rooms, { ...byOwners, voters: 'HOUSEHOLDS' })
    expect(found.map(({ members }) => members)).toEqual([['h1'], ['h2']])
    expect(withoutVoter.map(({ room }) => room)).toEqual(['102'])
  })

  it('leave out a room that belongs to nobody, and name it', () => {
    const { heads: found, withoutVoter } = headsOf([room('1-1-101', []), room('1-1-102', ['li'])], byOwners)
    expect(found).toHaveLength(1)
    expect(withoutVoter).toEqual([{ building: '1', unit: '1', room: '101', kind: 'DWELLING', area: 10_000, areaBasis: 'REGISTERED' }])
  })

  it('are the rooms, where each room is one', () => {
    expect(heads([room('1-1-101', ['li']), room('1-1-102', ['li'])], { ...byOwners, heads: 'ROOMS' })).toEqual([
      'li: 1-1-101 = 10000',
      'li: 1-1-102 = 10000',
    ])
  })

  it('have areas that the rule set accepts; the others are named', () => {
    const byContract = { ...room('1-1-101', ['li']), areaBasis: 'CONTRACT' as const }
    expect(headsOf([byContract, room('1-1-102', ['li'])], byOwners).withoutArea.map((each) => each.room)).toEqual(['101'])
    expect(headsOf([byContract], { ...byOwners, areaBases: ['CONTRACT'] }).withoutArea).toEqual([])
  })
})
