import type { Clock } from '../../domain/clock.ts'
import type { CaseEffect, Folded, TimedCase } from '../../domain/fold.ts'
import type { Sequences } from './clock-row.ts'

const isReached = ({ fact }: CaseEffect): boolean => fact === 'raised' || fact === 'elapsed'

/** What says how far a clock has come; all else is its schedule. */
const ADVANCING: ReadonlySet<string> = new Set<keyof Clock>(['nextRung', 'stoppedAt'])

interface Page {
  readonly case: TimedCase
  readonly part: number
}

/** The cases of a batch as they stand while it is folded, and all that has to be written at its end. */
export class ClockBook {
  readonly effects: CaseEffect[] = []
  private readonly pages = new Map<string, Page>()
  /** As they were loaded. */
  private readonly plans = new Map<string, TimedCase['plan']>()
  private readonly clocks = new Map<string, Clock>()
  private readonly sequences = new Map<string, Sequences>()
  private readonly touched = new Set<string>()
  private readonly changed = new Map<string, Clock>()

  load(kase: TimedCase, part: number): void {
    this.pages.set(kase.id, { case: kase, part })
    this.plans.set(kase.id, kase.plan)
    for (const clock of kase.running) this.clocks.set(clock.id, clock)
  }

  loadSequences(clockId: string, sequences: Sequences): void {
    this.sequences.set(clockId, sequences)
  }

  caseOf(id: string): TimedCase | undefined {
    return this.pages.get(id)?.case
  }

  partOf(caseId: string): number {
    return this.pages.get(caseId)!.part
  }

  /** @param repeated the entry was folded before a rebuild; what it says of clocks was told, rungs are looked up one by one. */
  put({ case: kase, effects, changed }: Folded, part: number, repeated = false): void {
    this.pages.set(kase.id, { case: kase, part })
    this.touched.add(kase.id)
    this.change(repeated ? effects.map((effect) => ({ ...effect, told: !isReached(effect) })) : effects, changed)
  }

  /** What happened to clocks without anything happening to their case. */
  change(effects: readonly CaseEffect[], changed: readonly Clock[]): void {
    this.effects.push(...effects)
    for (const clock of changed) this.changed.set(clock.id, clock)
  }

  /** The next number of a clock's events on sla.clock.v1 or sla.escalation.v1. */
  nextSequence(clockId: string, topic: keyof Sequences): number {
    return ++this.sequencesOf(clockId)[topic]
  }

  sequencesOf(clockId: string): Sequences {
    let sequences = this.sequences.get(clockId)
    if (!sequences) this.sequences.set(clockId, (sequences = { clock: 0, escalation: 0 }))
    return sequences
  }

  get changedCases(): Page[] {
    return [...this.touched].map((id) => this.pages.get(id)!)
  }

  get changedClocks(): Clock[] {
    return [...this.changed.values()]
  }

  /** Whether the row of a changed case holds its time plan. */
  holdsPlan({ case: kase }: Page): boolean {
    return this.plans.get(kase.id) === kase.plan
  }

  /** Whether the row of a changed clock holds all of it but how far it has come: what fired, whether it stopped, the numbers of its events. */
  holdsSchedule(clock: Clock): boolean {
    const loaded = this.clocks.get(clock.id)
    return (
      loaded !== undefined && Object.entries(clock).every(([part, value]) => ADVANCING.has(part) || loaded[part as keyof Clock] === value)
    )
  }
}
