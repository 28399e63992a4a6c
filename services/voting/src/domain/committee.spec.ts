import type { ElectionResult } from '@yiwang/counting'
import { electedBy, leftToSecondRound } from './committee.ts'
import { maskedPlace } from './masked-place.ts'

const result = (more: Partial<ElectionResult> = {}): ElectionResult => ({
  ...{ elected: ['an', 'bo'], alternates: ['chen'], secondRound: [], vacant: 0, drawn: [] },
  ...more,
})

describe('a committee', () => {
  it('has who was elected by rank, then who comes next', () => {
    expect(electedBy(result())).toEqual([
      { candidate: 'an', rank: 1, alternate: false },
      { candidate: 'bo', rank: 2, alternate: false },
      { candidate: 'chen', rank: 3, alternate: true },
    ])
  })

  it('has who was elected in a second round behind those of the first', () => {
    expect(electedBy(result({ elected: ['er'], alternates: [] }), 2)).toEqual([{ candidate: 'er', rank: 3, alternate: false }])
  })

  it.each([
    [2, [false, false, true]],
    [1, [false, true, true]],
    [0, [true, true, true]],
    [-1, [true, true, true]],
  ])('with %s seats left seats no more, and the others come next', (seats, alternates) => {
    expect(electedBy(result(), 0, seats).map(({ alternate }) => alternate)).toEqual(alternates)
  })
})

describe('a second round', () => {
  const level = result({ elected: ['an'], alternates: [], secondRound: ['bo', 'chen'], vacant: 1 })
  const election = { stage: 'FAILED', announcedAt: new Date(0), ruleSet: {} as never, result: { election: level } } as const

  it('is among those who were level, for the seats that are left', () => {
    expect(leftToSecondRound(election)).toEqual({ among: ['bo', 'chen'], seats: 1 })
  })

  it.each([
    ['without an election before it', undefined],
    ['after a vote that elected nobody', { ...election, result: {} }],
    ['after an election in which nobody was level', { ...election, result: { election: result() } }],
    ['before the result is announced', { ...election, announcedAt: undefined }],
    ['after a result that was taken back', { ...election, stage: 'WITHDRAWN' as const }],
  ])('is none %s', (_, before) => {
    expect(leftToSecondRound(before)).toBeUndefined()
  })
})

describe('who speaks', () => {
  it('is shown by building and unit, and never by room', () => {
    const rooms = [
      { building: '3', unit: '2', room: '1001' },
      { building: '5', unit: '1', room: '202' },
    ]
    expect(maskedPlace(rooms)).toBe('3/2/***')
    expect(maskedPlace([])).toBe('***')
  })
})
