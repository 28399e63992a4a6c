import { count } from './count.ts'
import { elect } from './election.ts'
import type { Choice } from './rule-set.ts'
import { ruleSet } from './rule-sets.fixture.ts'

/** Nine owners of 100 m² each; of each candidate how many are for them, the others against. */
function election(votes: Record<string, number>, seats: number, tie: 'DRAW' | 'SECOND_ROUND' = 'SECOND_ROUND', published = 'root') {
  const rules = ruleSet('committee-election', { election: { seats, alternates: 1, rank: ['HEADS', 'AREA'], tie } })
  const roll = Array.from({ length: 9 }, (_, n) => ({ head: `h${n}`, area: 10_000 }))
  const ballots = roll.map(({ head }, n) => ({
    head,
    choices: Object.fromEntries(
      Object.entries(votes).map(([candidate, fors]): [string, Choice] => [candidate, n < fors ? 'FOR' : 'AGAINST']),
    ),
  }))
  return elect(rules, count(rules, roll, ballots, Object.keys(votes)), published)
}

describe('an election', () => {
  it('fills its seats by rank with those who have both majorities, and names the alternates', () => {
    expect(election({ an: 6, bo: 9, chen: 7, deng: 5, er: 4 }, 2)).toEqual({
      ...{ elected: ['bo', 'chen'], alternates: ['an'], secondRound: [], vacant: 0, drawn: [] },
    })
  })

  it('leaves a seat vacant for which nobody has both majorities', () => {
    expect(election({ an: 6, bo: 4 }, 2)).toMatchObject({ elected: ['an'], vacant: 1, alternates: [] })
  })

  it('sends those who are level on the edge of the seats into a second round, and nobody else', () => {
    expect(election({ an: 9, bo: 7, chen: 7, deng: 7, er: 6 }, 2)).toEqual({
      ...{ elected: ['an'], alternates: [], secondRound: ['bo', 'chen', 'deng'].toSorted(byDraw), vacant: 1, drawn: [] },
    })
  })

  it('draws who is the alternate, and says between whom', () => {
    expect(election({ an: 9, bo: 7, chen: 7 }, 1)).toMatchObject({
      elected: ['an'],
      alternates: ['bo', 'chen'].toSorted(byDraw).slice(0, 1),
      drawn: ['bo', 'chen'].toSorted(byDraw),
    })
  })

  it('needs no second round for a tie within the seats', () => {
    expect(election({ an: 7, bo: 7, chen: 6 }, 2)).toMatchObject({ elected: ['an', 'bo'].toSorted(byDraw), secondRound: [], vacant: 0 })
  })

  it('draws from what is published, so that everybody draws the same', () => {
    const drawn = election({ an: 7, bo: 7, chen: 7 }, 1, 'DRAW')
    expect(drawn).toEqual(election({ chen: 7, bo: 7, an: 7 }, 1, 'DRAW'))
    expect(drawn).toMatchObject({ elected: ['an', 'bo', 'chen'].toSorted(byDraw).slice(0, 1), vacant: 0 })
    expect(drawn.drawn).toHaveLength(3)
  })

  it('draws otherwise when something else is published', () => {
    const winners = Array.from({ length: 20 }, (_, n) => election({ an: 7, bo: 7 }, 1, 'DRAW', `root ${n}`).elected[0])
    expect(new Set(winners)).toEqual(new Set(['an', 'bo']))
  })
})

/** How the draw from "root" puts them: the first bytes of what sha256sum says of "root an" and the others. */
function byDraw(a: string, b: string): number {
  const lots: Record<string, string> = { an: 'e3', bo: '80', chen: 'd6', deng: '33' }
  return lots[a]! < lots[b]! ? -1 : 1
}
