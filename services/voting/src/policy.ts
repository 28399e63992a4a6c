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

/** Whether the rule set lets them call for a decision. */
export function mayCall(actor: Actor, area: string, { mayCall: callers }: Pick<RuleSet, 'mayCall'>, neighbour: Neighbour): boolean {
  return callers.some((caller) => {
    if (caller === 'COMMUNITY') return isOfficerOf(actor, area)
    return caller === 'COMMITTEE' ? neighbour.isCommittee : neighbour.isOwner
  })
}

type Led = Pick<Decision, 'area' | 'caseId' | 'draftedBy' | 'ruleSet' | 'stage'>

/**
 * Who leads a decision through its stages: the community, the committee; what binds nobody also who drafted it. Not where a case waits for it: who
 * handles that would give themselves the owners’ consent.
 */
const leads = (actor: Actor, { area, caseId, draftedBy, ruleSet }: Led, neighbour: Neighbour): boolean =>
  isOfficerOf(actor, area) || neighbour.isCommittee || (ruleSet.advisory && caseId === undefined && draftedBy === actor.person)

/** Who prepares it, too: a draft is also of who drafted it, until the community or the committee publishes it. */
export const isSteward = (actor: Actor, decision: Led, neighbour: Neighbour): boolean =>
  leads(actor, decision, neighbour) || (decision.stage === 'DRAFT' && decision.draftedBy === actor.person)

/** Whether somebody may give a command that needs this. */
export function stands(who: Who, actor: Actor, decision: Decision, neighbour: Concerned): boolean {
  switch (who) {
    case 'STEWARD':
      return leads(actor, decision, neighbour)
    case 'TRUSTEE':
      return decision.trustees.includes(actor.person)
    case 'OWNER':
      return neighbour.isConcerned
  }
}

/** What only the people of the compound may see, and who prepares, opens or oversees: the roll by rooms. */
export const mayReadInside = (actor: Actor, decision: Pick<Decision, 'area' | 'draftedBy' | 'trustees'>, neighbour: Neighbour): boolean =>
  neighbour.isOwner ||
  neighbour.isCommittee ||
  oversees(actor, decision.area) ||
  decision.draftedBy === actor.person ||
  decision.trustees.includes(actor.person)

export function requireSteward(actor: Actor, decision: Decision, neighbour: Neighbour): void {
  if (!isSteward(actor, decision, neighbour)) {
    throw new RequestError(
      'forbidden',
      'The owners’ committee and the community lead a decision; what binds nobody, and no case waits for, also who drafted it.',
    )
  }
}

/** Who owns a room of the compound, or lives there, has a say in what is planned. */
export function requireNeighbour(_: Actor, __: Decision, { isOwner, isResident }: Neighbour): void {
  if (!isOwner && !isResident) throw new RequestError('forbidden', 'This is for the owners and residents of the compound.')
}

/** Who stands for election owns something of the compound. */
export function requireOwner(_: Actor, __: Decision, { isOwner }: Neighbour): void {
  if (!isOwner) throw new RequestError('forbidden', 'This is for the owners of the compound.')
}

/** The roll is objected to by whom it concerns; they, and who sees the compound from inside, read what was objected. */
export function requireInsideOrResident(actor: Actor, decision: Decision, neighbour: Neighbour): void {
  if (!neighbour.isResident) requireInside(actor, decision, neighbour)
}

/** Owners nominate while the notice lies open, who leads the decision also before. */
export function requireNominator(actor: Actor, decision: Decision, neighbour: Neighbour): void {
  if (!neighbour.isOwner) requireSteward(actor, decision, neighbour)
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

export function requireOfficer(actor: Actor, { area }: Pick<Decision, 'area'>): void {
  if (!isOfficerOf(actor, area)) throw new RequestError('forbidden', 'This is for the community officer of the compound.')
}

/** In their own name: of what a neighbour says not even the post is shown. */
export const asNeighbour = (actor: Actor): Actor => (actor.kind === 'STAFF' ? { ...actor, kind: 'RESIDENT' } : actor)

export function requirePerson(actor: Actor): void {
  if (actor.kind === 'SYSTEM') throw new RequestError('forbidden', 'This is for persons.')
}
