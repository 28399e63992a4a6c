import { timestampDate } from '@bufbuild/protobuf/wkt'
import type { Case } from './case.ts'
import type { LedgerEntry } from './entry.ts'

/** When its clocks were stopped, while they stand: pauses begin and end by turns. */
export const suspendedAt = ({ pauses }: Pick<Case, 'pauses'>): Date | undefined => (pauses.length % 2 === 1 ? pauses.at(-1) : undefined)

/** A case that ended while it waited waits no more. */
export const isSuspended = (kase: Case): boolean => kase.state === 'HANDLING' && suspendedAt(kase) !== undefined

export const SUSPENDS: readonly string[] = ['suspended', 'decision_requested']

/** From when to when the case waited in each round, from the entries alone. The end of the case ends its waiting. */
export function pausesOf(entries: readonly LedgerEntry[], now: Date): (readonly [from: number, to: number])[] {
  const pauses: (readonly [number, number])[] = []
  let since: number | undefined
  for (const { fact, at, state } of entries) {
    const instant = timestampDate(at!).getTime()
    if (SUSPENDS.includes(fact)) since = instant
    else if (since !== undefined && (fact === 'resumed' || state !== 'HANDLING')) {
      pauses.push([since, instant])
      since = undefined
    }
  }
  return since === undefined ? pauses : [...pauses, [since, now.getTime()]]
}
