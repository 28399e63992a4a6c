import fc from 'fast-check'
import { isAsStrictAs, reaches, type Share, shareSchema } from './share.ts'

const share = fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 }), fc.boolean()).map(([a, b, inclusive]): Share => {
  const fraction = `${Math.min(a, b)}/${Math.max(a, b)}`
  return inclusive ? { atLeast: fraction } : { moreThan: fraction }
})
const amount = fc.nat(2_000_000_000_000)

describe('a share', () => {
  it.each<[string, Share, number, number, boolean]>([
    ['at least two thirds include exactly two thirds', { atLeast: '2/3' }, 2, 3, true],
    ['more than two thirds do not', { moreThan: '2/3' }, 2, 3, false],
    ['one short of two thirds', { atLeast: '2/3' }, 199, 300, false],
    ['more than half does not include exactly half', { moreThan: '1/2' }, 50, 100, false],
    ['one more than half', { moreThan: '1/2' }, 51, 100, true],
    ['of areas beyond what 32 bits hold, 0.01 m² short', { atLeast: '3/4' }, 2_999_999_999_999, 4_000_000_000_000, false],
    ['and not short', { atLeast: '3/4' }, 3_000_000_000_000, 4_000_000_000_000, true],
    ['nothing is no share of nothing', { atLeast: '2/3' }, 0, 0, false],
  ])('%s', (_, needed, part, whole, expected) => {
    expect(reaches(needed, part, whole)).toBe(expected)
  })

  it('is exact where floating point is not', () => {
    // 0.1 + 0.2 of a whole of 1 is more than 0.3 in binary fractions.
    expect(reaches({ moreThan: '3/10' }, 30, 100)).toBe(false)
    expect(reaches({ atLeast: '1/3' }, 3_002_399_751_580_330, 9_007_199_254_740_991)).toBe(false)
    expect(reaches({ atLeast: '1/3' }, 3_002_399_751_580_331, 9_007_199_254_740_991)).toBe(true)
  })

  it('once reached stays reached by more', () => {
    fc.assert(
      fc.property(share, amount, amount, amount, (needed, part, more, whole) => {
        fc.pre(reaches(needed, part, whole))
        return reaches(needed, part + more, whole)
      }),
    )
  })

  it('that is as strict as another is reached by nothing that does not reach the other', () => {
    fc.assert(
      fc.property(share, share, fc.nat(200), fc.integer({ min: 1, max: 200 }), (one, other, part, whole) => {
        fc.pre(isAsStrictAs(one, other) && reaches(one, part, whole))
        return reaches(other, part, whole)
      }),
    )
  })

  it.each([
    [{ atLeast: '2/3' }, { atLeast: '4/6' }, true],
    [{ moreThan: '2/3' }, { atLeast: '2/3' }, true],
    [{ atLeast: '2/3' }, { moreThan: '2/3' }, false],
    [{ atLeast: '1/2' }, { moreThan: '1/2' }, false],
    [{ atLeast: '3/4' }, { moreThan: '1/2' }, true],
    [{ moreThan: '1/2' }, { atLeast: '2/3' }, false],
  ] as [Share, Share, boolean][])('%j is as strict as %j: %s', (one, other, expected) => {
    expect(isAsStrictAs(one, other)).toBe(expected)
  })

  it.each(['0/3', '3/2', '2/0', '0.66', '2/3 ', '-1/2', '1/1000000'])('is not written %j', (fraction) => {
    expect(shareSchema.safeParse({ atLeast: fraction }).success).toBe(false)
  })

  it('counts nothing but whole numbers that are exact', () => {
    for (const wrong of [0.5, -1, 2 ** 53, Number.NaN]) expect(() => reaches({ atLeast: '1/2' }, wrong, 2)).toThrow(RangeError)
  })
})
