import type { ElectionResult } from '@yiwang/counting'
import type { Decision, Standing } from './decision.ts'
import { objectionsSettled } from './needs.ts'

export interface Elected {
  readonly candidate: string
  readonly rank: number
  readonly alternate: boolean
}

/** Whoever was elected in the order of their rank, as far as seats are left, then who comes next; behind those of an earlier round. */
export const electedBy = ({ elected, alternates }: ElectionResult, lastRank = 0, seatsLeft = elected.length): Elected[] =>
  [...elected, ...alternates].map((candidate, n) => ({
    ...{ candidate, rank: lastRank + n + 1 },
    alternate: n >= Math.min(elected.length, seatsLeft),
  }))

interface Earlier extends Pick<Decision, 'stage' | 'announcedAt' | 'ruleSet'> {
  readonly result?: { readonly election?: ElectionResult | undefined } | undefined
}

/** What is left to a second round of an election: among whom, and how many seats. None where its result does not stand. */
export function leftToSecondRound(before: Earlier | undefined): { readonly among: readonly string[]; readonly seats: number } | undefined {
  const election = before?.result?.election
  if (!election || !before.announcedAt || before.stage === 'WITHDRAWN' || election.secondRound.length === 0) return undefined
  return { among: election.secondRound, seats: election.vacant }
}

/** Nothing takes the result back any more on which a second round rests. */
export const standsForGood = (first: Decision, standing: Standing, at: Date): boolean =>
  first.stage !== 'WITHDRAWN' && objectionsSettled(first, standing, at) === undefined

export interface Term {
  readonly from: Date
  readonly to: Date
}
