import { compare, type PlanVersion, totalOf } from './plan.ts'

const quotation = (bidder: string, ...items: [name: string, price: number][]) => {
  const quoted = items.map(([name, price]) => ({ name, price }))
  return { bidder, items: quoted, total: totalOf(quoted) }
}
const plan = (text: string, amount?: number, quotations: PlanVersion['quotations'] = []): PlanVersion => ({ text, amount, quotations })

describe('two versions of a plan', () => {
  it.each<[string, PlanVersion, PlanVersion, object]>([
    [
      'show what the price fell by',
      plan('a', 140_000_000),
      plan('a', 80_000_000),
      { from: 140_000_000, to: 80_000_000, difference: -60_000_000 },
    ],
    ['show that one has no price', plan('a'), plan('a', 5), { to: 5 }],
    ['without any price show none', plan('a'), plan('a'), {}],
  ])('%s', (_, from, to, amount) => expect(compare(from, to).amount).toEqual(amount))

  it.each<[string, string, string, string[], string[]]>([
    ['that say the same have no difference', 'pump\nhoses', 'pump\nhoses', [], []],
    ['name the lines that came and went', 'pump\nhoses', 'pump\nvalves', ['valves'], ['hoses']],
    ['take a line that moved for no change', 'pump\nhoses', 'hoses\npump', [], []],
    ['count a line as often as it is there', 'hose', 'hose\nhose\nhose', ['hose', 'hose'], []],
    ['pass over empty lines', 'pump', 'pump\n\n', [], []],
  ])('%s', (_, from, to, added, removed) => expect(compare(plan(from), plan(to)).text).toEqual({ added, removed }))

  it('are laid side by side by bidder and item', () => {
    const from = plan('a', 1, [quotation('North', ['pump', 500], ['hoses', 100]), quotation('West', ['pump', 700])])
    const to = plan('a', 1, [quotation('South', ['pump', 300]), quotation('North', ['pump', 400], ['valves', 50])])
    expect(compare(from, to).quotations).toEqual([
      { bidder: 'South', total: { to: 300 }, items: [{ name: 'pump', to: 300 }] },
      {
        bidder: 'North',
        total: { from: 600, to: 450, difference: -150 },
        items: [
          { name: 'pump', from: 500, to: 400, difference: -100 },
          { name: 'valves', to: 50 },
          { name: 'hoses', from: 100 },
        ],
      },
      { bidder: 'West', total: { from: 700 }, items: [{ name: 'pump', from: 700 }] },
    ])
  })
})

describe('the total of a quotation', () => {
  const most = Number.MAX_SAFE_INTEGER
  it.each<[string, number[], number | string]>([
    ['of nothing is nothing', [], 0],
    ['is the sum of its prices', [1, 2, 3], 6],
    ['may be as large as can be said exactly', [most - 1, 1], most],
    ['is refused beyond that', [most, 1], 'amount-too-large'],
    ['is refused far beyond that', [most, most, most], 'amount-too-large'],
  ])('%s', (_, prices, expected) => {
    const items = prices.map((price) => ({ name: 'x', price }))
    if (typeof expected === 'number') expect(totalOf(items)).toBe(expected)
    else expect(() => totalOf(items)).toThrow(expect.objectContaining({ code: expected }))
  })
})
