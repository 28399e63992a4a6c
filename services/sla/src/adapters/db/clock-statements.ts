import { type ColumnType, statement } from '@yiwang/database'
import { CASE_COLUMNS, CLOCK_COLUMNS, READ_COLUMNS } from './clock-row.ts'

export const LOAD_CASES = statement<[ids: string[]]>(
  'sla-load-cases',
  `select ${CASE_COLUMNS} from timed_case where id = any((select $1::uuid[])::uuid[])`,
)

/**
 * The clocks of these cases that run. They are found by their key, and "is null" is put in other words: a planner that knows nothing of the
 * table yet would read the partial index of all clocks that run, and keep that plan while they become many.
 */
export const LOAD_RUNNING = statement<[ids: string[]]>(
  'sla-load-running',
  `select ${READ_COLUMNS} from clock c where case_id = any((select $1::uuid[])::uuid[]) and coalesce(stopped_at, 'infinity') = 'infinity'
  order by case_id, no for update`,
)

export const SAVE_CASES = statement(
  'sla-save-cases',
  `insert into timed_case (id, part, number, area, reporter_kind, reporter_id, plan, holder, handlers, solved_by_grid, last_no)
  select id, part, number, area, reporter_kind, reporter_id, plan, holder, array(select jsonb_array_elements_text(handlers)), solved_by_grid, last_no
  from unnest($1::uuid[], $2::smallint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::jsonb[], $8::jsonb[], $9::jsonb[], $10::boolean[], $11::smallint[])
    as c (id, part, number, area, reporter_kind, reporter_id, plan, holder, handlers, solved_by_grid, last_no)
  order by id
  on conflict (id) do update set number = excluded.number, area = excluded.area, plan = excluded.plan, holder = excluded.holder,
    handlers = excluded.handlers, solved_by_grid = excluded.solved_by_grid, last_no = excluded.last_no`,
)

/** Of a case whose plan is there: what an entry may change. */
export const UPDATE_CASES = statement(
  'sla-update-cases',
  `update timed_case t set number = u.number, area = u.area, holder = u.holder, handlers = array(select jsonb_array_elements_text(u.handlers)),
    solved_by_grid = u.solved_by_grid, last_no = u.last_no
  from unnest((select $1::uuid[]), $2::text[], $3::text[], $4::jsonb[], $5::jsonb[], $6::boolean[], $7::smallint[])
    as u (id, number, area, holder, handlers, solved_by_grid, last_no)
  where t.id = u.id`,
)
export const UPDATE_TYPES = ['uuid', 'text', 'text', 'jsonb', 'jsonb', 'boolean', 'smallint'] as const

export const CASE_TYPES: readonly ColumnType[] = [
  ...(['uuid', 'smallint', 'text', 'text', 'text', 'text'] as const),
  ...(['jsonb', 'jsonb', 'jsonb', 'boolean', 'smallint'] as const),
]
export const CLOCK_TYPES = CLOCK_COLUMNS.map(([, type]) => type)
export const KEY_TYPES = ['uuid', 'smallint', 'int', 'smallint'] as const

const names = CLOCK_COLUMNS.map(([name]) => name)
const KEY = ['case_id', 'no']
export const SAVE_CLOCKS = statement(
  'sla-save-clocks',
  `insert into clock (${names.join(', ')})
  select ${CLOCK_COLUMNS.map(([name, , cast]) => (cast ? `${name}::${cast}` : name)).join(', ')}
  from unnest(${CLOCK_COLUMNS.map(([, type], n) => `$${n + 1}::${type}[]`).join(', ')}) as c (${names.join(', ')})
  order by case_id, no
  on conflict (case_id, no) do update set ${names
    .filter((name) => !KEY.includes(name))
    .map((name) => `${name} = excluded.${name}`)
    .join(', ')}`,
)

/** Of a clock whose schedule is there: how far it has come. */
export const ADVANCE_CLOCKS = statement(
  'sla-advance-clocks',
  `update clock c set next_rung = a.next_rung, stopped_at = a.stopped_at, clock_sequence = a.clock_sequence, escalation_sequence = a.escalation_sequence
  from unnest((select $1::uuid[]), $2::smallint[], $3::smallint[], $4::timestamptz[], $5::int[], $6::int[])
    as a (case_id, no, next_rung, stopped_at, clock_sequence, escalation_sequence)
  where c.case_id = a.case_id and c.no = a.no`,
)
export const ADVANCE_TYPES = ['uuid', 'smallint', 'smallint', 'timestamptz', 'int', 'int'] as const

/** What comes back was told before a rebuild, and keeps the instant at which it fired. */
export const CLAIM = statement(
  'sla-claim-rungs',
  `with fired as (
    select * from unnest($1::uuid[], $2::smallint[], $3::int[], $4::smallint[], $5::timestamptz[], $6::timestamptz[], $7::jsonb[])
      as r (case_id, no, epoch, rung, planned_at, now, holder)
  ), told as (
    select t.* from told_rung t join fired using (case_id, no, epoch, rung)
  ), claimed as (
    insert into escalation (case_id, no, epoch, rung, planned_at, fired_at, holder)
    select case_id, no, epoch, rung, planned_at, coalesce(told.fired_at, now), holder from fired left join told using (case_id, no, epoch, rung)
  )
  select case_id, no, epoch, rung from told`,
)

export const LOAD_TOLD = statement<[caseIds: string[]]>(
  'sla-load-told',
  'select id, clock_sequence, escalation_sequence from told_clock where case_id = any($1::uuid[])',
)

export const LOAD_KEPT = statement<[caseIds: string[]]>('sla-load-kept', 'select id from kept_case where id = any($1::uuid[])')

export const WITHDRAW = statement(
  'sla-withdraw-rungs',
  `update escalation e set withdrawn_at = w.at
  from unnest($1::uuid[], $2::smallint[], $3::int[], $4::smallint[], $5::timestamptz[]) as w (case_id, no, epoch, rung, at)
  where (e.case_id, e.no, e.epoch, e.rung) = (w.case_id, w.no, w.epoch, w.rung) and e.withdrawn_at is null
  returning e.case_id, e.no, e.epoch, e.rung, e.holder`,
)
