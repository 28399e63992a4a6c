import fc from 'fast-check'
import { type Balances, requireFollows, requireSum } from './accounts.ts'
import type { Refusal } from './refusal.ts'

const refusal = (check: () => void) => {
  try {
    check()
    return undefined
  } catch (error) {
    const { code, extra } = error as Refusal
    return { code, difference: extra?.['difference'] }
  }
}
const lines = (...amounts: number[]) => amounts.map((amount) => ({ text: 'line', amount }))
const balances = (opening: number, closing: number): Balances => ({ opening, closing })

describe('accounts', () => {
  it.each<[string, Balances, number[], object | undefined]>([
    ['that add up', balances(100, 130), [50, -20], undefined],
    ['without a line, that stay', balances(100, 100), [], undefined],
    ['of which one fen is missing', balances(100, 129), [50, -20], { code: 'accounts-do-not-add-up', difference: -1 }],
    ['with one fen too much', balances(100, 131), [50, -20], { code: 'accounts-do-not-add-up', difference: 1 }],
  ])('%s', (_, given, amounts, expected) => {
    expect(refusal(() => requireSum(given, lines(...amounts)))).toEqual(expected)
  })

  it('add up to the fen, whatever the amounts', () => {
    const fen = fc.integer({ min: -10_000_000_000_000, max: 10_000_000_000_000 })
    fc.assert(
      fc.property(fen, fc.array(fen, { maxLength: 500 }), fc.integer({ min: -2, max: 2 }), (opening, amounts, off) => {
        const closing = amounts.reduce((sum, amount) => sum + amount, opening) + off
        expect(refusal(() => requireSum({ opening, closing }, lines(...amounts)))?.difference ?? 0).toBe(off)
      }),
    )
  })

  const NONE = undefined
  it.each<[string, Balances, Balances | undefined, Balances | undefined, string | undefined, object | undefined]>([
    ['the first of their kind', balances(100, 130), NONE, NONE, NONE, undefined],
    ['after those that closed with their opening', balances(100, 130), balances(0, 100), NONE, NONE, undefined],
    [
      'after those that closed otherwise',
      balances(90, 130),
      balances(0, 100),
      NONE,
      NONE,
      { code: 'accounts-do-not-follow', difference: 10 },
    ],
    ['between two that fit', balances(100, 130), balances(0, 100), balances(130, 0), NONE, undefined],
    [
      'before those that opened otherwise',
      balances(100, 130),
      NONE,
      balances(140, 0),
      NONE,
      { code: 'accounts-do-not-follow', difference: 10 },
    ],
    [
      'otherwise, with a reason for all to read',
      balances(90, 130),
      balances(0, 100),
      balances(140, 0),
      'a fee was booked twice',
      undefined,
    ],
  ])('go on with the figures of the periods beside them: %s', (_, given, before, after, correction, expected) => {
    expect(refusal(() => requireFollows(given, before, after, correction))).toEqual(expected)
  })
})
