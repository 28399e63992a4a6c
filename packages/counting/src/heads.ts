import type { AreaBasis, RoomKind, RuleSet } from './rule-set.ts'

export interface Room {
  readonly building: string
  readonly unit: string
  readonly room: string
  readonly kind: RoomKind
  /** In 0.01 m². */
  readonly area: number
  readonly areaBasis: AreaBasis
}

export interface RoomInScope extends Room {
  /** Whose it is: the developer's unsold and undelivered rooms have the owner `DEVELOPER`. */
  readonly owners: readonly string[]
  /** Who lives there. */
  readonly households: readonly string[]
}

/** A head: a distinct set of owners with all its rooms in the scope, or one of these rooms, or a household. It has one ballot. */
export interface Head {
  /** Ids, in order. */
  readonly members: readonly string[]
  readonly rooms: readonly Room[]
  /** Of its rooms together, in 0.01 m². */
  readonly area: number
}

/**
 * Who counts in a scope by a rule set, in the order of their first rooms; the rooms that count and belong to nobody; and those whose area rests on
 * what the rule set does not accept.
 *
 * By sets of owners several rooms of the same owners are one head, and so are all rooms of the developer; the same owner in two sets of co-owners is
 * in two heads.
 */
export function headsOf(rooms: readonly RoomInScope[], ruleSet: Pick<RuleSet, 'rooms' | 'voters' | 'heads' | 'areaBases'>) {
  const counted = rooms.filter(({ kind }) => ruleSet.rooms.includes(kind)).toSorted(inOrder)
  const heads = new Map<string, { members: string[]; rooms: Room[] }>()
  for (const room of counted) {
    for (const members of memberSets(room, ruleSet)) {
      const key = JSON.stringify(
        ruleSet.voters !== 'HOUSEHOLDS' && ruleSet.heads === 'ROOMS' ? [room.building, room.unit, room.room] : members,
      )
      const head = heads.get(key) ?? { members, rooms: [] }
      heads.set(key, head)
      head.rooms.push(plain(room))
    }
  }
  return {
    heads: [...heads.values()].map((head): Head => ({ ...head, area: head.rooms.reduce((sum, { area }) => sum + area, 0) })),
    withoutVoter: counted.filter((room) => memberSets(room, ruleSet).length === 0).map(plain),
    withoutArea: counted.filter(({ areaBasis }) => !ruleSet.areaBases.includes(areaBasis)).map(plain),
  }
}

/** Those who vote for a room together; of households each for itself. */
function memberSets({ owners, households }: RoomInScope, { voters }: Pick<RuleSet, 'voters'>): string[][] {
  if (voters === 'HOUSEHOLDS') return households.map((household) => [household])
  return owners.length > 0 ? [[...new Set(owners)].toSorted()] : []
}

const plain = ({ building, unit, room, kind, area, areaBasis }: Room): Room => ({ building, unit, room, kind, area, areaBasis })

const { compare: compareNumbers } = new Intl.Collator('en', { numeric: true })

/** Building 2 before building 10. */
function inOrder(a: Room, b: Room): number {
  const compare = (x: string, y: string) => compareNumbers(x, y) || (x < y ? -1 : Number(x > y))
  return compare(a.building, b.building) || compare(a.unit, b.unit) || compare(a.room, b.room)
}
