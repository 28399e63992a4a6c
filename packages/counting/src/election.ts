import { hash } from 'node:crypto'
import type { Amount, QuestionResult } from './count.ts'
import type { RuleSet } from './rule-set.ts'

export interface ElectionResult {
  /** Candidates, the first first. */
  readonly elected: readonly string[]
  readonly alternates: readonly string[]
  /** Level on the edge of the seats: a second round among them fills what is left. */
  readonly secondRound: readonly string[]
  /** Seats for which nobody has both majorities, or which the second round fills. */
  readonly vacant: number
  /** Those between whom the draw decided. */
  readonly drawn: readonly string[]
}

/**
 * Fills the seats of an election. Each candidate is a question; who has passed is ranked by what was for them.
 * @param results of `count`, a candidate each. @param published what the draw is made from: known to nobody before the close, to everybody after it.
 */
export function elect({ election }: RuleSet, results: readonly QuestionResult[], published: string): ElectionResult {
  if (!election) throw new TypeError('the rule set fills no seats')
  const { seats, alternates, rank, tie } = election
  const votes = ({ choices }: QuestionResult) => rank.map((weight) => choices.FOR[key[weight]])
  const passed = results.filter((candidate) => candidate.passed).toSorted((a, b) => byVotes(votes(a), votes(b)) || byLot(published, a.id, b.id))
  const isLevel = (a: QuestionResult | undefined, b: QuestionResult | undefined) => a !== undefined && b !== undefined && byVotes(votes(a), votes(b)) === 0
  const onTheEdge = isLevel(passed[seats - 1], passed[seats]) ? passed.filter((candidate) => isLevel(candidate, passed[seats])) : []
  const level = onTheEdge.map(({ id }) => id)
  const ids = passed.map(({ id }) => id)
  if (level.length === 0 || tie === 'DRAW') {
    const elected = ids.slice(0, seats)
    return { elected, alternates: ids.slice(seats, seats + alternates), secondRound: [], vacant: seats - elected.length, drawn: level }
  }
  const elected = ids.slice(0, ids.indexOf(level[0]!))
  const rest = ids.filter((id) => !elected.includes(id) && !level.includes(id))
  return { elected, alternates: rest.slice(0, alternates), secondRound: level, vacant: seats - elected.length, drawn: [] }
}

const key = { AREA: 'area', HEADS: 'heads' } as const satisfies Record<string, keyof Amount>

function byVotes(a: readonly number[], b: readonly number[]): number {
  for (const [n, votes] of a.entries()) if (votes !== b[n]) return b[n]! - votes
  return 0
}

/** Hex SHA-256 of what is published, a space and the candidate's id: the lower one is ahead. */
function byLot(published: string, a: string, b: string): number {
  const lot = (id: string) => hash('sha256', `${published} ${id}`)
  return lot(a) < lot(b) ? -1 : 1
}
