import { type ChainedEntry, verifyChain } from '@yiwang/ledger'
import type { CaseView, LedgerView, Stretch } from '../platform/person.ts'

const ENDED = new Set(['CLOSED', 'DECLINED', 'WITHDRAWN', 'VOID'])

type Held = Pick<CaseView, 'receivedAt' | 'state' | 'round'>

/** What must hold for every ledger, whatever happened: the chain is whole, and each round is held without a gap or an overlap. */
export function expectSoundLedger(ledger: LedgerView, kase: Held): void {
  expect(faultsOfLedger(ledger, kase)).toEqual([])
}

/** In what a ledger is not sound. */
export function faultsOfLedger({ entries, stretches }: LedgerView, kase: Held): string[] {
  const chain = verifyChain(entries as unknown as ChainedEntry[])
  const faults = chain.ok ? [] : [`entry ${chain.seq}: ${chain.reason}`]
  for (let round = 1; round <= kase.round; round++) {
    const start = round === 1 ? kase.receivedAt : entries.find(({ fact, round: of }) => fact === 'reopened' && of === round)?.at
    const isOver = round < kase.round || ENDED.has(kase.state)
    // What is noted after the end (a late escalation, a comment) does not hold the case any longer.
    const end = isOver ? entries.find(({ round: of, state }) => of === round && ENDED.has(state))?.at : undefined
    faults.push(
      ...faultsOfRound(
        stretches.filter((stretch) => stretch.round === round),
        start,
        end,
      ),
    )
  }
  return faults.map((fault) => `${entries[0]?.caseId}: ${fault}`)
}

function faultsOfRound(stretches: readonly Stretch[], start: string | undefined, end: string | undefined): string[] {
  const [first, last] = [stretches[0], stretches.at(-1)]
  if (!first || !last) return ['a round that nobody held']
  const seams = stretches.slice(1).filter((stretch, k) => !isSame(stretch.from, stretches[k]!.to))
  const faults = seams.map(({ from }) => `a gap or an overlap before ${from}`)
  if (!isSame(first.from, start)) faults.push(`held from ${first.from}, not from ${start}`)
  if (!isSame(last.to, end)) faults.push(`held until ${last.to}, not until ${end}`)
  if (start && end) {
    const sum = stretches.reduce((ms, { from, to }) => ms + Date.parse(to ?? end) - Date.parse(from), 0)
    if (sum !== Date.parse(end) - Date.parse(start))
      faults.push(`the stretches make ${sum} ms, the round ${Date.parse(end) - Date.parse(start)} ms`)
  }
  return faults
}

/** An instant is written with milliseconds or, where there are none, without. */
const isSame = (one: string | undefined, other: string | undefined) => (one && Date.parse(one)) === (other && Date.parse(other))

/** Which levels held the case, in order, each named once. */
export const levelsHeld = ({ stretches }: LedgerView): string[] =>
  stretches.map(({ level }) => level).filter((level, k, all) => level !== all[k - 1])
