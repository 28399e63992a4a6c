interface Kept<Turnout> {
  readonly turnout: Promise<Turnout>
  /** While it is being counted it is good for everybody who asks. */
  until: number
}

const KEPT_TIMES = 10
/** What is counted faster is counted anew. */
const WORTH_KEEPING_MS = 50
const MOST = 1_000

/** Turnouts that are looked at by many: to count a million takes a second or two, so it is kept for ten times as long as it took. */
export class KeptTurnouts<Turnout> {
  private readonly kept = new Map<string, Kept<Turnout>>()

  constructor(
    private readonly count: (decision: string) => Promise<Turnout>,
    private readonly now = () => performance.now(),
  ) {}

  of(decision: string): Promise<Turnout> {
    const known = this.kept.get(decision)
    if (known && this.now() < known.until) return known.turnout
    const began = this.now()
    const kept: Kept<Turnout> = { turnout: this.count(decision), until: Number.POSITIVE_INFINITY }
    if (this.kept.size >= MOST) this.kept.clear()
    this.kept.set(decision, kept)
    const counted = () => {
      const took = this.now() - began
      kept.until = took < WORTH_KEEPING_MS ? 0 : this.now() + KEPT_TIMES * took
    }
    kept.turnout.then(counted, () => (kept.until = 0))
    return kept.turnout
  }
}
