import { andThen, type CalendarInForce, type Change, type Clock, type Effect, move, resume, settle, start, stop, suspend } from './clock.ts'
import type { Amount, Entry, Holder, TimePlan } from './entry.ts'
import { clockId } from './ids.ts'
import { type ClockKind, ELAPSES, isResumption, isSuspension, KINDS, saysNothingOfTime } from './kinds.ts'

/** A case as far as time is concerned. */
export interface TimedCase {
  readonly id: string
  readonly number: string
  readonly area: string
  readonly plan: TimePlan
  readonly holder: Holder
  readonly reporter?: { readonly kind: string; readonly id: string }
  /** Persons who have held or moved it. */
  readonly handlers: readonly string[]
  /** Its grid solved it and verifies it, which the community above may do as well. */
  readonly solvedByGrid: boolean
  /** The number of its youngest clock. */
  readonly lastNo: number
  /** The clocks that run. */
  readonly running: readonly Clock[]
}

/** A fact about a clock, with who held the case when it happened. */
export type CaseEffect = Effect & {
  readonly case: TimedCase
  /** It was told before a rebuild. */
  readonly told?: boolean
}

export interface Folded {
  readonly case: TimedCase
  readonly effects: readonly CaseEffect[]
  /** Every clock that the entry changed or made, as it is now. */
  readonly changed: readonly Clock[]
}

/** The calendar in force under a code. Throws where there is none. */
export type Calendars = (code: string) => CalendarInForce

export class UnknownCaseError extends Error {
  constructor(entry: Entry) {
    super(`${entry.fact} of case ${entry.caseId} came without its registration`)
    this.name = 'UnknownCaseError'
  }
}

/** What a ledger entry does to the clocks of its case. */
export function fold(before: TimedCase | undefined, entry: Entry, calendars: Calendars): Folded {
  const kase = before ?? registered(entry)
  if (saysNothingOfTime(entry)) return { case: kase, effects: [], changed: [] }
  const after = { ...kase, ...stateAfter(kase, entry) }

  const changes = kase.running.map((clock) => changed(clock, entry, after.plan, calendars))
  const opened = KINDS.filter((kind) => startsNow(kind, entry, changes)).flatMap((kind) => opening(kind, entry, after))
  const fresh = opened.map((amount, k) => open(amount, after.lastNo + k + 1, entry, after, calendars))

  const running = [...changes, ...fresh].map((change) => change.clock).filter((clock) => clock.stoppedAt === undefined)
  const next: TimedCase = { ...after, lastNo: after.lastNo + fresh.length, running }
  return {
    case: next,
    effects: [
      // What fired before the entry is told with the holder of that time.
      ...changes.flatMap((change) => change.effects.map((effect) => ({ ...effect, case: isOfBefore(effect, entry) ? kase : next }))),
      ...fresh.flatMap((change) => change.effects.map((effect) => ({ ...effect, case: next }))),
    ],
    changed: [...changes.filter((change, k) => change.clock !== kase.running[k]), ...fresh].map((change) => change.clock),
  }
}

const isOfBefore = (effect: Effect, entry: Entry): boolean => effect.plannedAt !== undefined && effect.plannedAt < entry.at

function registered(entry: Entry): TimedCase {
  if (entry.fact !== 'registered' || !entry.plan) throw new UnknownCaseError(entry)
  const { caseId, number, area, plan, holder, reporter } = entry
  return {
    id: caseId,
    number,
    area,
    plan,
    holder,
    ...(reporter && { reporter }),
    handlers: [],
    solvedByGrid: false,
    lastNo: 0,
    running: [],
  }
}

function stateAfter(kase: TimedCase, entry: Entry) {
  const { person } = entry.holder
  const taking = [...(person === undefined ? [] : [person]), ...mover(entry)]
  return {
    area: entry.area,
    number: entry.number,
    holder: entry.holder,
    plan: entry.plan ?? kase.plan,
    handlers: [...new Set([...kase.handlers, ...taking])],
    solvedByGrid: (entry.fact === 'solved' || kase.solvedByGrid) && entry.state === 'VERIFYING' && entry.holder.level === 'GRID',
  }
}

const BY_REPORTER = ['answered', 'reopened', 'withdrawn']

/** The person of the staff whose command it was, if not as the reporter. */
const mover = ({ actor, fact }: Entry): readonly string[] => (actor?.kind === 'STAFF' && !BY_REPORTER.includes(fact) ? [actor.id] : [])

const kindOf = (clock: Clock): ClockKind | undefined => KINDS.find((kind) => kind.kind === clock.kind)

/** What the entry does to a clock that runs: it ends it, gives it another budget, or only says that all before is known. */
function changed(clock: Clock, entry: Entry, plan: TimePlan, calendars: Calendars): Change {
  const kind = kindOf(clock)
  if (kind?.stops(entry)) return andThen(elapsedBy(clock, entry), (known) => stop(known, entry.at))
  if (kind?.pauses && isSuspension(entry)) return suspend(calendars(clock.calendar.code), clock, entry.at)
  if (kind?.pauses && isResumption(entry)) return resume(calendars(clock.calendar.code), clock, entry.at)
  const amount = kind?.reclassifies && entry.fact === 'reclassified' ? kind.budget(plan, entry) : undefined
  return amount
    ? andThen(settle(clock, entry.at), (settled) => reclassify(settled, amount, entry, plan, calendars))
    : settle(clock, entry.at)
}

/** The close, or the resumption, that an elapse leads to has the instant of the elapse. Whoever learns of both from it alone knows that it did elapse. */
function elapsedBy(clock: Clock, { actor, at }: Entry): Change {
  const isItsClose = clock.signal === 'ELAPSED' && actor?.kind === 'SYSTEM' && actor.id === 'sla'
  return isItsClose ? settle(clock, at + 1) : { clock, effects: [] }
}

/**
 * A reclassification counts from the clock's start and moves its due never later. The ladder changes with it while none
 * of its rungs has fired: so a matter that turns out to be an emergency is told at once.
 */
function reclassify(clock: Clock, amount: Amount, entry: Entry, plan: TimePlan, calendars: Calendars): Change {
  const calendar = calendars(plan.calendar)
  const ladder = clock.nextRung === 0 ? plan.ladder : clock.ladder
  const earlier = calendar.time.due({ ...clock.budget, ...amount })! < clock.dueAt
  if (earlier) return move(calendar, { ...clock, ladder }, amount, entry.at)
  return ladder === clock.ladder
    ? { clock, effects: [] }
    : move(calendars(clock.calendar.code), { ...clock, ladder }, clock.budget, entry.at)
}

const startsNow = (kind: ClockKind, entry: Entry, changes: readonly Change[]): boolean =>
  kind.starts(entry) && !changes.some(({ clock }) => clock.kind === kind.kind && clock.stoppedAt === undefined)

interface Opened {
  readonly kind: ClockKind
  readonly amount: Amount
}

function opening(kind: ClockKind, entry: Entry, after: TimedCase): Opened[] {
  const amount = kind.budget(after.plan, entry)
  return amount ? [{ kind, amount }] : []
}

function open({ kind, amount }: Opened, no: number, entry: Entry, kase: TimedCase, calendars: Calendars): Change {
  return start(calendars(kase.plan.calendar), {
    id: clockId(kase.id, kind.kind, no),
    caseId: kase.id,
    no,
    kind: kind.kind,
    signal: kind.signal,
    ladder: kind.signal === 'ELAPSED' ? ELAPSES : kase.plan.ladder,
    startedAt: kind.from?.(entry) ?? entry.at,
    ...amount,
  })
}
