import { type Choice, Count, type QuestionResult, type RuleSet } from '@yiwang/counting'
import type { Faults } from './faults.ts'

type Choices = Readonly<Record<string, Choice>>
type Way = 'ELECTRONIC' | 'PAPER'

const NONE = 0

/** The heads of a roll, and of each the ballot that counts: compact, for rolls of millions. */
export class BallotBox {
  private readonly places = new Map<string, number>()
  private readonly areas: number[] = []
  /** What is said is said by many. */
  private readonly said: Choices[] = [{}]
  private readonly saidAt = new Map<string, number>()
  /** Of each head, by its place and way: which of `said`. */
  private readonly electronic: number[] = []
  private readonly paper: number[] = []

  constructor(private readonly faults: Faults) {}

  /** A head of the roll. */
  enrol(head: string, area: number): void {
    if (this.places.has(head)) return this.faults.add('roll-doubled', head)
    this.places.set(head, this.areas.length)
    this.areas.push(area)
    this.electronic.push(NONE)
    this.paper.push(NONE)
  }

  has(head: string): boolean {
    return this.places.has(head)
  }

  /** A ballot of a head on the roll. A further one of the same way is a fault, unless the rule set lets it replace the one before. */
  cast(head: string, way: Way, choices: Choices, { ballots }: RuleSet): void {
    const place = this.places.get(head)!
    const cast = way === 'PAPER' ? this.paper : this.electronic
    if (cast[place] !== NONE && !(ballots.replaceable && way === 'ELECTRONIC')) return this.faults.add('ballot-doubled', head)
    cast[place] = this.placeOf(choices)
  }

  count(ruleSet: RuleSet, questions: readonly string[], others: Iterable<Choices>): QuestionResult[] {
    const counted = new Count(ruleSet, { area: this.areas.reduce((sum, area) => sum + area, 0), heads: this.areas.length }, questions)
    const [first, second] = ruleSet.ballots.first === 'PAPER' ? [this.paper, this.electronic] : [this.electronic, this.paper]
    for (const [place, area] of this.areas.entries()) {
      const choices = first[place] || second[place]
      if (choices) counted.add(area, this.said[choices]!)
    }
    for (const choices of others) counted.add(0, choices)
    return counted.results()
  }

  private placeOf(choices: Choices): number {
    const text = JSON.stringify(choices)
    const known = this.saidAt.get(text)
    if (known !== undefined) return known
    this.saidAt.set(text, this.said.length)
    this.said.push(choices)
    return this.said.length - 1
  }
}
