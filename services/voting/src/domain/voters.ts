import type { Head, RuleSet } from '@yiwang/counting'

/** Who an owner or household is, as the community approved it. */
export interface Binding {
  readonly owner: string
  readonly person: string
}

export interface HouseholdBinding {
  readonly building: string
  readonly unit: string
  readonly room: string
  readonly household: string
  readonly person: string
}

export interface Mandate {
  readonly id: string
  readonly kind: string
  /** The set of owners who give it. */
  readonly owners: readonly string[]
  readonly person?: string | undefined
  /** Of CO_OWNERS: the owner who votes for all. */
  readonly voter?: string | undefined
  readonly to?: Date | undefined
}

export interface Electorate {
  readonly bindings: readonly Binding[]
  readonly households: readonly HouseholdBinding[]
  readonly mandates: readonly Mandate[]
}

export interface Voter {
  readonly person: string
  /** Place of the head. */
  readonly head: number
  readonly mandate?: string | undefined
  readonly until?: Date | undefined
}

/**
 * Who may vote for which head. Of co-owners it is the one whom they named, else each of them, whoever comes first; besides them who has their
 * mandate, as far as the rule set lets one person represent others: the mandates that were filed first.
 */
export function votersOf(heads: readonly Head[], electorate: Electorate, ruleSet: Pick<RuleSet, 'voters' | 'ballots'>): Voter[] {
  return ruleSet.voters === 'HOUSEHOLDS' ? householdVoters(heads, electorate) : ownerVoters(heads, electorate, ruleSet)
}

function householdVoters(heads: readonly Head[], { households }: Electorate): Voter[] {
  const personsOf = Map.groupBy(households, (binding) => JSON.stringify([binding.building, binding.unit, binding.room, binding.household]))
  return heads.flatMap(({ members, rooms }, head) => {
    const persons = rooms.flatMap(
      ({ building, unit, room }) => personsOf.get(JSON.stringify([building, unit, room, members[0]]))?.map(({ person }) => person) ?? [],
    )
    return [...new Set(persons)].map((person) => ({ person, head }))
  })
}

function ownerVoters(heads: readonly Head[], { bindings, mandates }: Electorate, { ballots }: Pick<RuleSet, 'ballots'>): Voter[] {
  const personOf = new Map(bindings.map(({ owner, person }) => [owner, person]))
  const mandatesOf = Map.groupBy(mandates, ({ owners }) => JSON.stringify([...owners].toSorted()))
  const taken = mandatesTaken(heads, mandates, ballots.mandates)
  return heads.flatMap(({ members }, head) => {
    const own = mandatesOf.get(JSON.stringify(members)) ?? []
    const named = own.find(({ kind }) => kind === 'CO_OWNERS')
    const themselves = named
      ? [named.person ?? (named.voter === undefined ? undefined : personOf.get(named.voter))]
      : members.map((owner) => personOf.get(owner))
    const representing = own
      .filter(({ kind, person }) => kind === 'REPRESENTATIVE' && person !== undefined)
      .filter(({ id }) => taken.has(id))
    const voters = new Map<string, Voter>()
    for (const { id, person, to } of representing) voters.set(person!, { person: person!, head, mandate: id, ...(to && { until: to }) })
    for (const person of themselves) if (person !== undefined) voters.set(person, { person, head })
    return [...voters.values()]
  })
}

/** Of each representative the mandates that were filed first: ids are in the order of filing. */
function mandatesTaken(heads: readonly Head[], mandates: readonly Mandate[], most: number): ReadonlySet<string> {
  const sets = new Set(heads.map(({ members }) => JSON.stringify(members)))
  const used = mandates
    .filter(
      ({ kind, person, owners }) => kind === 'REPRESENTATIVE' && person !== undefined && sets.has(JSON.stringify([...owners].toSorted())),
    )
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
  return new Set([...Map.groupBy(used, ({ person }) => person).values()].flatMap((own) => own.slice(0, most).map(({ id }) => id)))
}
