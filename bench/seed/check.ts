import { type Database, sql } from '@yiwang/database'
import { type ChainedEntry, verifyChain } from '@yiwang/ledger'

export const SAMPLED = 1_000

/** Verifies the chains of some cases, drawn by the hash of their ids, and says what it saw. @throws if one is broken */
export async function checkChains(dispatch: Database, cases: number): Promise<string> {
  const rows = await dispatch.rows<{ case_id: string; value: string }>(sql`
    select e.case_id, e.value from ledger.entry e
    join (select id from kase where hashtext(id::text) % ${Math.max(1, Math.floor(cases / SAMPLED / 1.2))}::int = 0 order by id limit ${SAMPLED}) k on k.id = e.case_id
    order by e.case_id, e.seq`)
  const chains = Map.groupBy(rows, (row) => row.case_id)
  for (const [id, entries] of chains) {
    const verdict = verifyChain(entries.map(({ value }) => JSON.parse(value) as ChainedEntry))
    if (!verdict.ok) throw new Error(`the chain of case ${id} is broken at entry ${verdict.seq}: ${verdict.reason}`)
  }
  return `${chains.size} chains of ${rows.length} entries are intact`
}
