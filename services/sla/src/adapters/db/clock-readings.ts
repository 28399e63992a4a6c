import { Injectable } from '@nestjs/common'
import { Database, statement } from '@yiwang/database'
import type { Clock } from '../../domain/clock.ts'
import type { TimedCase } from '../../domain/fold.ts'
import { FIRST_PART_OF_DECISIONS } from '../../domain/parts.ts'
import { CASE_COLUMNS, type CaseRow, type ClockRow, caseOf, clockOf, READ_COLUMNS } from './clock-row.ts'

const CASE = statement<[id: string, before: number]>('sla-read-case', `select ${CASE_COLUMNS} from timed_case where id = $1 and part < $2`)

const DECISION = statement<[id: string, from: number]>('sla-read-decision', 'select from timed_case where id = $1 and part >= $2')

const CLOCKS = statement<[caseId: string, after: number, limit: number]>(
  'sla-read-clocks',
  `select ${READ_COLUMNS} from clock c where case_id = $1 and no > $2 order by no limit $3`,
)

/** What each rung did last. */
const RUNGS = statement<[caseId: string]>(
  'sla-read-rungs',
  `select distinct on (no, rung) no, epoch, rung, planned_at, fired_at, withdrawn_at
  from escalation where case_id = $1 order by no, rung, epoch desc`,
)

interface RungRow {
  readonly no: number
  readonly epoch: number
  readonly rung: number
  readonly planned_at: Date
  readonly fired_at: Date
  readonly withdrawn_at: Date | null
}

export interface RungReading {
  readonly rung: number
  readonly percent: number
  readonly plannedAt?: Date
  readonly firedAt?: Date
  readonly withdrawnAt?: Date
}

export interface ClockReading {
  readonly clock: Clock
  readonly rungs: readonly RungReading[]
}

/** What is read of clocks, without locking anything. */
@Injectable()
export class ClockReadings {
  constructor(private readonly database: Database) {}

  async case(id: string): Promise<TimedCase | undefined> {
    const row = await this.database.one<CaseRow>(CASE(id, FIRST_PART_OF_DECISIONS))
    return row && caseOf(row, [])
  }

  async isDecision(id: string): Promise<boolean> {
    return (await this.database.one(DECISION(id, FIRST_PART_OF_DECISIONS))) !== undefined
  }

  /** The clocks of a case, or of a decision, in order of their start, after a number. */
  async clocks(caseId: string, { after = 0, limit = 32_767 } = {}): Promise<ClockReading[]> {
    const rows = await this.database.rows<ClockRow>(CLOCKS(caseId, after, limit))
    const rungs = Map.groupBy(await this.database.rows<RungRow>(RUNGS(caseId)), (row) => row.no)
    return rows.map(clockOf).map((clock) => ({ clock, rungs: rungsOf(clock, rungs.get(clock.no) ?? []) }))
  }
}

/** An elapse is no escalation: a clock that elapses shows no rungs. */
function rungsOf(clock: Clock, fired: readonly RungRow[]): RungReading[] {
  if (clock.signal === 'ELAPSED') return []
  return clock.ladder.map(({ percent }, n) => {
    const rung = n + 1
    const last = fired.find((row) => row.rung === rung)
    // One that was armed anew after it fired lies ahead again.
    const stands = last && (n < clock.nextRung || last.epoch === clock.epoch)
    const plannedAt = stands ? last.planned_at : instant(clock.plans[n])
    return {
      rung,
      percent,
      ...(plannedAt && { plannedAt }),
      ...(stands && { firedAt: last.fired_at, ...(last.withdrawn_at && { withdrawnAt: last.withdrawn_at }) }),
    }
  })
}

const instant = (ms: number | undefined): Date | undefined => (ms === undefined ? undefined : new Date(ms))
