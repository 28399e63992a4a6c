type Listener = 'HOLDER' | 'UNIT' | 'NEXT_CENTRE' | 'DISTRICT_CENTRE'
interface Ladder {
  readonly code: string
  readonly rungs: readonly { readonly percent: number; readonly tell: readonly Listener[] }[]
}

export const LADDERS: readonly Ladder[] = [
  {
    code: 'default',
    rungs: [
      { percent: 80, tell: ['HOLDER'] },
      { percent: 100, tell: ['UNIT'] },
      { percent: 125, tell: ['NEXT_CENTRE'] },
      { percent: 150, tell: ['DISTRICT_CENTRE'] },
    ],
  },
  {
    code: 'urgent',
    rungs: [
      { percent: 50, tell: ['HOLDER'] },
      { percent: 80, tell: ['HOLDER', 'UNIT'] },
      { percent: 100, tell: ['UNIT', 'NEXT_CENTRE'] },
      { percent: 125, tell: ['DISTRICT_CENTRE'] },
    ],
  },
  {
    // An emergency enters at the street, so its unit is the street centre: both centres know at once.
    code: 'emergency',
    rungs: [
      { percent: 0, tell: ['UNIT', 'DISTRICT_CENTRE'] },
      { percent: 50, tell: ['HOLDER', 'UNIT'] },
      { percent: 80, tell: ['HOLDER', 'UNIT', 'NEXT_CENTRE'] },
      { percent: 100, tell: ['UNIT', 'NEXT_CENTRE', 'DISTRICT_CENTRE'] },
    ],
  },
]
