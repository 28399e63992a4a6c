import fc from 'fast-check'
import { type CountedBallot, count, type RollLine } from './count.ts'
import { CHOICES, type Choice } from './rule-set.ts'
import { ruleSet } from './rule-sets.fixture.ts'
import { becauseOf } from './words.ts'

const fundUse = ruleSet('fund-use')
const choice = fc.constantFrom(...CHOICES, undefined)
const voters = fc.array(fc.record({ area: fc.nat(100_000), choice }), { minLength: 1, maxLength: 60 })

function input(votes: readonly { area: number; choice?: Choice | undefined }[]): [RollLine[], CountedBallot[]] {
  const roll = votes.map(({ area }, n) => ({ head: `h${n}`, area }))
  const ballots = votes.flatMap(({ choice }, n) => (choice ? [{ head: `h${n}`, choices: { q: choice } }] : []))
  return [roll, ballots]
}
const counted = (votes: Parameters<typeof input>[0], rules = fundUse) => count(rules, ...input(votes), ['q'])[0]!

describe('a count', () => {
  it('gives each ballot to one choice, so that all choices and what was not returned are the roll', () => {
    fc.assert(
      fc.property(voters, (votes) => {
        const { roll, choices } = counted(votes)
        const unreturned = votes.filter(({ choice }) => choice === undefined)
        expect(Object.values(choices).reduce((sum, { heads }) => sum + heads, unreturned.length)).toBe(roll.heads)
        const area = unreturned.reduce((sum, { area }) => sum + area, 0)
        expect(Object.values(choices).reduce((sum, { area }) => sum + area, area)).toBe(roll.area)
      }),
    )
  })

  it('does not depend on the order of roll and ballots', () => {
    fc.assert(
      fc.property(voters, fc.infiniteStream(fc.nat()), (votes, random) => {
        const [roll, ballots] = input(votes)
        const shuffled = <T>(list: T[]) =>
          list
            .map((item) => ({ item, at: random.next().value! }))
            .toSorted((a, b) => a.at - b.at)
            .map(({ item }) => item)
        expect(count(fundUse, shuffled(roll), shuffled(ballots), ['q'])).toEqual(count(fundUse, roll, ballots, ['q']))
      }),
    )
  })

  it('passes nothing of which less is for it than before', () => {
    fc.assert(
      fc.property(voters, fc.nat(), (votes, at) => {
        fc.pre(!counted(votes).passed)
        const index = at % votes.length
        const changed = votes.map((vote, n) => (n === index && vote.choice === 'FOR' ? { ...vote, choice: 'AGAINST' as const } : vote))
        return !counted(changed).passed
      }),
    )
  })

  it('takes a question that a ballot does not name as blank', () => {
    const [roll] = input([{ area: 5 }, { area: 7 }])
    const results = count(fundUse, roll, [{ head: 'h1', choices: { first: 'FOR' } }], ['first', 'second'])
    expect(results.map(({ id, choices }) => [id, choices.FOR, choices.BLANK])).toEqual([
      ['first', { area: 7, heads: 1 }, { area: 0, heads: 0 }],
      ['second', { area: 0, heads: 0 }, { area: 7, heads: 1 }],
    ])
  })

  it('refuses a ballot of somebody else, a second ballot, and a head that stands on the roll twice', () => {
    const [roll, ballots] = input([{ area: 1, choice: 'FOR' }])
    expect(() => count(fundUse, roll, [{ head: 'h9', choices: {} }], ['q'])).toThrow('not on the roll')
    expect(() => count(fundUse, roll, [...ballots, ...ballots], ['q'])).toThrow('two ballots')
    expect(() => count(fundUse, [...roll, ...roll], ballots, ['q'])).toThrow('twice')
  })

  it('with nobody on the roll passes nothing', () => {
    expect(count(fundUse, [], [], ['q'])[0]).toMatchObject({ quorumMet: false, passed: false })
  })

  it('lets those who returned nothing follow the others, where the covenant says so and these agree by area and by heads', () => {
    const follow = ruleSet('trial', { unreturnedFollowBy: '§ 9' })
    const most = [
      { area: 10, choice: 'FOR' as const },
      { area: 5, choice: 'AGAINST' as const },
      { area: 9, choice: 'FOR' as const },
      { area: 70 },
    ]
    expect(counted(most, follow)).toMatchObject({ unreturnedCountAs: 'FOR', passed: true, choices: { FOR: { area: 89, heads: 3 } } })
    const split = [{ area: 10, choice: 'FOR' as const }, { area: 5, choice: 'AGAINST' as const }, { area: 70 }]
    expect(counted(split, follow)).not.toHaveProperty('unreturnedCountAs')
    expect(counted(split, follow).choices.FOR).toEqual({ area: 10, heads: 1 })
  })

  it('is told in words, with every product', () => {
    const result = counted([{ area: 10_050, choice: 'FOR' }, { area: 9_000, choice: 'AGAINST' }, { area: 9_000 }])
    expect(becauseOf(result, fundUse).map(({ en }) => en)).toEqual([
      'By area: 190.50 m² took part of all 280.50 m²; at least 2/3 is needed: 190.50 × 3 = 571.50 ≥ 280.50 × 2 = 561.00, reached.',
      'By heads: 2 heads took part of all 3 heads; at least 2/3 is needed: 2 × 3 = 6 ≥ 3 × 2 = 6, reached.',
      'By area: 100.50 m² were for it of what took part, 190.50 m²; more than 1/2 is needed: 100.50 × 2 = 201.00 > 190.50 × 1 = 190.50, reached.',
      'By heads: 1 heads were for it of what took part, 2 heads; more than 1/2 is needed: 1 × 2 = 2 ≤ 2 × 1 = 2, not reached.',
      'It has not passed.',
    ])
    expect(becauseOf(result, fundUse)[0]!.zh).toBe(
      '按面积：参与 190.50 平方米，全体 280.50 平方米，须至少 2/3：190.50 × 3 = 571.50 ≥ 280.50 × 2 = 561.00，达到。',
    )
  })
})
