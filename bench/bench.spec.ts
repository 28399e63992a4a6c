import { alternate, medianOf } from './alternate.ts'
import { lineOf } from './bench.ts'

describe('a figure', () => {
  it.each([
    ['the ratio where there is a floor', { value: 300, floor: 500, ratio: 0.6, goal: { atLeast: 0.6 } }, true],
    ['the value where there is none', { value: 189.9, goal: { atLeast: 190 } }, false],
    ['an upper limit', { value: 100, goal: { atMost: 100 } }, true],
    ['a value that is not a number as missed', { value: Number.NaN, goal: { atMost: 100 } }, false],
    ['nothing without a goal', { value: 12 }, null],
  ])('is measured by %s', (_, figure, met) => {
    expect(lineOf('some', { figure: 'rate', unit: '1/s', ...figure }).met).toBe(met)
  })

  it('begins its JSON line with its bench and leaves no key out', () => {
    const line = JSON.stringify(lineOf('accept', { figure: 'rate', value: 1234.56, unit: 'requests/s' }))
    expect(line).toBe(
      '{"bench":"accept","figure":"rate","value":1235,"unit":"requests/s","floor":null,"ratio":null,"goal":null,"met":null}',
    )
  })
})

it('takes the median of the ratios of the pairs, not the ratio of the medians', async () => {
  const floors = [100, 200, 400]
  const products = [90, 100, 80]
  const legs = { legs: 3, seconds: 0 }
  const { ratio, floor, product } = await alternate(
    legs,
    async (leg) => floors[leg]!,
    async (leg) => products[leg]!,
  )
  expect({ ratio, floor, product }).toEqual({ ratio: 0.5, floor: 200, product: 90 })
})

it('takes the middle of an even number', () => {
  expect(medianOf([4, 1, 3, 2])).toBe(2.5)
})
