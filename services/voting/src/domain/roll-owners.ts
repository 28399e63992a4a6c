import type { Head, RoomInScope, RuleSet } from '@yiwang/counting'
import type { Electorate, Voter } from './voters.ts'

export interface Owner {
  readonly person: string
  /** Key of the owner. */
  readonly owner: string
  /** Place of the head; in a poll of households there is none. */
  readonly head?: number
}

/**
 * Who owns without a vote in their own name: co-owners who named another one, and in a poll of households who owns the rooms. What is decided of what is
 * theirs they are told, and a line of theirs they can prove.
 */
export function ownersOf(
  heads: readonly Head[],
  voters: readonly Voter[],
  rooms: readonly RoomInScope[],
  { bindings }: Pick<Electorate, 'bindings'>,
  ruleSet: Pick<RuleSet, 'voters' | 'rooms'>,
): Owner[] {
  const personOf = new Map(bindings.map(({ owner, person }) => [owner, person]))
  const known = (owners: readonly string[]) =>
    owners.flatMap((owner) => (personOf.has(owner) ? [{ owner, person: personOf.get(owner)! }] : []))
  if (ruleSet.voters === 'HOUSEHOLDS')
    return known([...new Set(rooms.filter(({ kind }) => ruleSet.rooms.includes(kind)).flatMap(({ owners }) => owners))])
  const votes = new Set(voters.filter(({ mandate }) => mandate === undefined).map(({ head, person }) => `${head} ${person}`))
  return heads.flatMap(({ members }, head) =>
    known(members)
      .filter(({ person }) => !votes.has(`${head} ${person}`))
      .map((owner) => ({ ...owner, head })),
  )
}
