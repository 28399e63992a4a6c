import { type EventType, events } from '@yiwang/contracts'
import { binaryColumns, statement, type Transaction } from '@yiwang/database'
import type { Outbox } from '@yiwang/messaging'
import { type Clock, suspendedSince } from '../../domain/clock.ts'
import type { CaseEffect } from '../../domain/fold.ts'
import { uuidOf } from '../../domain/ids.ts'
import type { ClockBook } from './clock-book.ts'
import { iso } from './clock-row.ts'

/**
 * The events of a clock are numbered by the clock's own row and by nothing else: whoever numbers one, consumer or sweep,
 * holds that row. So they stand without gaps and in order, and the counters of messaging are not touched.
 */
const WRITE = statement(
  'sla-write-outbox',
  `insert into messaging.outbox (topic, key, subject, sequence, headers, value)
  select topic, key, subject, sequence, headers, value
  from unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::jsonb[], $6::text[])
    with ordinality as e (topic, key, subject, sequence, headers, value, n)
  order by n`,
)

const TYPES = ['text', 'text', 'text', 'int', 'jsonb', 'text'] as const

/** Writes the effects of a batch as events, in order. */
export async function writeEvents(tx: Transaction, outbox: Outbox, book: ClockBook, effects: readonly CaseEffect[]): Promise<void> {
  const news = effects.filter(({ told, fact, clock }) => !told && (fact !== 'withdrawn' || clock.signal === 'ESCALATION'))
  if (news.length === 0) return
  await tx.run(
    WRITE(
      ...binaryColumns(
        news.map((effect) => rowOf(effect, outbox, book)),
        TYPES,
      ),
    ),
  )
  tx.afterCommit(() => outbox.signal())
}

function rowOf(effect: CaseEffect, outbox: Outbox, book: ClockBook): unknown[] {
  const { clock, at, case: kase } = effect
  const { topic, type } = eventTypes[effect.fact]
  const sequence = book.nextSequence(clock.id, isEscalation(effect) ? 'escalation' : 'clock')
  const headers = outbox.headers({ type, key: kase.id, area: kase.area, at: new Date(at), id: eventId(effect, sequence) })
  const value = isEscalation(effect) ? escalationValue(effect) : clockValue(clock, kase)
  return [outbox.topicPrefix + topic.name, kase.id, clock.id, sequence, JSON.stringify(headers), JSON.stringify(value)]
}

const isEscalation = ({ fact }: CaseEffect): boolean => fact === 'raised' || fact === 'withdrawn'

/** The same rung has the same event whoever fires it: the sweep makes the same id in SQL. */
function eventId({ clock, fact, epoch, rung }: CaseEffect, sequence: number): string {
  return uuidOf(rung === undefined ? `${clock.id}/${fact}/${sequence}` : `${clock.id}/${fact}/${epoch}/${rung}`)
}

const eventTypes: Record<CaseEffect['fact'], EventType> = { ...events.slaClock, ...events.slaEscalation }

/** A ClockEvent in proto3 JSON, as the sweep makes it in SQL: the encoder of messages takes ten times as long. */
function clockValue(clock: Clock, { number, area }: CaseEffect['case']) {
  const { id: clockId, caseId, kind, epoch, provisional, budget, stoppedAt } = clock
  const since = suspendedSince(clock)
  return {
    clockId,
    caseId,
    number,
    area,
    kind,
    epoch,
    budget: { amount: budget.amount, unit: budget.unit },
    startedAt: iso(budget.start),
    dueAt: iso(clock.dueAt),
    warnAt: iso(clock.warnAt),
    provisional,
    ...(stoppedAt !== undefined && { stoppedAt: iso(stoppedAt) }),
    ...(since !== undefined && stoppedAt === undefined && { suspendedSince: iso(since) }),
  }
}

/** An EscalationEvent, likewise. */
function escalationValue({ clock, epoch, rung, plannedAt, case: kase }: CaseEffect) {
  const { percent, tell } = clock.ladder[rung! - 1]!
  return {
    clockId: clock.id,
    caseId: kase.id,
    number: kase.number,
    area: kase.area,
    kind: clock.kind,
    epoch,
    rung: rung!,
    percent,
    plannedAt: iso(plannedAt!),
    dueAt: iso(clock.dueAt),
    ...kase.holder,
    tell,
  }
}
