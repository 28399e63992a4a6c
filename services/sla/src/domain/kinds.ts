import type { Signal } from './clock.ts'
import type { Amount, Entry, TimePlan } from './entry.ts'

/** A kind of clock: which entries start and stop it, from which budget, and what it says. A new kind is a new row. */
export interface ClockKind {
  readonly kind: string
  readonly signal: Signal
  readonly starts: (entry: Entry) => boolean
  readonly stops: (entry: Entry) => boolean
  /** From when it runs, if not from the entry that starts it. */
  readonly from?: (entry: Entry) => number | undefined
  /** Undefined where there is no budget: then no clock starts. */
  readonly budget: (plan: TimePlan, entry: Entry) => Amount | undefined
  /** Whether another type of matter gives it another budget. */
  readonly reclassifies: boolean
  /** Whether it stands still while the case is suspended. */
  readonly pauses: boolean
}

const facts =
  (...names: string[]) =>
  (entry: Entry): boolean =>
    names.includes(entry.fact)

const ENDED = ['CLOSED', 'DECLINED', 'WITHDRAWN', 'VOID']
const isEnded = (entry: Entry): boolean => ENDED.includes(entry.state)
const isAnswering = (entry: Entry): boolean => entry.state === 'ANSWERING'

/** A case that asks for a decision of the owners waits for it. */
export const isSuspension = facts('suspended', 'decision_requested')
export const isResumption = facts('resumed')

const isNewStep = facts('registered', 'reported_up', 'dispatched', 'solved', 'fed_back', 'rework_ordered', 'reopened')

const stepBudget = (plan: TimePlan, { state }: Entry): Amount | undefined =>
  ({ TRIAGE: plan.triage, HANDLING: plan.handling, VERIFYING: plan.verifying })[state]

const THREE_DAYS: Amount = { amount: 3, unit: 'CALENDAR_DAYS' }

/** The ladder of a clock that elapses. */
export const ELAPSES = [{ percent: 100, tell: [] }]

export const KINDS: readonly ClockKind[] = [
  {
    kind: 'CASE',
    signal: 'ESCALATION',
    starts: facts('registered', 'reopened'),
    stops: (entry) => entry.fact === 'verified' || isAnswering(entry) || isEnded(entry),
    from: (entry) => entry.receivedAt,
    budget: (plan) => plan.case,
    reclassifies: true,
    pauses: true,
  },
  {
    kind: 'STEP',
    signal: 'ESCALATION',
    starts: isNewStep,
    stops: (entry) => isNewStep(entry) || isAnswering(entry) || isEnded(entry),
    from: (entry) => entry.receivedAt,
    budget: stepBudget,
    reclassifies: true,
    pauses: true,
  },
  {
    kind: 'ANSWER',
    signal: 'ELAPSED',
    starts: isAnswering,
    stops: (entry) => !isAnswering(entry),
    budget: (plan) => plan.answer ?? THREE_DAYS,
    reclassifies: false,
    pauses: false,
  },
  {
    kind: 'SUSPENSION',
    signal: 'ELAPSED',
    starts: isSuspension,
    stops: (entry) => isResumption(entry) || entry.state !== 'HANDLING',
    budget: (_, entry) => entry.maximum,
    reclassifies: false,
    pauses: false,
  },
]

/** The echo of what sla said itself, and what a person only remarks, say nothing about time. */
export const saysNothingOfTime = facts('escalated', 'escalation_withdrawn', 'commented')
