import { type Amount, type Choice, Count, type QuestionResult, type RuleSet } from '@yiwang/counting'
import type { Faults } from './faults.ts'
import { grown, Places } from './places.ts'

export type Choices = Readonly<Record<string, Choice>>
export type Way = 'ELECTRONIC' | 'PAPER'

/** What of a ballot on the board came into the count. */
export type Fate = 'COUNTED' | 'REPLACED' | 'OTHER_WAY_COUNTS'

export interface NamedBallot {
  readonly head: string
  readonly way: Way
  /** Its number among the ballots of the head, whatever way these came. */
  readonly serial: number
  readonly choices: Choices
}

const NONE = 0
/** For so many heads at first. */
const ROOM = 1_024

/** The heads of a roll, and of each the ballots that may count: compact, for rolls of millions. */
export class BallotBox {
  private readonly places = new Places()
  private areas = new Int32Array(ROOM)
  private wholeArea = 0
  /** What is said is said by many. */
  private readonly said: Choices[] = [{}]
  private readonly saidAt = new Map<string, number>()
  /** Of each head, by its place: which of `said` is its last ballot of this way, and the serial of that. */
  private readonly last = { ELECTRONIC: new Int32Array(ROOM), PAPER: new Int32Array(ROOM) }
  private readonly serials = { ELECTRONIC: new Int32Array(ROOM), PAPER: new Int32Array(ROOM) }

  constructor(
    private readonly ruleSet: RuleSet,
    private readonly faults: Faults,
  ) {}

  /** A head of the roll. */
  enrol(head: string, area: number) {
    if (!this.places.add(head)) return this.faults.add('roll-doubled', head)
    if (this.places.size > this.areas.length) this.grow()
    this.areas[this.places.size - 1] = area
    this.wholeArea += area
    if (!Number.isSafeInteger(this.wholeArea)) this.faults.add('not-readable', 'the areas are beyond what can be counted')
  }

  has(head: string): boolean {
    return this.places.of(head) !== undefined
  }

  get roll(): Amount {
    return { area: this.wholeArea, heads: this.places.size }
  }

  /** A ballot of a head on the roll, in the order of the board. Only an electronic one can be replaced, if at all. */
  cast({ head, way, serial, choices }: NamedBallot) {
    const place = this.places.of(head)!
    const { ballots } = this.ruleSet
    if (way === 'PAPER' ? !ballots.paper : !ballots.electronic) return this.faults.add('way-not-allowed', `${head}: ${way}`)
    const before = this.last[way][place] !== NONE
    const newest = Math.max(this.serials.ELECTRONIC[place]!, this.serials.PAPER[place]!)
    if (serial !== newest + 1 || (before && !(ballots.replaceable && way === 'ELECTRONIC'))) return this.faults.add('ballot-doubled', head)
    this.last[way][place] = this.placeOf(choices)
    this.serials[way][place] = serial
  }

  /** What became of a ballot that was cast. */
  fateOf(head: string, way: Way, serial: number): Fate {
    const place = this.places.of(head)!
    if (this.serials[way][place] !== serial) return 'REPLACED'
    const { first } = this.ruleSet.ballots
    return way === first || this.last[first][place] === NONE ? 'COUNTED' : 'OTHER_WAY_COUNTS'
  }

  /** What counts of a head; undefined where it has no ballot, or is not on the roll. */
  ballotOf(head: string): { way: Way; choices: Choices } | undefined {
    const place = this.places.of(head)
    const way = place === undefined ? undefined : this.wayThatCounts(place)
    return way && { way, choices: this.said[this.last[way][place!]!]! }
  }

  /** What has a ballot on the board, whatever that says. */
  get returned(): Amount {
    const returned = { area: 0, heads: 0 }
    for (let place = 0; place < this.places.size; place++) {
      if (!this.wayThatCounts(place)) continue
      returned.area += this.areas[place]!
      returned.heads++
    }
    return returned
  }

  count(questions: readonly string[]): QuestionResult[] {
    const counted = new Count(this.ruleSet, this.roll, questions)
    for (let place = 0; place < this.places.size; place++) {
      const way = this.wayThatCounts(place)
      if (way) counted.add(this.areas[place]!, this.said[this.last[way][place]!]!)
    }
    return counted.results()
  }

  private wayThatCounts(place: number): Way | undefined {
    const { first } = this.ruleSet.ballots
    if (this.last[first][place] !== NONE) return first
    const second = first === 'PAPER' ? 'ELECTRONIC' : 'PAPER'
    return this.last[second][place] !== NONE ? second : undefined
  }

  private grow() {
    this.areas = grown(this.areas)
    for (const kept of [this.last, this.serials]) for (const way of ['ELECTRONIC', 'PAPER'] as const) kept[way] = grown(kept[way])
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
