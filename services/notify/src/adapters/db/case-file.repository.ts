import { Injectable } from '@nestjs/common'
import type { dispatchEvents } from '@yiwang/contracts'
import { type Queryable, statement, type Transaction } from '@yiwang/database'

/** What notify knows of a case. */
export interface CaseFile {
  readonly caseId: string
  readonly number: string
  readonly type: string
  readonly typeVersion: number
  /** Id of the person who reported it; null where a system did. */
  readonly reporter: string | null
}

const KEEP = statement<[string[], string[], string[], number[], (string | null)[]]>(
  'case-file-keep',
  `
  insert into case_file (case_id, number, type, type_version, reporter)
  select * from unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::text[])
  on conflict (case_id) do update set type = excluded.type, type_version = excluded.type_version`,
)

const FIND = statement<[string[]]>(
  'case-file-find',
  `
  select case_id as "caseId", number, type, type_version as "typeVersion", reporter from case_file where case_id = any((select $1::uuid[])::uuid[])`,
)

@Injectable()
export class CaseFileRepository {
  /** Keeps what these entries say of their cases, and answers what is known of all of them then. */
  async keep(tx: Transaction, entries: readonly dispatchEvents.LedgerEntry[]): Promise<Map<string, CaseFile>> {
    // The last entry of a case in the batch that names its type counts: one row a case in one statement.
    const naming = new Map(entries.filter(({ details }) => details?.type !== undefined).map((entry) => [entry.caseId, entry]))
    const registered = new Map(entries.filter(({ fact }) => fact === 'registered').map((entry) => [entry.caseId, entry.details?.reporter]))
    const rows = [...naming.values()].toSorted((one, other) => (one.caseId < other.caseId ? -1 : 1))
    if (rows.length > 0) {
      const reporterOf = ({ caseId }: dispatchEvents.LedgerEntry) => {
        const reporter = registered.get(caseId)
        return reporter && reporter.kind !== 'SYSTEM' ? reporter.id : null
      }
      await tx.run(
        KEEP(
          rows.map(({ caseId }) => caseId),
          rows.map(({ number }) => number),
          rows.map(({ details }) => details!.type!),
          rows.map(({ details }) => details!.typeVersion ?? 1),
          rows.map(reporterOf),
        ),
      )
    }
    return this.find(
      tx,
      entries.map(({ caseId }) => caseId),
    )
  }

  async find(db: Queryable, caseIds: readonly string[]): Promise<Map<string, CaseFile>> {
    const rows = await db.rows<CaseFile>(FIND([...new Set(caseIds)]))
    return new Map(rows.map((row) => [row.caseId, row]))
  }
}
