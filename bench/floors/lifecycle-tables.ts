// The bulk inserts of the floor of the lifecycles.
import { insert } from './bare.ts'

export const MARKS = insert(
  'messaging.consumed',
  { consumer: 'text', topic: 'text', subject: 'text', last_sequence: 'int' },
  'on conflict (consumer, topic, subject) do update set last_sequence = excluded.last_sequence',
)
export const OUTBOX = insert('messaging.outbox', {
  topic: 'text',
  key: 'text',
  subject: 'text',
  sequence: 'int',
  headers: 'jsonb',
  value: 'text',
})
export const COUNTERS = insert('messaging.outbox_sequence', { topic: 'text', subject: 'text', last: 'int' })
export const SERIES = insert(
  'number_series as s',
  { series: 'text', last: 'int' },
  'on conflict (series) do update set last = s.last + excluded.last returning last',
)
export const CASES = insert('kase', {
  ...{ id: 'uuid', number: 'text', type: 'text', type_version: 'int', area: 'text', street: 'text', community: 'text', grid: 'text' },
  ...{ state: 'text', round: 'int', level: 'text', unit: 'uuid', held_since: 'timestamptz', received_at: 'timestamptz' },
  ...{ case_started_at: 'timestamptz', step_started_at: 'timestamptz', due_at: 'timestamptz', reporter_kind: 'text', reporter: 'text' },
  ...{ first_level: 'text', first_unit: 'uuid', changed_by: 'text', changed_at: 'timestamptz', version: 'int', seq: 'int' },
  ...{ head: 'text', last_at: 'timestamptz', handlers: 'text::uuid[]', participants: 'text::uuid[]' },
})
export const ENTRIES = insert('ledger.entry', { case_id: 'uuid', seq: 'int', at: 'timestamptz', value: 'text' })
export const FOLLOWED = insert(
  'followed_case',
  { id: 'uuid', number: 'text', area: 'text', state: 'text', level: 'text', unit: 'uuid' },
  'on conflict (id) do update set number = excluded.number, area = excluded.area, state = excluded.state, level = excluded.level, unit = excluded.unit',
)
export const DUES = insert(
  'followed_case',
  { id: 'uuid', due_at: 'timestamptz' },
  'on conflict (id) do update set due_at = excluded.due_at',
)
export const HOLDERS = insert('case_holder', { '"case"': 'uuid', person: 'uuid' }, 'on conflict do nothing')
export const TIMED = insert(
  'timed_case',
  {
    ...{ id: 'uuid', part: 'smallint', number: 'text', area: 'text', reporter_kind: 'text', reporter_id: 'text', plan: 'jsonb' },
    ...{ holder: 'jsonb', handlers: 'text::text[]', last_no: 'smallint' },
  },
  'on conflict (id) do update set holder = excluded.holder, handlers = excluded.handlers, last_no = excluded.last_no',
)
export const CLOCKS = insert('clock', {
  ...{ case_id: 'uuid', no: 'smallint', id: 'uuid', part: 'smallint', kind: 'text', signal: 'text', calendar: 'text' },
  ...{
    calendar_version: 'int',
    started_at: 'timestamptz',
    amount: 'int',
    unit: 'text',
    pauses: 'text::timestamptz[]',
    ladder: 'jsonb',
    epoch: 'int',
  },
  ...{ due_at: 'timestamptz', warn_at: 'timestamptz', provisional: 'boolean', plans: 'text::timestamptz[]', next_rung: 'smallint' },
  ...{ clock_sequence: 'int', escalation_sequence: 'int' },
})
export const FILES = insert('case_file', { case_id: 'uuid', number: 'text', type: 'text', type_version: 'int', reporter: 'text' })
export const DELIVERIES = insert('delivery', {
  ...{ id: 'uuid', event_id: 'text', event_type: 'text', case_id: 'uuid', area: 'text', channel: 'text', recipient: 'text' },
  ...{ at: 'timestamptz', template: 'text', template_version: 'int', params: 'jsonb', next_attempt_at: 'timestamptz' },
})
export const INBOX = insert('inbox_item', {
  ...{ id: 'uuid', person: 'uuid', event_id: 'text', type: 'text', case_id: 'uuid', template: 'text', template_version: 'int' },
  ...{ params: 'jsonb', at: 'timestamptz' },
})

export const DEADLINES = `
update kase k set case_due_at = coalesce(d.case_due, k.case_due_at), case_warn_at = coalesce(d.case_due, k.case_warn_at),
  step_due_at = coalesce(d.step_due, k.step_due_at), step_warn_at = coalesce(d.step_due, k.step_warn_at),
  due_at = sooner_due(k.closed_at, k.verified_at, coalesce(d.case_due, k.case_due_at), coalesce(d.step_due, k.step_due_at))
from unnest((select $1::uuid[]), $2::timestamptz[], $3::timestamptz[]) as d (id, case_due, step_due) where k.id = d.id`
export const STOP = `
update clock c set stopped_at = s.at, clock_sequence = clock_sequence + 1
from unnest((select $1::uuid[]), $2::int[], $3::timestamptz[]) as s (case_id, no, at) where c.case_id = s.case_id and c.no = s.no`
export const CLAIM = `
with due as (select id from delivery where state = 'PENDING' and channel = 'INBOX' and next_attempt_at <= $1 order by next_attempt_at limit 500 for update skip locked)
update delivery d set attempts = attempts + 1, next_attempt_at = $2 from due where d.id = due.id returning d.*`
export const SETTLE = `update delivery set state = 'SENT', settled_at = $2 where id = any((select $1::uuid[])::uuid[]) and state not in ('SENT', 'DEAD')`
