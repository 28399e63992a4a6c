import { Injectable } from '@nestjs/common'
import { binaryColumns, type ColumnType, statement, type Transaction } from '@yiwang/database'
import type { Clock } from '../../domain/clock.ts'
import type { CaseEffect } from '../../domain/fold.ts'
import { ClockBook } from './clock-book.ts'
import {
  CASE_COLUMNS,
  type CaseRow,
  CLOCK_COLUMNS,
  type ClockRow,
  caseOf,
  clockOf,
  clockValues,
  READ_COLUMNS,
  type Sequences,
} from './clock-row.ts'

const LOAD_CASES = statement<[ids: string[]]>('sla-load-cases', `select ${CASE_COLUMNS} from timed_case where id = any($1::uuid[])`)

/**
 * The clocks of these cases that run. They are found by their key, and "is null" is put in other words: a planner that knows nothing of the
 * table yet would read the partial index of all clocks that run, and keep that plan while they become many.
 */
export const LOAD_RUNNING = statement<[ids: string[]]>(
  'sla-load-running',
  `select ${READ_COLUMNS} from clock c where case_id = any($1::uuid[]) and coalesce(stopped_at, 'infinity') = 'infinity'
  order by case_id, no for update`,
)

const SAVE_CASES = statement(
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
export const MOVE_CASES = statement(
  'sla-move-cases',
  `update timed_case t set number = m.number, area = m.area, holder = m.holder, handlers = array(select jsonb_array_elements_text(m.handlers)),
    solved_by_grid = m.solved_by_grid, last_no = m.last_no
  from unnest($1::uuid[], $2::text[], $3::text[], $4::jsonb[], $5::jsonb[], $6::boolean[], $7::smallint[])
    as m (id, number, area, holder, handlers, solved_by_grid, last_no)
  where t.id = m.id`,
)
const MOVE_TYPES = ['uuid', 'text', 'text', 'jsonb', 'jsonb', 'boolean', 'smallint'] as const

const CASE_TYPES: readonly ColumnType[] = [
  ...(['uuid', 'smallint', 'text', 'text', 'text', 'text'] as const),
  ...(['jsonb', 'jsonb', 'jsonb', 'boolean', 'smallint'] as const),
]
const CLOCK_TYPES = CLOCK_COLUMNS.map(([, type]) => type)
const KEY_TYPES = ['uuid', 'smallint', 'int', 'smallint'] as const

const names = CLOCK_COLUMNS.map(([name]) => name)
const KEY = ['case_id', 'no']
const SAVE_CLOCKS = statement(
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
  from unnest($1::uuid[], $2::smallint[], $3::smallint[], $4::timestamptz[], $5::int[], $6::int[])
    as a (case_id, no, next_rung, stopped_at, clock_sequence, escalation_sequence)
  where c.case_id = a.case_id and c.no = a.no`,
)
const ADVANCE_TYPES = ['uuid', 'smallint', 'smallint', 'timestamptz', 'int', 'int'] as const

/** What comes back was told before a rebuild, and keeps the instant at which it fired. */
const CLAIM = statement(
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

const LOAD_TOLD = statement<[caseIds: string[]]>(
  'sla-load-told',
  'select id, clock_sequence, escalation_sequence from told_clock where case_id = any($1::uuid[])',
)

const LOAD_KEPT = statement<[caseIds: string[]]>('sla-load-kept', 'select id from kept_case where id = any($1::uuid[])')

const WITHDRAW = statement(
  'sla-withdraw-rungs',
  `update escalation e set withdrawn_at = w.at
  from unnest($1::uuid[], $2::smallint[], $3::int[], $4::smallint[], $5::timestamptz[]) as w (case_id, no, epoch, rung, at)
  where (e.case_id, e.no, e.epoch, e.rung) = (w.case_id, w.no, w.epoch, w.rung) and e.withdrawn_at is null
  returning e.case_id, e.no, e.epoch, e.rung, e.holder`,
)

/** The SQL of clocks for a batch: lock and load, and one upsert of each table. */
@Injectable()
export class ClockStore {
  /** Locks the running clocks of the cases: from here on no sweep fires them. */
  async load(tx: Transaction, caseIds: readonly string[]): Promise<ClockBook> {
    const ids = [...new Set(caseIds)]
    return bookOf(...(await Promise.all([tx.rows<ClockRow>(LOAD_RUNNING(ids)), tx.rows<CaseRow>(LOAD_CASES(ids))])))
  }

  /** A book of these clocks, whose rows the transaction holds, and of their cases. */
  async open(tx: Transaction, ids: string[], locked: readonly ClockRow[]): Promise<ClockBook> {
    return bookOf(locked, await tx.rows<CaseRow>(LOAD_CASES(ids)))
  }

  /** While clocks are rebuilt: one that begins anew goes on with the numbers of its events that were told. */
  async loadTold(tx: Transaction, book: ClockBook, caseIds: string[]): Promise<void> {
    const rows = await tx.rows<Pick<ClockRow, 'id' | 'clock_sequence' | 'escalation_sequence'>>(LOAD_TOLD(caseIds))
    for (const { id, clock_sequence, escalation_sequence } of rows) {
      const { clock, escalation } = book.sequencesOf(id)
      book.loadSequences(id, { clock: Math.max(clock, clock_sequence), escalation: Math.max(escalation, escalation_sequence) })
    }
  }

  /** Which of these cases the rebuild left as they were. */
  async loadKept(tx: Transaction, caseIds: string[]): Promise<ReadonlySet<string>> {
    return new Set((await tx.rows<{ id: string }>(LOAD_KEPT(caseIds))).map(({ id }) => id))
  }

  /** The plan, by far the largest part of a row, is written where it is new. */
  async saveCases(tx: Transaction, book: ClockBook): Promise<void> {
    const { whole = [], moved = [] } = Object.groupBy(book.changedCases, (page) => (book.holdsPlan(page) ? 'moved' : 'whole'))
    await Promise.all([
      writeRows(tx, SAVE_CASES, whole.map(wholeCase), CASE_TYPES),
      writeRows(tx, MOVE_CASES, moved.map(movedCase), MOVE_TYPES),
    ])
  }

  /** After the events of the batch are numbered: the row carries the last numbers. */
  async saveClocks(tx: Transaction, book: ClockBook): Promise<void> {
    const { whole = [], advanced = [] } = Object.groupBy(book.changedClocks, (clock) => (book.holdsSchedule(clock) ? 'advanced' : 'whole'))
    const rows = whole.map((clock) => clockValues(clock, book.partOf(clock.caseId), book.sequencesOf(clock.id)))
    const advances = advanced.map((clock) => advanceOf(clock, book.sequencesOf(clock.id)))
    await Promise.all([writeRows(tx, SAVE_CLOCKS, rows, CLOCK_TYPES), writeRows(tx, ADVANCE_CLOCKS, advances, ADVANCE_TYPES)])
  }

  /** What fired becomes a row; what is withdrawn is marked, and comes back with who was told. */
  async saveRungs(tx: Transaction, effects: readonly CaseEffect[], now: number): Promise<readonly CaseEffect[]> {
    return this.withdraw(tx, await this.claim(tx, effects, now))
  }

  private async claim(tx: Transaction, effects: readonly CaseEffect[], now: number): Promise<readonly CaseEffect[]> {
    const fired = effects.filter(({ fact }) => fact === 'raised' || fact === 'elapsed')
    if (fired.length === 0) return effects
    const values = fired.map((effect) => [...keyOf(effect), effect.plannedAt, now, JSON.stringify(effect.case.holder)])
    const told = new Set(
      (await tx.rows<RungKey>(CLAIM(...binaryColumns(values, [...KEY_TYPES, 'timestamptz', 'timestamptz', 'jsonb'])))).map(nameOf),
    )
    return told.size === 0 ? effects : effects.map((effect) => (told.has(keyOf(effect).join('/')) ? { ...effect, told: true } : effect))
  }

  private async withdraw(tx: Transaction, effects: readonly CaseEffect[]): Promise<readonly CaseEffect[]> {
    const withdrawn = effects.filter(({ fact }) => fact === 'withdrawn')
    if (withdrawn.length === 0) return effects
    const values = withdrawn.map((effect) => [...keyOf(effect), effect.at])
    const rows = await tx.rows<EscalationRow>(WITHDRAW(...binaryColumns(values, [...KEY_TYPES, 'timestamptz'])))
    const holders = new Map(rows.map((row) => [nameOf(row), row.holder]))
    return effects.map((effect) => {
      const holder = effect.fact === 'withdrawn' ? holders.get(keyOf(effect).join('/')) : undefined
      return holder ? { ...effect, case: { ...effect.case, holder } } : effect
    })
  }
}

async function writeRows(tx: Transaction, write: typeof SAVE_CLOCKS, rows: readonly unknown[][], types: readonly ColumnType[]) {
  if (rows.length > 0) await tx.run(write(...binaryColumns(rows, types)))
}

type Page = ClockBook['changedCases'][number]

const wholeCase = ({ case: kase, part }: Page): unknown[] => [
  ...[kase.id, part, kase.number, kase.area, kase.reporter?.kind, kase.reporter?.id, JSON.stringify(kase.plan)],
  ...[JSON.stringify(kase.holder), JSON.stringify(kase.handlers), kase.solvedByGrid, kase.lastNo],
]

const movedCase = ({ case: { id, number, area, holder, handlers, solvedByGrid, lastNo } }: Page): unknown[] => [
  id,
  number,
  area,
  JSON.stringify(holder),
  JSON.stringify(handlers),
  solvedByGrid,
  lastNo,
]

const advanceOf = ({ caseId, no, nextRung, stoppedAt }: Clock, { clock, escalation }: Sequences): unknown[] => [
  caseId,
  no,
  nextRung,
  stoppedAt,
  clock,
  escalation,
]

function bookOf(locked: readonly ClockRow[], cases: readonly CaseRow[]): ClockBook {
  const book = new ClockBook()
  const clocks = Map.groupBy(locked, (row) => row.case_id)
  for (const row of cases) {
    const rows = clocks.get(row.id) ?? []
    book.load(caseOf(row, rows.map(clockOf)), row.part)
    for (const { id, clock_sequence: clock, escalation_sequence: escalation } of rows) book.loadSequences(id, { clock, escalation })
  }
  return book
}

interface RungKey {
  readonly case_id: string
  readonly no: number
  readonly epoch: number
  readonly rung: number
}

const nameOf = ({ case_id, no, epoch, rung }: RungKey): string => [case_id, no, epoch, rung].join('/')

interface EscalationRow extends RungKey {
  readonly holder: CaseEffect['case']['holder']
}

const keyOf = ({ clock, epoch, rung }: CaseEffect) => [clock.caseId, clock.no, epoch, rung]
