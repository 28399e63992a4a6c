import { type ChainedEntry, verifyChain } from '@yiwang/ledger'
import type { CaseView, LedgerView } from '../platform/person.ts'

const ENDED = new Set(['CLOSED', 'DECLINED', 'WITHDRAWN', 'VOID'])

/** What must hold for every ledger, whatever happened: the chain is whole, and each round is held without a gap or an overlap. */
export function expectSoundLedger({ entries, stretches }: LedgerView, kase: Pick<CaseView, 'receivedAt' | 'state' | 'round'>): void {
  expect(verifyChain(entries as unknown as ChainedEntry[])).toEqual({ ok: true })
  for (let round = 1; round <= kase.round; round++) {
    const ofRound = stretches.filter((stretch) => stretch.round === round)
    expect(ofRound.length).toBeGreaterThan(0)
    const startOf = round === 1 ? kase.receivedAt : entries.find(({ fact, round: of }) => fact === 'reopened' && of === round)?.at
    expect(ofRound[0]!.from).toBe(startOf)
    for (const [k, stretch] of ofRound.entries()) {
      const next = ofRound[k + 1]
      if (next) expect(stretch.to).toBe(next.from)
    }
    const isOver = round < kase.round || ENDED.has(kase.state)
    const last = ofRound.at(-1)!
    // What is noted after the end (a late escalation, a comment) does not hold the case any longer.
    if (isOver) expect(last.to).toBe(entries.find(({ round: of, state }) => of === round && ENDED.has(state))?.at)
    else expect(last.to).toBeUndefined()
  }
}

/** Which levels held the case, in order, each named once. */
export const levelsHeld = ({ stretches }: LedgerView): string[] =>
  stretches.map(({ level }) => level).filter((level, k, all) => level !== all[k - 1])
