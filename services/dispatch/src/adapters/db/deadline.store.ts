import { Injectable } from '@nestjs/common'
import { statement, type Transaction } from '@yiwang/database'

/** What sla said of a clock of a case. */
export interface Deadline {
  readonly caseId: string
  readonly startedAt: Date
  readonly dueAt: Date
  readonly warnAt: Date | undefined
}

/** Only of the clock that runs now: one that started at another instant is one of an earlier step or round. */
const copy = (clock: 'case' | 'step') => {
  const other = clock === 'case' ? 'k.step_due_at' : 'k.case_due_at'
  const due = clock === 'case' ? `d.due_at, ${other}` : `${other}, d.due_at`
  return statement<unknown[]>(
    `deadline-${clock}`,
    `update kase k set ${clock}_due_at = d.due_at, ${clock}_warn_at = d.warn_at, due_at = sooner_due(k.closed_at, k.verified_at, ${due})
     from unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[], $4::timestamptz[]) as d (case_id, started_at, due_at, warn_at)
     where k.id = d.case_id and k.${clock}_started_at = d.started_at`,
  )
}
const COPY = { CASE: copy('case'), STEP: copy('step') }

/** Due instants for work lists and lights. They are no entry: `seq` and `version` stay. */
@Injectable()
export class DeadlineStore {
  /** At most one deadline a case and start; the cases are locked. */
  async copy(tx: Transaction, clock: 'CASE' | 'STEP', deadlines: readonly Deadline[]): Promise<void> {
    if (deadlines.length === 0) return
    await tx.run(
      COPY[clock](
        deadlines.map(({ caseId }) => caseId),
        deadlines.map(({ startedAt }) => startedAt.toISOString()),
        deadlines.map(({ dueAt }) => dueAt.toISOString()),
        deadlines.map(({ warnAt }) => warnAt?.toISOString() ?? null),
      ),
    )
  }
}
