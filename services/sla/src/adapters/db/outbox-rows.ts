import { type EventType, events } from '@yiwang/contracts'
import { statement, type Transaction } from '@yiwang/database'
import { Outbox, type OutgoingEvent } from '@yiwang/messaging'
import type { Clock } from '../../domain/clock.ts'
import type { CaseEffect } from '../../domain/fold.ts'
import { uuidOf } from '../../domain/ids.ts'
import type { ClockBook } from './clock-book.ts'
import { columnsOf } from './clock-row.ts'

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

/** Writes the effects of a batch as events, in order. */
export async function writeEvents(tx: Transaction, outbox: Outbox, book: ClockBook, effects: readonly CaseEffect[]): Promise<void> {
  const told = effects.filter((effect) => effect.fact !== 'withdrawn' || effect.clock.signal === 'ESCALATION')
  if (told.length === 0) return
  const rows = told.map((effect) => {
    const sequence = book.nextSequence(effect.clock.id, isEscalation(effect) ? 'escalation' : 'clock')
    const { topic, key, subject, headers, value } = outbox.encode(eventOf(effect))
    return [topic, key, subject, sequence, JSON.stringify({ ...headers, ce_id: eventId(effect, sequence) }), value]
  })
  await tx.run(WRITE(...columnsOf(rows, 6)))
  tx.afterCommit(() => outbox.signal())
}

const isEscalation = ({ fact }: CaseEffect): boolean => fact === 'raised' || fact === 'withdrawn'

/** The same rung has the same event whoever fires it: the sweep makes the same id in SQL. */
function eventId({ clock, fact, epoch, rung }: CaseEffect, sequence: number): string {
  return uuidOf(rung === undefined ? `${clock.id}/${fact}/${sequence}` : `${clock.id}/${fact}/${epoch}/${rung}`)
}

const eventTypes: Record<CaseEffect['fact'], EventType> = { ...events.slaClock, ...events.slaEscalation }

function eventOf(effect: CaseEffect): OutgoingEvent {
  const { fact, clock, at, case: kase } = effect
  const value = isEscalation(effect) ? escalationValue(effect) : clockValue(clock, kase)
  return { event: eventTypes[fact], key: kase.id, subject: clock.id, area: kase.area, at: new Date(at), value } as OutgoingEvent
}

function clockValue(clock: Clock, { number, area }: CaseEffect['case']) {
  const { id: clockId, caseId, kind, epoch, provisional, budget, stoppedAt } = clock
  return {
    clockId,
    caseId,
    number,
    area,
    kind,
    epoch,
    budget: { amount: budget.amount, unit: budget.unit },
    startedAt: timestamp(budget.start),
    dueAt: timestamp(clock.dueAt),
    warnAt: timestamp(clock.warnAt),
    provisional,
    ...(stoppedAt !== undefined && { stoppedAt: timestamp(stoppedAt) }),
  }
}

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
    plannedAt: timestamp(plannedAt!),
    dueAt: timestamp(clock.dueAt),
    ...kase.holder,
    tell: [...tell],
  }
}

const timestamp = (ms: number) => {
  const seconds = Math.floor(ms / 1000)
  return { seconds: BigInt(seconds), nanos: (ms - seconds * 1000) * 1_000_000 }
}
