import { settle } from '../src/domain/clock.ts'
import type { Entry } from '../src/domain/entry.ts'
import { calendars, entry, ladder, plan, registered, START } from '../src/domain/fold.fixture.ts'
import { type CaseEffect, fold, type TimedCase } from '../src/domain/fold.ts'

/** Numbers that look random and are the same in every run. */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 4_294_967_296) * below)
  }
}

const caseId = (n: number) => `01936000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`

type Turn = readonly [fact: string, state: string]
const next: readonly Turn[] = [
  ['accepted', 'TRIAGE'],
  ['commented', 'TRIAGE'],
  ['dispatched', 'HANDLING'],
  ['reported_up', 'TRIAGE'],
  ['fed_back', 'VERIFYING'],
  ['rework_ordered', 'HANDLING'],
]
const ends: readonly Turn[] = [
  ['verified', 'CLOSED'],
  ['verified', 'ANSWERING'],
  ['withdrawn', 'WITHDRAWN'],
]

/** Entries of many cases over ten minutes, in order of their instants: emergencies, reclassifications, suspensions, ends, reopenings. */
export function randomLives(count: number, seed = 7): Entry[] {
  const random = randomFrom(seed)
  const oneOf = <Option>(options: readonly Option[]): Option => options[random(options.length)] as Option
  const entries: Entry[] = []
  for (let n = 0; n < count; n++) {
    let second = random(300)
    const life = (fact: string, state: string, more: Partial<Entry> = {}) => {
      entries.push({ ...entry(fact, second + random(1000) / 1000, state, more), caseId: caseId(n) })
      second += 1 + random(140)
    }
    const ofCase = random(10) === 0 ? { ...plan, ladder: [{ percent: 0, tell: ['NEXT_CENTRE'] }, ...ladder] } : plan
    entries.push({ ...registered(second, 'TRIAGE', { plan: ofCase, receivedAt: START + second * 1000 }), caseId: caseId(n) })
    second += 1 + random(140)
    for (let step = random(4); step > 0; step--) life(...oneOf(next))
    if (random(5) === 0) life('reclassified', 'TRIAGE', { plan: { ...plan, triage: { amount: 20 + random(100), unit: 'WALL_SECONDS' } } })
    if (random(3) === 0) {
      life('dispatched', 'HANDLING')
      const maximum = { amount: 1 + random(200), unit: 'WALL_SECONDS' as const }
      const began = second
      life(
        ...oneOf<Turn>([
          ['suspended', 'HANDLING'],
          ['decision_requested', 'HANDLING'],
        ]),
        { maximum },
      )
      const itself = { ...entry('resumed', 0, 'HANDLING', { actor: { kind: 'SYSTEM', id: 'sla' } }), caseId: caseId(n) }
      if (random(2) > 0 && second < began + maximum.amount) life('resumed', 'HANDLING')
      else if (random(2) > 0) {
        const since = entries.at(-1)!.at
        const at = since + maximum.amount * 1000
        entries.push({ ...itself, at })
        second = Math.max(second, (at - START) / 1000 + 1 + random(140))
      }
    }
    if (random(3) > 0) life(...oneOf(ends))
    if (random(4) === 0) life('reopened', 'TRIAGE', { plan })
  }
  return entries.sort((a, b) => a.at - b.at)
}

/** What stands after these entries when time goes on to the horizon: `<case>/<no>/<rung> <planned>`, by the rules alone. */
export function standingByTheRules(entries: readonly Entry[], horizon: number): string[] {
  const standing = new Set<string>()
  const note = ({ fact, clock, rung, plannedAt }: Pick<CaseEffect, 'fact' | 'clock' | 'rung' | 'plannedAt'>) => {
    if (fact === 'raised' || fact === 'elapsed') standing.add(nameOf(clock.caseId, clock.no, rung!, plannedAt!))
    if (fact === 'withdrawn') standing.delete(nameOf(clock.caseId, clock.no, rung!, plannedAt!))
  }
  for (const ofCase of Map.groupBy(entries, (one) => one.caseId).values()) {
    let kase: TimedCase | undefined
    for (const one of ofCase) {
      const folded = fold(kase, one, calendars)
      folded.effects.forEach(note)
      kase = folded.case
    }
    for (const clock of kase!.running) settle(clock, horizon + 1).effects.forEach(note)
  }
  return [...standing].sort()
}

export const nameOf = (id: string, no: number, rung: number, plannedAt: number): string => `${id}/${no}/${rung} ${plannedAt}`
