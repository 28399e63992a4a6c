import { statement } from '@yiwang/database'
import { columnNames, columns, fromGiven, GIVEN, givenAsRead } from './case-columns.ts'
import { dueAt, isHeld } from './due-order.ts'

// The first parameters of both statements are the columns of the cases, then come the entries.
const ENTRY = columns.length + 1

/**
 * Writes entries, their texts and their outbox rows for the cases that the CTE `done` has written. The outbox row is
 * inserted from the CTE that holds the case's lock, so that outbox ids follow the commits of a case.
 */
const ENTRIES = `
said as (
  select e.* from done join unnest((select $${ENTRY}::uuid[]), $${ENTRY + 1}::int[], $${ENTRY + 2}::timestamptz[], $${ENTRY + 3}::text[], $${ENTRY + 4}::text[],
    $${ENTRY + 5}::jsonb[], $${ENTRY + 6}::text[], $${ENTRY + 7}::text[], $${ENTRY + 8}::text[], $${ENTRY + 9}::text[], $${ENTRY + 10}::text[])
    with ordinality as e (case_id, seq, at, value, topic, headers, text, salt, command_key, command_hash, answer, n) on e.case_id = done.id
), written as (
  insert into ledger.entry (case_id, seq, at, value, command_key, command_hash, answer)
  select case_id, seq, at, value, command_key, command_hash, answer from said
), kept as (
  insert into ledger.text (case_id, seq, text, salt) select case_id, seq, text, salt from said where text is not null
), told as (
  insert into messaging.outbox (topic, key, subject, sequence, headers, value)
  select topic, case_id, case_id, seq, headers, value from said order by n
)
select id from done`

/** Less than the relay's half a second by what a commit takes. */
const SAVED_WITHIN_MS = 400

const written = columnNames.filter((name) => name !== 'id')

/** What goes on has another due instant than before it stood still. */
const GIVEN_PAUSES = fromGiven('pauses')
const GOES_ON = `cardinality(${GIVEN_PAUSES}) > coalesce(cardinality(k.pauses), 0) and not ${isHeld(GIVEN_PAUSES)}`

/** What sla said of a clock, while that clock runs. */
const kept = (clock: string, column: string): string =>
  `case when k.${clock}_started_at is not distinct from c.${clock}_started_at and not (${GOES_ON}) then k.${clock}_${column} end`

/**
 * SAVE. It compares `seq` alone: every change advances it, and the entry's number and hash depend on it. No row back:
 * somebody was faster. Due instants are dropped with the clock that they belong to, else left to sla.
 *
 * Nor is there a row back if the case was read too long ago, both by the database's clock. The instant of the entry was taken after that read,
 * and the relay tells sla that everything before an instant is committed half a second later: a process that stood still between
 * deciding and saving would end a step behind sla's back, after its rungs have fired.
 */
export const SAVE = statement(
  'case-save',
  `
with done as (
  update kase k set ${written.map((name) => `${name} = ${fromGiven(name)}`).join(', ')},
    case_due_at = ${kept('case', 'due_at')}, case_warn_at = ${kept('case', 'warn_at')},
    step_due_at = ${kept('step', 'due_at')}, step_warn_at = ${kept('step', 'warn_at')},
    due_at = ${dueAt('c', GIVEN_PAUSES, kept('case', 'due_at'), kept('step', 'due_at'))}
  from ${givenAsRead(ENTRY + 11)}
  where k.id = c.id and k.seq = c.read_seq
    and ($${ENTRY + 12}::timestamptz is null or clock_timestamp() < $${ENTRY + 12}::timestamptz + interval '${SAVED_WITHIN_MS} ms')
  returning k.id
), ${ENTRIES}`,
)

/** One case a row: those that are new are inserted, the others are left alone. */
export const REGISTER = statement(
  'case-register',
  `
with done as (
  insert into kase (${columnNames.join(', ')}, due_at)
  select ${columnNames.map(fromGiven).join(', ')}, 'infinity' from ${GIVEN}
  on conflict (id) do nothing
  returning id
), ${ENTRIES}`,
)
