import { nearest, radiusOf, sameOrKindred } from './duplicates.ts'

const type = (code: string, kindred: string[] = [], duplicateRadiusM = 0) => ({ code, kindred, duplicateRadiusM })

describe('duplicates', () => {
  it.each([
    ['250 m for a resident', type('lamp'), 'RESIDENT' as const, 250],
    ['1,000 m for staff', type('lamp'), 'STAFF' as const, 1_000],
    ['what the type says, whoever asks', type('lamp', [], 80), 'STAFF' as const, 80],
  ])('are looked for within %s', (_, of, asker, expected) => {
    expect(radiusOf(of, asker)).toBe(expected)
  })

  it('are of the same type or of a kindred one, whichever names the other', () => {
    expect(sameOrKindred(type('lamp', ['pole']), [type('lamp', ['pole']), type('light', ['lamp']), type('lift')])).toEqual([
      'lamp',
      'pole',
      'light',
    ])
  })

  it('are listed nearest first, and none beyond the radius', () => {
    const here = { lon: 106.5, lat: 29.5 }
    const north = (metres: number) => ({ lon: 106.5, lat: 29.5 + metres / 111_195 })
    const candidates = [
      { id: 'far', number: '3', point: north(251) },
      { id: 'near', number: '1', point: north(40) },
      { id: 'edge', number: '2', point: north(250) },
    ]
    expect(nearest(here, 250, candidates)).toEqual([
      { id: 'near', number: '1', distanceM: 40 },
      { id: 'edge', number: '2', distanceM: 250 },
    ])
  })
})
