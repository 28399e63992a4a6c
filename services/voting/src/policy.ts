import type { RuleSet } from '@yiwang/counting'
import { type Actor, RequestError } from '@yiwang/service-kit'
import type { Decision } from './domain/decision.ts'
import type { Who } from './domain/stages.ts'

const hasRole = (actor: Actor, role: string): boolean => actor.holdings.some((holding) => holding.role === role)

/** Rule sets are read by everybody and changed by editors. */
export function requireEditor(actor: Actor): void {
  if (!hasRole(actor, 'EDITOR')) throw new RequestError('forbidden', 'This needs a post with the role EDITOR.')
}

/** How somebody stands to a compound: what of it is theirs, and whether its owners elected them. */
export interface Neighbour {
  readonly isOwner: boolean
  readonly isResident: boolean
  readonly isCommittee: boolean
}

export interface Concerned extends Neighbour {
  /** Whether a decision is theirs: they are on its roll, or something of its scope is theirs or they live there. */
  readonly isConcerned: boolean
}

/** The community officers of an area. */
export const isOfficerOf = (actor: Actor, area: string): boolean =>
  actor.holdings.some((holding) => holding.role === 'COMMUNITY_OFFICER' && area.startsWith(holding.area))

/** Who reads everything of the area of their post. */
const OVERSEES = ['COMMUNITY_OFFICER', 'DISPATCHER', 'SUPERVISOR', 'LEADER']
export const oversees = (actor: Actor, area: string): boolean =>
  actor.holdings.some((holding) => OVERSEES.includes(holding.role) && area.startsWith(holding.area))

/** As what somebody acts on a decision: in an office, or as a neighbour. */
export const CAPACITIES = ['COMMUNITY', 'COMMITTEE', 'DRAFTER', 'TRUSTEE', 'NEIGHBOUR'] as const
export type Capacity = (typeof CAPACITIES)[number]

/** As what the rule set lets them call for a decision; undefined where it does not. */
export function callsAs(
  actor: Actor,
  area: string,
  { mayCall: callers }: Pick<RuleSet, 'mayCall'>,
  neighbour: Neighbour,
): Capacity | undefined {
  if (callers.includes('COMMUNITY') && isOfficerOf(actor, area)) return 'COMMUNITY'
  if (callers.includes('COMMITTEE') && neighbour.isCommittee) return 'COMMITTEE'
  return callers.includes('OWNERS') && neighbour.isOwner ? 'NEIGHBOUR' : undefined
}

type Led = Pick<Decision, 'area' | 'caseId' | 'draftedBy' | 'ruleSet' | 'stage'>

/**
 * Who leads a decision through its stages: the community, the committee; what binds nobody also who drafted it. Not where a case waits for it: who
 * handles that would give themselves the owners’ consent.
 */
function leadsAs(actor: Actor, { area, caseId, draftedBy, ruleSet }: Led, neighbour: Neighbour): Capacity | undefined {
  if (isOfficerOf(actor, area)) return 'COMMUNITY'
  if (neighbour.isCommittee) return 'COMMITTEE'
  return ruleSet.advisory && caseId === undefined && draftedBy === actor.person ? 'DRAFTER' : undefined
}

/** Who prepares it, too: a draft is also of who drafted it, until the community or the committee publishes it. */
const stewardAs = (actor: Actor, decision: Led, neighbour: Neighbour): Capacity | undefined =>
  leadsAs(actor, decision, neighbour) ?? (decision.stage === 'DRAFT' && decision.draftedBy === actor.person ? 'DRAFTER' : undefined)

export const isSteward = (actor: Actor, decision: Led, neighbour: Neighbour): boolean => stewardAs(actor, decision, neighbour) !== undefined

/** As what somebody may give a command that needs this; undefined where they may not. */
export function standsAs(who: Who, actor: Actor, decision: Decision, neighbour: Concerned): Capacity | undefined {
  switch (who) {
    case 'STEWARD':
      return leadsAs(actor, decision, neighbour)
    case 'TRUSTEE':
      return decision.trustees.includes(actor.person) ? 'TRUSTEE' : undefined
    case 'OWNER':
      return neighbour.isConcerned ? 'NEIGHBOUR' : undefined
  }
}

/** What only the people of the compound may see, and who prepares, opens or oversees: the roll by rooms. */
export const mayReadInside = (actor: Actor, decision: Pick<Decision, 'area' | 'draftedBy' | 'trustees'>, neighbour: Neighbour): boolean =>
  neighbour.isOwner ||
  neighbour.isCommittee ||
  oversees(actor, decision.area) ||
  decision.draftedBy === actor.person ||
  decision.trustees.includes(actor.person)

export function requireSteward(actor: Actor, decision: Decision, neighbour: Neighbour): Capacity {
  const as = stewardAs(actor, decision, neighbour)
  if (as) return as
  throw new RequestError(
    'forbidden',
    'The owners’ committee and the community lead a decision; what binds nobody, and no case waits for, also who drafted it.',
  )
}

/** Who owns a room of the compound, or lives there, has a say in what is planned. */
export function requireNeighbour(_: Actor, __: Decision, { isOwner, isResident }: Neighbour): Capacity {
  if (isOwner || isResident) return 'NEIGHBOUR'
  throw new RequestError('forbidden', 'This is for the owners and residents of the compound.')
}

/** Who stands for election owns something of the compound. */
export function requireOwner(_: Actor, __: Decision, { isOwner }: Neighbour): Capacity {
  if (isOwner) return 'NEIGHBOUR'
  throw new RequestError('forbidden', 'This is for the owners of the compound.')
}

/** The roll is objected to by whom it concerns; they, and who sees the compound from inside, read what was objected. */
export function requireInsideOrResident(actor: Actor, decision: Decision, neighbour: Neighbour): undefined {
  if (!neighbour.isResident) requireInside(actor, decision, neighbour)
}

/** Owners nominate while the notice lies open, who leads the decision also before. */
export function requireNominator(actor: Actor, decision: Decision, neighbour: Neighbour): Capacity {
  if (isOfficerOf(actor, decision.area)) return 'COMMUNITY'
  return neighbour.isOwner ? 'NEIGHBOUR' : requireSteward(actor, decision, neighbour)
}

/** What each room said is for its owners, and for who decides objections against the result. */
export function requireVotes(actor: Actor, { area }: Decision, { isOwner }: Neighbour): void {
  if (!isOwner && !isOfficerOf(actor, area))
    throw new RequestError('forbidden', 'This is for the owners of the compound, and its community officer.')
}

export function requireInside(actor: Actor, decision: Decision, neighbour: Neighbour): void {
  if (!mayReadInside(actor, decision, neighbour)) throw new RequestError('forbidden', 'This is for the owners of the compound.')
}

/** Who keeps the books of a compound for all to read, and answers for them. */
export function requireBookkeeper(actor: Actor, area: string, neighbour: Neighbour): void {
  if (!neighbour.isCommittee && !isOfficerOf(actor, area))
    throw new RequestError('forbidden', 'The owners’ committee and the community publish accounts and answer for them.')
}

export function requireOfficer(actor: Actor, { area }: Pick<Decision, 'area'>): Capacity {
  if (isOfficerOf(actor, area)) return 'COMMUNITY'
  throw new RequestError('forbidden', 'This is for the community officer of the compound.')
}

/** As who acts so is on record: of what a neighbour says not even the post is shown. */
export const authorOf = ({ kind, person }: Pick<Actor, 'kind' | 'person'>, as: Capacity | undefined) => ({
  ...{ kind: kind === 'STAFF' && as === 'NEIGHBOUR' ? ('RESIDENT' as const) : kind, person, as },
})

export function requirePerson(actor: Actor): void {
  if (actor.kind === 'SYSTEM') throw new RequestError('forbidden', 'This is for persons.')
}
