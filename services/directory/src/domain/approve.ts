import type { ApprovalBasis, Claim } from './claim.ts'
import { Refusal } from './refusal.ts'
import { isKnownBy, matchOf, type RegisteredOwner } from './register-match.ts'

/** What an officer says when approving. */
export interface Approval {
  readonly by: ApprovalBasis
  readonly owner?: string | undefined
  readonly household?: string | undefined
  readonly document?: string | undefined
}

/** The room as the register has it. */
export interface RegisteredRoom {
  readonly owners: readonly RegisteredOwner[]
  readonly households: readonly string[]
}

/** What the claimant is from now on. */
export interface Approved {
  readonly owner: string | undefined
  readonly household: string | undefined
  readonly document: string | undefined
}

/** Whether a claim may be approved so, and as which owner or of which household. @throws Refusal */
export function approve(claim: Claim, approval: Approval, { owners, households }: RegisteredRoom): Approved {
  const document = approval.document ?? claim.document
  if (approval.by === 'DOCUMENT' && document === undefined)
    throw new Refusal('document-needed', 'Name the document by which the claimant is known: the claim has none.')
  const fitting = approval.by === 'DOCUMENT' ? owners : knownOwners(claim, owners)
  const owner = claim.as === 'OWNER' ? ownerOf(approval.owner ?? claim.owner, fitting, owners) : undefined
  const household = householdOf(claim, approval.household ?? claim.household, households)
  return { owner, household, document }
}

/** Owners of the room whose phone and last digits are the claimant's. */
function knownOwners({ details }: Claim, owners: readonly RegisteredOwner[]): RegisteredOwner[] {
  const refused = (detail: string) => new Refusal('register-does-not-match', detail)
  if (details?.idLastDigits === undefined) throw refused('The claim says no last digits of an identity number: go by a document.')
  if (owners.every(({ idLastDigits }) => idLastDigits === undefined))
    throw refused('The register has no last digits of an identity number for the owners of this room: go by a document.')
  const known = owners.filter((owner) => isKnownBy(matchOf(details, owner)))
  if (known.length === 0) throw refused('Phone and last digits are not both those of one owner of this room: go by a document.')
  return known
}

function ownerOf(named: string | undefined, fitting: readonly RegisteredOwner[], owners: readonly RegisteredOwner[]): string {
  if (named === undefined) {
    const [only, ...others] = fitting
    if (only === undefined) throw new Refusal('not-of-this-room', 'The register has no owner of this room now.')
    if (others.length > 0) throw new Refusal('owner-not-clear', 'Several owners fit: name one, by its key.')
    return only.owner
  }
  if (!owners.some(({ owner }) => owner === named))
    throw new Refusal('not-of-this-room', `The register has no owner ${named} of this room now.`)
  if (!fitting.some(({ owner }) => owner === named))
    throw new Refusal('register-does-not-match', `Phone and last digits are not those of the owner ${named}.`)
  return named
}

/** A tenant is of a household; an owner who lives there may be too, if it is named. */
function householdOf({ as }: Claim, named: string | undefined, households: readonly string[]): string | undefined {
  if (named !== undefined) {
    if (!households.includes(named)) throw new Refusal('not-of-this-room', `The register has no household ${named} in this room now.`)
    return named
  }
  if (as === 'OWNER') return undefined
  const [only, ...others] = households
  if (only === undefined) throw new Refusal('not-of-this-room', 'The register has no household in this room now.')
  if (others.length > 0) throw new Refusal('household-not-clear', 'Several households live there: name one, by its key.')
  return only
}
