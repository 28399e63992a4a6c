import { andThen, type Change, type Clock, settle, start, stop } from './clock.ts'
import type { Amount } from './entry.ts'
import type { Calendars, Folded, TimedCase } from './fold.ts'
import { clockId } from './ids.ts'
import { ELAPSES } from './kinds.ts'

/** How long a stage of a decision lasts at least. */
export interface StageClock extends Amount {
  readonly kind: string
  readonly calendar: string
}

/** What sla reads of a fact about a decision of the owners. Which clocks start and stop is said by voting, which knows the stages. */
export interface DecisionFact {
  readonly decisionId: string
  readonly area: string
  readonly fact: string
  readonly at: number
  readonly actor?: { readonly kind: string; readonly id: string }
  readonly stops: readonly string[]
  readonly starts: readonly StageClock[]
}

/** That people were told of something, and the word to dispatch that it is over, say nothing of time. */
const SILENT = ['told', 'closed']

/** What a fact does to the clocks of its decision, which has neither a holder nor a ladder: each of its clocks elapses, and voting acts on that. */
export function foldDecision(before: TimedCase | undefined, fact: DecisionFact, calendars: Calendars): Folded | undefined {
  if (SILENT.includes(fact.fact)) return undefined
  const decision = { ...(before ?? unknown(fact.decisionId)), area: fact.area }
  const changes = decision.running.map((clock) => changed(clock, fact))
  const fresh = fact.starts.map((stage, k) => open(stage, decision.lastNo + k + 1, fact, calendars))

  const running = [...changes, ...fresh].map((change) => change.clock).filter((clock) => clock.stoppedAt === undefined)
  const next: TimedCase = { ...decision, lastNo: decision.lastNo + fresh.length, running }
  return {
    case: next,
    effects: [...changes, ...fresh].flatMap(({ effects }) => effects.map((effect) => ({ ...effect, case: next }))),
    changed: [...changes.filter((change, k) => change.clock !== decision.running[k]), ...fresh].map((change) => change.clock),
  }
}

/** A decision among the cases: nobody holds it, and it has no number and no plan. */
const unknown = (id: string): TimedCase => ({
  id,
  number: '',
  area: '',
  plan: { calendar: '', ladder: [] },
  holder: { level: '', unit: '' },
  handlers: [],
  solvedByGrid: false,
  lastNo: 0,
  running: [],
})

function changed(clock: Clock, fact: DecisionFact): Change {
  const { at, stops, starts } = fact
  const ends = fact.fact === 'withdrawn' || stops.includes(clock.kind) || starts.some(({ kind }) => kind === clock.kind)
  return ends ? andThen(elapsedBy(clock, fact), (known) => stop(known, at)) : settle(clock, at)
}

/** What voting does by itself, it does because a clock elapsed, at that instant or after it: to whoever begins anew it is itself the news of the elapse. */
const elapsedBy = (clock: Clock, { actor, at }: DecisionFact): Change =>
  actor?.kind === 'SYSTEM' ? settle(clock, at + 1) : { clock, effects: [] }

const open = ({ kind, calendar, amount, unit }: StageClock, no: number, { decisionId, at }: DecisionFact, calendars: Calendars): Change =>
  start(calendars(calendar), {
    id: clockId(decisionId, kind, no),
    caseId: decisionId,
    no,
    kind,
    signal: 'ELAPSED',
    ladder: ELAPSES,
    startedAt: at,
    amount,
    unit,
  })
