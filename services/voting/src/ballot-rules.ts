import type { Choice, RuleSet } from '@yiwang/counting'
import type { KeptDecision } from './adapters/db/decisions.repository.ts'
import type { VoterOfRoom } from './adapters/db/roll.repository.ts'
import type { Way } from './domain/lines.ts'
import { VotingError } from './errors.ts'

export type Choices = Readonly<Record<string, Choice>>

export function requireWay({ ballots }: RuleSet, way: Way): void {
  if (way === 'PAPER' ? ballots.paper : ballots.electronic) return
  throw new VotingError('way-not-allowed', `By its rule set ballots are ${way === 'PAPER' ? 'electronic' : 'on paper'}.`)
}

/** A ballot that would not count is not taken: of both ways the one that goes first, of one way the first unless it may be replaced. */
export function requireFree({ ballots }: RuleSet, way: Way, { ways }: VoterOfRoom): void {
  const cast = ways ?? []
  const other = way === 'PAPER' ? 'ELECTRONIC' : 'PAPER'
  if (cast.includes(other) && ballots.first === other) {
    throw new VotingError(
      'other-way-counts',
      `There is a ballot of these owners, ${other.toLowerCase()}, and by the rule set that one counts.`,
    )
  }
  if (cast.includes(way) && !(way === 'ELECTRONIC' && ballots.replaceable)) {
    throw new VotingError('already-voted', 'These owners have voted, and the rule set lets nobody replace that.')
  }
}

/** Of what is wrong with one ballot. */
const MOST_NAMED = 20

/** A choice to each question; one that is not named is left blank. */
export function requireChoices({ questions }: KeptDecision, choices: Choices): Choices {
  const ids = questions.map(({ id }) => id)
  const unknown = Object.keys(choices).filter((id) => !ids.includes(id))
  if (unknown.length > 0) {
    const errors = unknown.slice(0, MOST_NAMED).map((id) => ({ pointer: `/choices/${id}`, detail: 'is no question of this decision' }))
    throw new VotingError('unknown-question', `Answer these: ${ids.join(', ')}.`, { errors })
  }
  return Object.fromEntries(ids.map((id): [string, Choice] => [id, Object.hasOwn(choices, id) ? choices[id]! : 'BLANK']))
}
