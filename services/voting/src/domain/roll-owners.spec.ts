import type { Head, RoomInScope } from '@yiwang/counting'
import { ownersOf } from './roll-owners.ts'
import type { Electorate, Mandate } from './voters.ts'
import { votersOf } from './voters.ts'

const place = (room: string) => ({
  building: '1',
  unit: '1',
  room,
  kind: 'DWELLING' as const,
  area: 10_000,
  areaBasis: 'REGISTERED' as const,
})
const head = (room: string, ...members: string[]): Head => ({ members, area: 10_000, rooms: [place(room)] })
const ballots = { electronic: true, paper: true, first: 'PAPER' as const, replaceable: false, mandates: 9 }
const persons = [
  ['a', 'A'],
  ['b', 'B'],
].map(([owner, person]) => ({ owner: owner!, person: person! }))
const named: Mandate = { id: 'm1', kind: 'CO_OWNERS', owners: ['a', 'b'], voter: 'a', person: 'A' }
const toB: Mandate = { id: 'm2', kind: 'REPRESENTATIVE', owners: ['a', 'b'], person: 'B' }

const said = (heads: Head[], mandates: Mandate[], voters: 'OWNERS' | 'HOUSEHOLDS' = 'OWNERS', rooms: RoomInScope[] = []) => {
  const electorate: Electorate = { bindings: persons, households: [], mandates }
  const rules = { voters, ballots, rooms: ['DWELLING' as const] }
  return ownersOf(heads, votersOf(heads, electorate, rules), rooms, electorate, rules)
}

describe('who owns without a vote of their own', () => {
  it.each<[string, Head[], Mandate[], object[]]>([
    ['nobody who votes themselves', [head('101', 'a'), head('102', 'a', 'b')], [], []],
    ['a co-owner where another one was named', [head('101', 'a', 'b')], [named], [{ owner: 'b', person: 'B', head: 0 }]],
    ['also one who has the mandate of all of them', [head('101', 'a', 'b')], [named, toB], [{ owner: 'b', person: 'B', head: 0 }]],
    ['that one in this set alone', [head('101', 'a', 'b'), head('102', 'b')], [named], [{ owner: 'b', person: 'B', head: 0 }]],
    ['nobody whom the community has not approved', [head('101', 'a', 'c')], [{ ...named, owners: ['a', 'c'] }], []],
  ])('%s', (_, heads, mandates, expected) => {
    expect(said(heads, mandates)).toEqual(expected)
  })

  it('in a poll of households who owns a room that counts, lived in or not, without a line', () => {
    const rooms: RoomInScope[] = [
      { ...place('101'), owners: ['a'], households: ['h1'] },
      { ...place('102'), owners: ['a'], households: [] },
      { ...place('P1'), kind: 'PARKING', owners: ['b'], households: [] },
    ]
    expect(said([head('101', 'h1')], [], 'HOUSEHOLDS', rooms)).toEqual([{ owner: 'a', person: 'A' }])
  })
})
