import { Injectable } from '@nestjs/common'
import type { Transaction } from '@yiwang/database'
import { PermanentError } from '@yiwang/messaging'
import { Clock } from '@yiwang/service-kit'
import { CaseStore } from './adapters/db/case.store.ts'
import type { Case, Outcome } from './domain/case.ts'
import { type Change, laterOf, record } from './domain/entry.ts'

/** Something that a system has to say about a case. */
export interface SystemEntry {
  readonly caseId: string
  /** The system: sla, or a legacy system. */
  readonly by: string
  /** What it makes of the case as it is now, at the instant of the entry; undefined: nothing any more. */
  readonly outcome: (kase: Case, at: Date) => Outcome | undefined
  /** When it was so, if that is earlier than now. */
  readonly at?: Date
}

/** Entries of systems, many at once: the cases are locked, the entries folded over them in order, and saved in one statement. */
@Injectable()
export class SystemEntries {
  constructor(
    private readonly cases: CaseStore,
    private readonly clock: Clock,
  ) {}

  async add(tx: Transaction, entries: readonly SystemEntry[]): Promise<void> {
    if (entries.length === 0) return
    const cases = await this.cases.lock(tx, [...new Set(entries.map(({ caseId }) => caseId))])
    // After the locks, for which it may have waited: sla counts on it that an entry is committed soon after its instant.
    const now = this.clock.now()
    const changes: Change[] = []
    for (const { caseId, by, outcome, at } of entries) {
      const kase = cases.get(caseId)
      if (!kase) throw new PermanentError(`there is no case ${caseId}`)
      const instant = laterOf(at ?? now, kase.lastAt)
      const said = outcome(kase, instant)
      if (!said) continue
      const change = record(kase, said, { kind: 'SYSTEM', id: by }, instant)
      cases.set(caseId, change.next)
      changes.push(change)
    }
    if (changes.length > 0) await this.cases.saveLocked(tx, changes)
  }
}
