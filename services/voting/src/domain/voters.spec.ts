import type { Head } from '@yiwang/counting'
import { type Electorate, type Mandate, votersOf } from './voters.ts'

const head = (room: string, ...members: string[]): Head => ({
  ...{ members, area: 10_000 },
  rooms: [{ building: '1', unit: '1', room, kind: 'DWELLING', area: 10_000, areaBasis: 'REGISTERED' }],
})
const rules = (mandates: number, voters: 'OWNERS' | 'HOUSEHOLDS' = 'OWNERS') => ({
  voters,
  ballots: { electronic: true, paper: true, first: 'PAPER' as const, replaceable: false, mandates },
})
const electorate = (bindings: Record<string, string>, mandates: readonly Mandate[] = []): Electorate => ({
  bindings: Object.entries(bindings).map(([owner, person]) => ({ owner, person })),
  ...{ households: [], mandates },
})
const said = (voters: ReturnType<typeof votersOf>) =>
  voters.map(({ person, head: place, mandate }) => [place, person, mandate].filter((x) => x !== undefined).join(' '))
const representing = (id: string, owner: string, person = 'P'): Mandate => ({ id, kind: 'REPRESENTATIVE', owners: [owner], person })

describe('who votes', () => {
  it.each<[string, Head[], Electorate, number, string[]]>([
    ['an owner for their rooms', [head('101', 'a')], electorate({ a: 'A' }), 1, ['0 A']],
    ['nobody whom the community has not approved', [head('101', 'a')], electorate({}), 1, []],
    ['each co-owner, whoever comes first', [head('101', 'a', 'b')], electorate({ a: 'A', b: 'B' }), 1, ['0 A', '0 B']],
    [
      'of co-owners who named one, that one alone',
      [head('101', 'a', 'b')],
      electorate({ a: 'A', b: 'B' }, [{ id: 'm', kind: 'CO_OWNERS', owners: ['b', 'a'], voter: 'b' }]),
      1,
      ['0 B'],
    ],
    [
      'of co-owners who named one without an account, nobody: that one votes on paper',
      [head('101', 'a', 'b')],
      electorate({ a: 'A' }, [{ id: 'm', kind: 'CO_OWNERS', owners: ['a', 'b'], voter: 'b' }]),
      1,
      [],
    ],
    [
      'a person for each set of owners that they are in',
      [head('101', 'a'), head('102', 'a', 'b')],
      electorate({ a: 'A' }),
      1,
      ['0 A', '1 A'],
    ],
    ['a representative besides the owner', [head('101', 'a')], electorate({ a: 'A' }, [representing('m', 'a')]), 1, ['0 P m', '0 A']],
    [
      'a representative for as many as the rule set says, the first ones',
      [head('101', 'a'), head('102', 'b')],
      electorate({}, [representing('m1', 'a'), representing('m2', 'b')]),
      1,
      ['0 P m1'],
    ],
    [
      'a representative for the mandate that was filed first, wherever the room lies',
      [head('101', 'a'), head('102', 'b')],
      electorate({}, [representing('m2', 'a'), representing('m1', 'b')]),
      1,
      ['1 P m1'],
    ],
    ['no representative where the rule set lets nobody represent', [head('101', 'a')], electorate({}, [representing('m', 'a')]), 0, []],
    ['no mandate of another set of owners', [head('101', 'a', 'b')], electorate({}, [representing('m', 'a')]), 1, []],
  ])('%s', (_, heads, electorate_, mandates, expected) => {
    expect(said(votersOf(heads, electorate_, rules(mandates)))).toEqual(expected)
  })

  it('each person of a household in a poll, and owners not', () => {
    const households = ['X', 'Y'].map((person) => ({ building: '1', unit: '1', room: '101', household: 'h', person }))
    const asked = { ...electorate({ a: 'A' }), households }
    expect(said(votersOf([head('101', 'h')], asked, rules(0, 'HOUSEHOLDS')))).toEqual(['0 X', '0 Y'])
  })
})
