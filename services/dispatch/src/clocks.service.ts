import { timestampDate, timestampMs } from '@bufbuild/protobuf/wkt'
import { Injectable } from '@nestjs/common'
import type { slaEvents } from '@yiwang/contracts'
import type { Transaction } from '@yiwang/database'
import type { ReceivedEvent } from '@yiwang/messaging'
import { CaseStore } from './adapters/db/case.store.ts'
import { type CaseDeadlines, DeadlineStore } from './adapters/db/deadline.store.ts'
import type { Case } from './domain/case.ts'
import { close } from './domain/effects/end.ts'
import { escalated, escalationWithdrawn } from './domain/effects/note.ts'
import { resumeByItself } from './domain/effects/wait.ts'
import { isSuspended, suspendedAt } from './domain/suspension.ts'
import { SystemEntries, type SystemEntry } from './system-entries.ts'

type ClockEvent = ReceivedEvent<slaEvents.ClockEvent>
type EscalationEvent = ReceivedEvent<slaEvents.EscalationEvent>

/** What sla says about the clocks of cases: due instants for lists and lights, an answer that never came, a suspension that is over, escalations. */
@Injectable()
export class ClocksService {
  constructor(
    private readonly cases: CaseStore,
    private readonly deadlines: DeadlineStore,
    private readonly systemEntries: SystemEntries,
  ) {}

  readonly applyClocks = async (tx: Transaction, events: readonly ClockEvent[]): Promise<void> => {
    const cases = await this.cases.lock(tx, [...new Set(events.map(({ value }) => value.caseId))])
    await this.deadlines.copy(tx, deadlinesOf(cases, events))
    await this.systemEntries.add(
      tx,
      events.flatMap((event) => (event.fact === 'elapsed' ? (ELAPSES[event.value.kind]?.(event) ?? []) : [])),
    )
  }

  readonly applyEscalations = async (tx: Transaction, events: readonly EscalationEvent[]): Promise<void> => {
    await this.systemEntries.add(tx, events.map(escalationEntry))
  }
}

/** The last word on each clock that runs now: one that started at another instant is one of an earlier step or round. */
function deadlinesOf(cases: ReadonlyMap<string, Case>, events: readonly ClockEvent[]): CaseDeadlines[] {
  const last = new Map<string, CaseDeadlines>()
  for (const { value } of events) {
    const { caseId, kind, startedAt, dueAt, warnAt } = value
    const kase = cases.get(caseId)
    const started = { CASE: kase?.caseStartedAt, STEP: kase?.stepStartedAt }[kind]
    if (!dueAt || !started || !startedAt || timestampMs(startedAt) !== started.getTime()) continue
    const deadline = { dueAt: timestampDate(dueAt), warnAt: warnAt && timestampDate(warnAt) }
    const { ofCase, ofStep } = last.get(caseId) ?? {}
    last.set(caseId, { caseId, ...(kind === 'CASE' ? { ofCase: deadline, ofStep } : { ofCase, ofStep: deadline }) })
  }
  return [...last.values()]
}

/** A suspension ends by itself, at the instant when its maximum was used up; one that somebody ended, or that came after it, is another. */
function suspendedLongEnough({ value, time }: ClockEvent): SystemEntry {
  const startedAt = value.startedAt && timestampMs(value.startedAt)
  return {
    caseId: value.caseId,
    by: 'sla',
    at: value.dueAt ? timestampDate(value.dueAt) : time,
    outcome: (kase, at) => (isSuspended(kase) && suspendedAt(kase)?.getTime() === startedAt ? resumeByItself(kase, at) : undefined),
  }
}

/** Silence closes the case, at the instant when the time to answer was over; an answer that came first stands. */
function unanswered({ value, time }: ClockEvent): SystemEntry {
  const startedAt = value.startedAt && timestampDate(value.startedAt)
  return {
    caseId: value.caseId,
    by: 'sla',
    at: value.dueAt ? timestampDate(value.dueAt) : time,
    outcome: (kase) => {
      const ofThisRound = !startedAt || !kase.verifiedAt || startedAt >= kase.verifiedAt
      return kase.state === 'ANSWERING' && ofThisRound ? close(kase, 'ANSWER_ELAPSED') : undefined
    },
  }
}

/** What dispatch does when a clock of a kind has elapsed. */
const ELAPSES: Readonly<Record<string, (event: ClockEvent) => SystemEntry>> = { ANSWER: unanswered, SUSPENSION: suspendedLongEnough }

/** On the ledger, and no further: sla told it, and sla ignores its echo. */
function escalationEntry({ fact, value }: EscalationEvent): SystemEntry {
  const { clockId, kind, epoch, rung, plannedAt } = value
  const escalation = { clockId, kind, epoch, rung, ...(plannedAt && { plannedAt }) }
  return {
    caseId: value.caseId,
    by: 'sla',
    outcome: () => (fact === 'withdrawn' ? escalationWithdrawn(escalation) : escalated(escalation)),
  }
}
