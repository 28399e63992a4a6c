import { Injectable } from '@nestjs/common'
import { statement, type Transaction } from '@yiwang/database'
import { dueAt } from './due-order.ts'

/** When a clock is due, and when its light turns yellow. */
export interface Deadline {
  readonly dueAt: Date
  readonly warnAt: Date | undefined
}

/** What sla said of the clocks of a case that run now. */
export interface CaseDeadlines {
  readonly caseId: string
  readonly ofCase: Deadline | undefined
  readonly ofStep: Deadline | undefined
}

const of = (clock: 'case' | 'step', what: 'due' | 'warn') =>
  `case when d.${clock}_due_at is null then k.${clock}_${what}_at else d.${clock}_${what}_at end`

/** One version of the row for both clocks: each costs an entry in every index. */
const COPY = statement<unknown[]>(
  'deadlines',
  `update kase k set case_due_at = ${of('case', 'due')}, case_warn_at = ${of('case', 'warn')},
     step_due_at = ${of('step', 'due')}, step_warn_at = ${of('step', 'warn')},
     due_at = ${dueAt('k', 'k.pauses', of('case', 'due'), of('step', 'due'))}
   from unnest((select $1::uuid[]), $2::timestamptz[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[])
     as d (case_id, case_due_at, case_warn_at, step_due_at, step_warn_at)
   where k.id = d.case_id`,
)

/** Due instants for work lists and lights. They are no entry: `seq` and `version` stay. */
@Injectable()
export class DeadlineStore {
  /** One of each case; the cases are locked. */
  async copy(tx: Transaction, deadlines: readonly CaseDeadlines[]): Promise<void> {
    if (deadlines.length === 0) return
    const column = (pick: (of: CaseDeadlines) => Date | undefined) => deadlines.map((one) => pick(one)?.toISOString() ?? null)
    await tx.run(
      COPY(
        deadlines.map(({ caseId }) => caseId),
        column(({ ofCase }) => ofCase?.dueAt),
        column(({ ofCase }) => ofCase?.warnAt),
        column(({ ofStep }) => ofStep?.dueAt),
        column(({ ofStep }) => ofStep?.warnAt),
      ),
    )
  }
}
