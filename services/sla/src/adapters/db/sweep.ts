import { events, topics } from '@yiwang/contracts'
import { type Database, statement } from '@yiwang/database'
import { Outbox } from '@yiwang/messaging'

const rfc3339 = (instant: string) => `to_char(${instant} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

/** uuidOf of domain/ids.ts. */
const uuid = (name: string) =>
  `overlay(overlay(left(encode(sha256(convert_to(${name}, 'UTF8')), 'hex'), 32) placing '8' from 13) placing '8' from 17)::uuid`

const ESCALATION_VALUE = `json_build_object('clockId', id, 'caseId', case_id, 'number', number, 'kind', kind, 'epoch', epoch, 'rung', rung,
  'plannedAt', ${rfc3339('planned_at')}, 'level', holder ->> 'level', 'unit', holder ->> 'unit', 'post', holder ->> 'post', 'person', holder ->> 'person',
  'tell', step -> 'tell', 'area', area, 'percent', step -> 'percent', 'dueAt', ${rfc3339('due_at')})`

const CLOCK_VALUE = `json_build_object('clockId', id, 'caseId', case_id, 'number', number, 'area', area, 'kind', kind, 'epoch', epoch,
  'budget', json_build_object('amount', amount, 'unit', unit), 'startedAt', ${rfc3339('started_at')}, 'dueAt', ${rfc3339('due_at')},
  'warnAt', ${rfc3339('warn_at')}, 'provisional', provisional)`

/**
 * Fires what is due, in one statement, beside any number of others. A rung is due when its planned instant is not later than
 * the watermark of its partition: then every entry before it is applied, and none of them stopped the clock. The row of the
 * clock is locked, never waited for; its rungs are claimed by the key of `escalation`; its events are numbered by the row.
 * Cases and decisions with a parked key are held: what was parked might have stopped them, and its replay settles them.
 * Partition first: a partition that stands still costs the others nothing. What was told before a rebuild fires silently.
 */
const SWEEP = statement<
  [limit: number, now: Date, consumer: string, topics: string[], raised: string, elapsed: string, topicPrefix: string]
>(
  'sla-sweep',
  `
  with due as materialized (
    select c.*, w.at as known, greatest(c.next_rung, (
        select max(t.rung) from told_rung t where t.case_id = c.case_id and t.no = c.no and t.epoch = c.epoch
      )) as told_to
    from watermark w cross join lateral (
      select * from clock
      where part = w.part and next_fire_at <= w.at
        and not exists (select from messaging.parked p where p.consumer = $3 and p.topic = any((select $4::text[])::text[]) and p.key = clock.case_id::text)
      order by next_fire_at limit $1
      for update skip locked
    ) c
  ), rung as materialized (
    select d.*, r.ord::smallint as rung, r.planned_at, (r.ord - d.told_to)::int as nth, d.ladder -> (r.ord - 1)::int as step,
      k.number, k.area, k.holder
    from due d
    join timed_case k on k.id = d.case_id
    cross join lateral unnest(d.plans) with ordinality as r (planned_at, ord)
    where r.ord > d.next_rung and r.planned_at <= d.known
  ), claimed as (
    insert into escalation (case_id, no, epoch, rung, planned_at, fired_at, holder)
    select case_id, no, epoch, rung, planned_at,
      case when nth > 0 then $2 else (select t.fired_at from told_rung t where (t.case_id, t.no, t.epoch, t.rung) = (r.case_id, r.no, r.epoch, r.rung)) end,
      holder
    from rung r
    on conflict do nothing
    returning case_id, no, epoch, rung
  ), advanced as (
    update clock c set next_rung = n.rung,
      clock_sequence = n.clock_sequence + case c.signal when 'ELAPSED' then n.fired else 0 end,
      escalation_sequence = n.escalation_sequence + case c.signal when 'ELAPSED' then 0 else n.fired end
    from (
      select case_id, no, max(rung) as rung, greatest(max(nth), 0) as fired, max(clock_sequence) as clock_sequence, max(escalation_sequence) as escalation_sequence
      from rung group by case_id, no
    ) n
    where c.case_id = n.case_id and c.no = n.no
  ), event as (
    select r.*, case signal when 'ELAPSED' then 'elapsed' else 'raised' end as fact
    from rung r join claimed using (case_id, no, epoch, rung)
    where nth > 0
  ), told as (
    insert into messaging.outbox (topic, key, subject, sequence, headers, value)
    select
      $7 || case fact when 'elapsed' then '${topics.slaClock.name}' else '${topics.slaEscalation.name}' end,
      case_id,
      id,
      nth + case fact when 'elapsed' then clock_sequence else escalation_sequence end,
      case fact when 'elapsed' then $6::jsonb else $5::jsonb end || jsonb_build_object(
        'ce_id', ${uuid(`id || '/' || fact || '/' || epoch || '/' || rung`)},
        'ce_time', ${rfc3339('planned_at')},
        'ce_partitionkey', case_id,
        'ce_area', area),
      json_strip_nulls(case fact when 'elapsed' then ${CLOCK_VALUE} else ${ESCALATION_VALUE} end)
    from event
    order by planned_at, case_id, no, rung
    returning id
  )
  select (select count(*)::int from told) as rungs, exists (select from due group by part having count(*) >= $1) as more`,
)

/** Whose parked keys hold clocks back: keys of both are UUIDs, and none is in both. */
export const FOLLOWED_TOPICS = [topics.dispatchCase.name, topics.votingDecision.name]

/** Clocks of one partition and one sweep: more are left to the next one, which comes at once. Few, for the relay sees a sweep only once it is committed. */
const SWEEP_LIMIT = 125

/** While more is due than one sweep takes: a statement keeps one core of the database busy. */
export const SWEEPS_AT_ONCE = 2

export interface Swept {
  /** How many were told. */
  readonly rungs: number
  /** Whether a partition may hold clocks that are due beyond those that it took. */
  readonly more: boolean
}

/** Fires rungs whose time has come. */
export class Sweep {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly consumer: string,
  ) {}

  async fire(now: Date, limit = SWEEP_LIMIT): Promise<Swept> {
    const { topicPrefix } = this.outbox
    const [raised, elapsed] = [headersOf(this.outbox, 'raised'), headersOf(this.outbox, 'elapsed')]
    const swept = await this.database.one<Swept>(SWEEP(limit, now, this.consumer, FOLLOWED_TOPICS, raised, elapsed, topicPrefix))
    if (swept!.rungs > 0) this.outbox.signal()
    return swept!
  }
}

/** The headers that messaging gives to every event of a type; the sweep puts its own id, time, key and area in. */
function headersOf(outbox: Outbox, fact: 'raised' | 'elapsed'): string {
  const event = fact === 'raised' ? events.slaEscalation.raised : events.slaClock.elapsed
  return JSON.stringify(outbox.headers({ type: event.type, key: '', area: '', at: new Date(0) }))
}
