import type { BudgetUnit } from '@yiwang/calendar'
import type { ColumnType } from '@yiwang/database'
import type { Clock, Rung, Signal } from '../../domain/clock.ts'
import type { Holder, TimePlan } from '../../domain/entry.ts'
import type { TimedCase } from '../../domain/fold.ts'

export interface ClockRow {
  readonly case_id: string
  readonly no: number
  readonly id: string
  readonly part: number
  readonly kind: string
  readonly signal: Signal
  readonly calendar: string
  readonly calendar_version: number
  readonly started_at: Date
  readonly amount: number
  readonly unit: BudgetUnit
  readonly pauses: readonly Date[]
  readonly ladder: readonly Rung[]
  readonly epoch: number
  readonly due_at: Date
  readonly warn_at: Date
  readonly provisional: boolean
  readonly plans: readonly (Date | null)[]
  readonly next_rung: number
  readonly stopped_at: Date | null
  readonly clock_sequence: number
  readonly escalation_sequence: number
}

export interface CaseRow {
  readonly id: string
  readonly part: number
  readonly number: string
  readonly area: string
  readonly reporter_kind: string | null
  readonly reporter_id: string | null
  readonly plan: TimePlan
  readonly holder: Holder
  readonly handlers: readonly string[]
  readonly solved_by_grid: boolean
  readonly last_no: number
}

export function clockOf(row: ClockRow): Clock {
  return {
    id: row.id,
    caseId: row.case_id,
    no: row.no,
    kind: row.kind,
    signal: row.signal,
    calendar: { code: row.calendar, version: row.calendar_version },
    budget: {
      start: row.started_at.getTime(),
      amount: row.amount,
      unit: row.unit,
      pauses: row.pauses.map((instant) => instant.getTime()),
    },
    ladder: row.ladder,
    epoch: row.epoch,
    dueAt: row.due_at.getTime(),
    warnAt: row.warn_at.getTime(),
    provisional: row.provisional,
    plans: row.plans.map((instant) => instant?.getTime()),
    nextRung: row.next_rung,
    ...(row.stopped_at && { stoppedAt: row.stopped_at.getTime() }),
  }
}

export function caseOf(row: CaseRow, running: readonly Clock[]): TimedCase {
  const { reporter_kind: kind, reporter_id: id } = row
  return {
    id: row.id,
    number: row.number,
    area: row.area,
    plan: row.plan,
    holder: row.holder,
    ...(kind !== null && id !== null && { reporter: { kind, id } }),
    handlers: row.handlers,
    solvedByGrid: row.solved_by_grid,
    lastNo: row.last_no,
    running,
  }
}

export const iso = (ms: number): string => new Date(ms).toISOString()

const instants = (list: readonly (number | undefined)[]): string => `{${list.map((ms) => (ms === undefined ? 'NULL' : iso(ms))).join(',')}}`

/** In the order of CLOCK_COLUMNS. */
export function clockValues(clock: Clock, part: number, sequences: Sequences): unknown[] {
  const { calendar, budget } = clock
  return [
    clock.caseId,
    clock.no,
    clock.id,
    part,
    clock.kind,
    clock.signal,
    calendar.code,
    calendar.version,
    new Date(budget.start),
    budget.amount,
    budget.unit,
    instants(budget.pauses),
    JSON.stringify(clock.ladder),
    clock.epoch,
    new Date(clock.dueAt),
    new Date(clock.warnAt),
    clock.provisional,
    instants(clock.plans),
    clock.nextRung,
    clock.stoppedAt === undefined ? null : new Date(clock.stoppedAt),
    sequences.clock,
    sequences.escalation,
  ]
}

/** What is read of timed_case: a CaseRow. */
export const CASE_COLUMNS = 'id, part, number, area, reporter_kind, reporter_id, plan, holder, handlers, solved_by_grid, last_no'

/** The last numbers given to the events of a clock, one count a topic. */
export interface Sequences {
  clock: number
  escalation: number
}

/** Column, type as unnest takes it (an array of an array would be flattened: it travels as text) and, of such, what it is cast to. */
export const CLOCK_COLUMNS: readonly (readonly [name: string, type: ColumnType, cast?: string])[] = [
  ['case_id', 'uuid'],
  ['no', 'smallint'],
  ['id', 'uuid'],
  ['part', 'smallint'],
  ['kind', 'text'],
  ['signal', 'text'],
  ['calendar', 'text'],
  ['calendar_version', 'int'],
  ['started_at', 'timestamptz'],
  ['amount', 'int'],
  ['unit', 'text'],
  ['pauses', 'text', 'timestamptz[]'],
  ['ladder', 'jsonb'],
  ['epoch', 'int'],
  ['due_at', 'timestamptz'],
  ['warn_at', 'timestamptz'],
  ['provisional', 'boolean'],
  ['plans', 'text', 'timestamptz[]'],
  ['next_rung', 'smallint'],
  ['stopped_at', 'timestamptz'],
  ['clock_sequence', 'int'],
  ['escalation_sequence', 'int'],
]

/** What is read of a row `c` of clock: a ClockRow. */
export const READ_COLUMNS = CLOCK_COLUMNS.map(([name]) => `c.${name}`).join(', ')
