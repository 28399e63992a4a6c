import { Injectable } from '@nestjs/common'
import { binaryColumns, type ColumnType, type Transaction } from '@yiwang/database'
import type { Clock } from '../../domain/clock.ts'
import type { CaseEffect } from '../../domain/fold.ts'
import { ClockBook } from './clock-book.ts'
import { type CaseRow, type ClockRow, caseOf, clockOf, clockValues, type Sequences } from './clock-row.ts'
import {
  ADVANCE_CLOCKS,
  ADVANCE_TYPES,
  CASE_TYPES,
  CLAIM,
  CLOCK_TYPES,
  KEY_TYPES,
  LOAD_CASES,
  LOAD_KEPT,
  LOAD_RUNNING,
  LOAD_TOLD,
  SAVE_CASES,
  SAVE_CLOCKS,
  UPDATE_CASES,
  UPDATE_TYPES,
  WITHDRAW,
} from './clock-statements.ts'

/** The clocks of a batch: locked and loaded, and written at its end, whole where they are new, else what has changed. */
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
    const { whole = [], updated = [] } = Object.groupBy(book.changedCases, (page) => (book.holdsPlan(page) ? 'updated' : 'whole'))
    await Promise.all([
      writeRows(tx, SAVE_CASES, whole.map(wholeCase), CASE_TYPES),
      writeRows(tx, UPDATE_CASES, updated.map(updatedCase), UPDATE_TYPES),
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

const updatedCase = ({ case: { id, number, area, holder, handlers, solvedByGrid, lastNo } }: Page): unknown[] => [
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
