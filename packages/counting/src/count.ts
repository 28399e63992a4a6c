import { CHOICES, type Choice, ofWeight, type RuleSet, type Weight } from './rule-set.ts'
import { reaches, type Share } from './share.ts'

/** Area in 0.01 m². */
export interface Amount {
  readonly area: number
  readonly heads: number
}

export interface RollLine {
  readonly head: string
  readonly area: number
}

/** The one ballot of a head that counts. */
export interface CountedBallot {
  readonly head: string
  readonly choices: Readonly<Record<string, Choice>>
}

/** One comparison of the arithmetic. */
export interface Comparison {
  readonly of: 'QUORUM' | 'MAJORITY'
  readonly weight: Weight
  readonly part: number
  readonly whole: number
  readonly share: Share
  readonly holds: boolean
}

export interface QuestionResult {
  readonly id: string
  readonly roll: Amount
  readonly participating: Amount
  readonly choices: Readonly<Record<Choice, Amount>>
  /** What those who returned no ballot count as, by the covenant; absent where they count as nothing. */
  readonly unreturnedCountAs?: Choice
  readonly quorumMet: boolean
  readonly passed: boolean
  readonly comparisons: readonly Comparison[]
}

/** Adds up ballots one by one: a million takes no more memory than one. */
export class Count {
  private readonly tallies: ReadonlyMap<string, Tally>

  constructor(
    private readonly ruleSet: RuleSet,
    private readonly roll: Amount,
    questions: readonly string[],
  ) {
    this.tallies = new Map(questions.map((id) => [id, emptyTally()]))
    if (this.tallies.size !== questions.length) throw new RangeError('two questions have the same id')
  }

  /** The ballot that counts of a head with this area. A question that it does not name is left BLANK. */
  add(area: number, choices: CountedBallot['choices']): void {
    for (const question of this.tallies.keys()) this.answer(area, question, Object.hasOwn(choices, question) ? choices[question]! : 'BLANK')
  }

  /** What a ballot says to one of the questions, where nobody knows what else it says. */
  answer(area: number, question: string, choice: Choice): void {
    const amount = this.tallies.get(question)![choice]
    amount.area += area
    amount.heads++
  }

  results(): QuestionResult[] {
    return [...this.tallies].map(([id, tally]) => countQuestion(this.ruleSet, id, this.roll, tally))
  }
}

/** @throws RangeError for a ballot of nobody on the roll, or a second one of a head. */
export function count(
  ruleSet: RuleSet,
  roll: readonly RollLine[],
  ballots: readonly CountedBallot[],
  questions: readonly string[],
): QuestionResult[] {
  const areas = new Map(roll.map(({ head, area }) => [head, area]))
  if (areas.size !== roll.length) throw new RangeError('a head stands on the roll twice')
  const counted = new Count(ruleSet, { area: roll.reduce((sum, { area }) => sum + area, 0), heads: roll.length }, questions)
  const voted = new Set<string>()
  for (const { head, choices } of ballots) {
    const area = areas.get(head)
    if (area === undefined) throw new RangeError(`a ballot of ${head}, who is not on the roll`)
    if (voted.has(head)) throw new RangeError(`two ballots of ${head}`)
    voted.add(head)
    counted.add(area, choices)
  }
  return counted.results()
}

type Choices = QuestionResult['choices']
type Tally = Record<Choice, { area: number; heads: number }>

const emptyTally = (): Tally => Object.fromEntries(CHOICES.map((choice) => [choice, { area: 0, heads: 0 }])) as Tally

const sum = (amounts: readonly Amount[]): Amount => ({
  area: amounts.reduce((total, { area }) => total + area, 0),
  heads: amounts.reduce((total, { heads }) => total + heads, 0),
})

function countQuestion(ruleSet: RuleSet, id: string, roll: Amount, returned: Choices): QuestionResult {
  const { choices, unreturnedCountAs } = withUnreturned(ruleSet, roll, returned)
  const participating = sum(
    CHOICES.filter((choice) => choice === 'FOR' || choice === 'AGAINST' || ruleSet.takesPart[choice]).map((choice) => choices[choice]),
  )
  const quorum = compare('QUORUM', ruleSet, ruleSet.quorum, participating, roll)
  const majority = compare('MAJORITY', ruleSet, ruleSet.majority, choices.FOR, ruleSet.majority.of === 'ROLL' ? roll : participating)
  const quorumMet = quorum.every(({ holds }) => holds)
  return {
    ...{ id, roll, participating, choices },
    ...(unreturnedCountAs && { unreturnedCountAs }),
    ...{ quorumMet, passed: quorumMet && majority.every(({ holds }) => holds), comparisons: [...quorum, ...majority] },
  }
}

/** Who returned no ballot follows the others where the covenant says so, and where these agree by each weight on what most of them want. */
function withUnreturned(
  { unreturnedFollowBy, weights }: RuleSet,
  roll: Amount,
  returned: Choices,
): { choices: Choices; unreturnedCountAs?: Choice } {
  if (unreturnedFollowBy === undefined) return { choices: returned }
  const mostWanted = (['FOR', 'AGAINST', 'ABSTAIN'] as const).find((choice, _, others) =>
    weights.every((weight) =>
      others.every((other) => other === choice || returned[choice][ofWeight[weight]] > returned[other][ofWeight[weight]]),
    ),
  )
  if (!mostWanted) return { choices: returned }
  const all = sum(Object.values(returned))
  const unreturned = { area: roll.area - all.area, heads: roll.heads - all.heads }
  return { choices: { ...returned, [mostWanted]: sum([returned[mostWanted], unreturned]) }, unreturnedCountAs: mostWanted }
}

function compare(of: Comparison['of'], { weights }: RuleSet, shares: RuleSet['quorum'], part: Amount, whole: Amount): Comparison[] {
  return weights.map((weight) => {
    const [share, have, all] = [shares[ofWeight[weight]], part[ofWeight[weight]], whole[ofWeight[weight]]]
    if (!share) throw new TypeError(`the rule set weighs by ${ofWeight[weight]} and says no share: it has contradictions`)
    return { of, weight, part: have, whole: all, share, holds: reaches(share, have, all) }
  })
}
