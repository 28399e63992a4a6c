import { hash } from 'node:crypto'
import type { QuestionResult } from './count.ts'
import { ofWeight, type RuleSet } from './rule-set.ts'

export interface ElectionResult {
  /** Candidates, the first first. */
  readonly elected: readonly string[]
  /** Who comes next; nobody before a second round is over. */
  readonly alternates: readonly string[]
  /** Level on the edge of the seats: a second round among them fills what is left. */
  readonly secondRound: readonly string[]
  /** Seats for which nobody has both majorities, or which the second round fills. */
  readonly vacant: number
  /** Those who are level, and whom the draw put on either side of an edge: of the seats, or of the alternates. */
  readonly drawn: readonly string[]
}

/**
 * Fills the seats of an election. Each candidate is a question; who has passed is ranked by what was for them.
 * @param results of `count`, a candidate each. @param published what the draw is made from: known to nobody before the close, to everybody after it.
 */
export function elect({ election }: RuleSet, results: readonly QuestionResult[], published: string): ElectionResult {
  if (!election) throw new TypeError('the rule set fills no seats')
  const { seats, alternates, rank, tie } = election
  const votes = ({ choices }: QuestionResult) => rank.map((weight) => choices.FOR[ofWeight[weight]])
  const passed = results
    .filter((candidate) => candidate.passed)
    .toSorted((a, b) => byVotes(votes(a), votes(b)) || byLot(published, a.id, b.id))
  /** Those who are level with the last before an edge and with the first behind it. */
  const levelAt = (edge: number): string[] => {
    const [before, behind] = [passed[edge - 1], passed[edge]]
    if (!before || !behind || byVotes(votes(before), votes(behind)) !== 0) return []
    return passed.filter((candidate) => byVotes(votes(candidate), votes(before)) === 0).map(({ id }) => id)
  }
  const ids = passed.map(({ id }) => id)
  const level = levelAt(seats)
  if (level.length > 0 && tie === 'SECOND_ROUND') {
    const elected = ids.slice(0, ids.indexOf(level[0]!))
    return { elected, alternates: [], secondRound: level, vacant: seats - elected.length, drawn: [] }
  }
  const elected = ids.slice(0, seats)
  const others = Array.from({ length: alternates }, (_, n) => levelAt(seats + n + 1)).flat()
  return {
    elected,
    alternates: ids.slice(seats, seats + alternates),
    secondRound: [],
    vacant: seats - elected.length,
    drawn: [...new Set([...level, ...others])],
  }
}

function byVotes(a: readonly number[], b: readonly number[]): number {
  for (const [n, votes] of a.entries()) if (votes !== b[n]) return b[n]! - votes
  return 0
}

/** Hex SHA-256 of what is published, a space and the candidate's id: the lower one is ahead. */
function byLot(published: string, a: string, b: string): number {
  const lot = (id: string) => hash('sha256', `${published} ${id}`)
  return lot(a) < lot(b) ? -1 : 1
}
