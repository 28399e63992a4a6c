import { create } from '@bufbuild/protobuf'
import { timestampFromMs } from '@bufbuild/protobuf/wkt'
import { directoryEvents, dispatchEvents, votingEvents } from '@yiwang/contracts'
import { type Database, sql, type Transaction } from '@yiwang/database'
import { Outbox, type ReceivedEvent } from '@yiwang/messaging'
import { createLogger } from '@yiwang/service-kit'
import { fixedClock, testDatabase } from '@yiwang/testing'
import { Calendars } from '../src/adapters/calendars.ts'
import { ClockStore } from '../src/adapters/db/clock-store.ts'
import { OutdatedClocks } from '../src/adapters/db/outdated-clocks.ts'
import { Sweep } from '../src/adapters/db/sweep.ts'
import { Watermarks } from '../src/adapters/db/watermarks.ts'
import type { DecisionFact } from '../src/domain/decision.ts'
import type { Amount, Entry } from '../src/domain/entry.ts'
import { START } from '../src/domain/fold.fixture.ts'
import { FoldBatch } from '../src/fold-batch.ts'
import { FollowCases } from '../src/follow-cases.ts'
import { FollowDecisions } from '../src/follow-decisions.ts'
import { Recomputation } from '../src/recomputation.ts'
import { officeCalendar, smallDistrict } from './directory.ts'

/** An event as it stands in the outbox. */
export interface OutboxRow {
  readonly topic: string
  readonly key: string
  readonly subject: string
  readonly sequence: number
  readonly headers: Record<string, string>
  readonly value: Record<string, unknown>
}

/** sla's database with what writes to it, and no broker: entries are applied as the consumer would. */
export async function openDesk() {
  const { database, url, drop } = await testDatabase('sla')
  const clock = fixedClock(new Date(START).toISOString())
  const outbox = new Outbox({ source: '/districts/500105/sla', topicPrefix: '' })
  const watermarks = new Watermarks()
  const directory = smallDistrict()
  const calendars = new Calendars(directory)
  const batch = new FoldBatch(new ClockStore(), calendars, outbox, clock)
  const follow = new FollowCases(batch)
  const decisions = new FollowDecisions(batch)
  const sweep = new Sweep(database, outbox, 'sla')
  const within = <T>(work: (tx: Transaction) => Promise<T>) => database.transaction(work)
  const applyIn = (tx: Transaction, entries: readonly Entry[], part: number, isRepeated = (_: Entry) => false) =>
    follow.apply(
      tx,
      entries.map((entry) => ({ ...received(entry, part), repeated: isRepeated(entry) })),
    )
  const recomputation = new Recomputation(
    database,
    new ClockStore(),
    new OutdatedClocks(),
    calendars,
    outbox,
    clock,
    createLogger({ service: 'sla', level: 'silent' }),
  )
  return {
    database,
    directory,
    url,
    clock,
    outbox,
    watermarks,
    sweep,
    drop,
    /** Applies entries of one partition in a transaction of their own. */
    apply: (entries: readonly Entry[], part = 0) => within((tx) => applyIn(tx, entries, part)),
    /** Facts of decisions, of one partition, in a transaction of their own. */
    decide: (facts: readonly DecisionFact[], { partition = 0, repeated = false } = {}) =>
      within((tx) =>
        decisions.apply(
          tx,
          facts.map((fact) => ({ ...receivedFact(fact, partition), repeated })),
        ),
      ),
    /** Entries that are repeated were applied before a rebuild. */
    applyIn,
    within,
    applied: (part: number, nextOffset: number) => within((tx) => watermarks.applied(tx, part, String(nextOffset))),
    progressed: (part: number, offset: number, at: number) =>
      within((tx) => watermarks.progressed(tx, [{ part, offset: String(offset), at: new Date(at) }])),
    /** Says that everything before this instant is known. */
    knownTo: (at: number, part = 0) => within((tx) => watermarks.progressed(tx, [{ part, offset: '0', at: new Date(at) }])),
    fire: async () => (await sweep.fire(clock.now())).rungs,
    /** A new version of the calendar, with these days off. */
    notice: (holidays: string[]) => directory.apply(create(directoryEvents.ChangeSchema, officeCalendar(2, { holidays }))),
    recomputation,
    events: () => outboxOf(database),
  }
}
export type Desk = Awaited<ReturnType<typeof openDesk>>

export async function outboxOf(database: Database): Promise<OutboxRow[]> {
  const rows = await database.rows<OutboxRow & { value: string }>(
    sql`select topic, key, subject, sequence, headers, value from messaging.outbox order by id`,
  )
  return rows.map((row) => ({ ...row, value: JSON.parse(row.value) }))
}

/** `STEP raised 1 at 80`: kind, fact, rung and the seconds since START. */
export function toldBy(rows: readonly OutboxRow[]): string[] {
  return rows.map(({ headers, value }) => {
    const fact = headers['ce_type']!.split('.').at(-2)
    const second = (Date.parse(headers['ce_time']!) - START) / 1000
    return `${value['kind']} ${fact}${value['rung'] ? ` ${value['rung']}` : ''} at ${second}`
  })
}

export const received = (entry: Entry, partition = 0): ReceivedEvent<dispatchEvents.LedgerEntry> =>
  ({ key: entry.caseId, partition, value: ledgerEntry(entry) }) as ReceivedEvent<dispatchEvents.LedgerEntry>

export const receivedFact = (fact: DecisionFact, partition = 0): ReceivedEvent<votingEvents.DecisionEvent> =>
  ({ key: fact.decisionId, partition, fact: fact.fact, value: decisionEvent(fact) }) as ReceivedEvent<votingEvents.DecisionEvent>

/** The message that voting would have published. */
export function decisionEvent({ decisionId, area, actor, at, stops, starts }: DecisionFact): votingEvents.DecisionEvent {
  return create(votingEvents.DecisionEventSchema, {
    decisionId,
    area,
    at: timestampFromMs(at),
    ...(actor && { actor }),
    stops: [...stops],
    starts: starts.map(({ kind, calendar, amount, unit }) => ({ kind, calendar, budget: { amount, unit } })),
  })
}

const budget = (amount: Amount | undefined) => (amount ? { amount: amount.amount, unit: amount.unit as string } : {})

/** The message that dispatch would have published. */
export function ledgerEntry(entry: Entry): dispatchEvents.LedgerEntry {
  const { plan, receivedAt, reporter, holder, at, maximum, ...rest } = entry
  return create(dispatchEvents.LedgerEntrySchema, {
    ...rest,
    ...holder,
    at: timestampFromMs(at),
    details: {
      ...(plan && {
        plan: {
          calendar: plan.calendar,
          case: budget(plan.case),
          triage: budget(plan.triage),
          handling: budget(plan.handling),
          verifying: budget(plan.verifying),
          answer: budget(plan.answer),
          ladder: plan.ladder.map((rung) => ({ percent: rung.percent, tell: [...rung.tell] })),
        },
      }),
      ...(receivedAt !== undefined && { receivedAt: timestampFromMs(receivedAt) }),
      ...(maximum && { suspension: { reason: 'MATERIAL', maximum } }),
      ...(reporter && { reporter }),
    },
  })
}
