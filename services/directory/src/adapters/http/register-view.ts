import type { Claim } from '../../domain/claim.ts'
import { type Mandate, stateOf, waitsFor } from '../../domain/mandate.ts'
import { masked } from '../../domain/policy.ts'
import type { Match } from '../../domain/register-match.ts'
import type { HeldRoom } from '../db/held-rooms.repository.ts'
import type { RegisterEntry } from '../db/record.repository.ts'

/** From claims and records to answers: names masked, phones and numbers left out, what is absent too. */
export const claimAnswer = (claim: Claim, matches?: Match) => {
  const { id, compound, building, unit, room, as, state, claimedAt, person, owner, household, document, details } = claim
  return {
    ...{ id, compound, building, unit, room, as, state, claimedAt: claimedAt.toISOString() },
    ...(person !== undefined && { person }),
    ...(details && { name: masked(details.name) }),
    ...(owner !== undefined && { owner }),
    ...(household !== undefined && { household }),
    ...(document !== undefined && { document }),
    ...(matches && { matches }),
  }
}

export const entryAnswer = ({ fact, at, actor, owner, basis, document, reason }: RegisterEntry) => ({
  ...{ fact, at: at.toISOString() },
  ...(actor !== undefined && { by: actor }),
  ...(owner !== undefined && { owner }),
  ...(basis !== undefined && { basis }),
  ...(document !== undefined && { document }),
  ...(reason !== undefined && { reason }),
})

export const heldRoomAnswer = ({ since, ...room }: HeldRoom) => ({ ...room, since: since.toISOString() })

export const mandateAnswer = (mandate: Mandate, now: Date) => {
  const { id, compound, kind, owners, voter, person, name, from, to, document, filedBy, filedAt, completeAt, revokedAt } = mandate
  return {
    ...{ id, compound, kind, owners, from: from.toISOString(), filedBy, filedAt: filedAt.toISOString() },
    ...{ state: stateOf(mandate, now), waitsFor: waitsFor(mandate) },
    ...(voter !== undefined && { voter }),
    ...(person !== undefined && { person }),
    ...(name !== undefined && { name: masked(name) }),
    ...(to && { to: to.toISOString() }),
    ...(document !== undefined && { document }),
    ...(completeAt && { completeAt: completeAt.toISOString() }),
    ...(revokedAt && { revokedAt: revokedAt.toISOString() }),
  }
}
