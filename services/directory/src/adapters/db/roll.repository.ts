import { Injectable } from '@nestjs/common'
import { Database, statement } from '@yiwang/database'
import { RequestError } from '@yiwang/service-kit'

/** Buildings and staircases: none means all of them. */
export interface RollScope {
  readonly compound: string
  readonly buildings: readonly string[]
  readonly staircases: readonly { readonly building: string; readonly unit: string }[]
}

export interface RollRoom {
  readonly building: string
  readonly unit: string
  readonly room: string
  readonly kind: string
  /** In 0.01 m². */
  readonly area: number
  readonly areaBasis: string
  readonly owners: string[]
  readonly households: string[]
}

const ROOMS_AT_ONCE = 500

const COMPOUND = statement<[code: string, at: Date]>(
  'roll-compound',
  'select 1 as known from compound where code = $1 and (retired_at is null or retired_at > $2)',
)

/** An ownership counts from its beginning and up to its end, or until the folder no longer had it. */
const ROOMS = statement<
  [
    compound: string,
    at: Date,
    buildings: string[],
    stairBuildings: string[],
    stairUnits: string[],
    building: string,
    unit: string,
    room: string,
  ]
>(
  'roll-rooms',
  `select r.building, r.unit, r.room, r.kind, r.area, r.area_basis as "areaBasis",
     array(select o.owner from room_owner o where (o.compound, o.building, o.unit, o.room) = (r.compound, r.building, r.unit, r.room)
       and o.owned_from <= $2 and least(o.owned_to, o.retired_at, 'infinity') > $2 order by o.owner) as owners,
     array(select h.household from household h where (h.compound, h.building, h.unit, h.room) = (r.compound, r.building, r.unit, r.room)
       and (h.retired_at is null or h.retired_at > $2) order by h.household) as households
   from room r
   where r.compound = $1 and (r.retired_at is null or r.retired_at > $2)
     and (cardinality($3::text[]) = 0 or r.building = any($3))
     and (cardinality($4::text[]) = 0 or (r.building, r.unit) in (select * from unnest($4::text[], $5::text[])))
     and (r.building, r.unit, r.room) > ($6, $7, $8)
   order by r.building, r.unit, r.room
   limit ${ROOMS_AT_ONCE}`,
)

/** Who owns what in a compound, at an instant. */
@Injectable()
export class RollRepository {
  constructor(private readonly database: Database) {}

  /** In order, some hundred at a time. @throws RequestError where there is no such compound. */
  async *rooms({ compound, buildings, staircases }: RollScope, at: Date): AsyncGenerator<RollRoom[]> {
    if (!(await this.database.one(COMPOUND(compound, at)))) throw new RequestError('not-found', 'There is no compound with this code.')
    const [stairBuildings, stairUnits] = [staircases.map(({ building }) => building), staircases.map(({ unit }) => unit)]
    let last = { building: '', unit: '', room: '' }
    for (;;) {
      const { building, unit, room } = last
      const rooms = await this.database.rows<RollRoom>(
        ROOMS(compound, at, [...buildings], stairBuildings, stairUnits, building, unit, room),
      )
      if (rooms.length > 0) yield rooms
      if (rooms.length < ROOMS_AT_ONCE) return
      last = rooms.at(-1)!
    }
  }
}
