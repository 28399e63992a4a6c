import { Injectable } from '@nestjs/common'
import { Database, statement } from '@yiwang/database'
import type { ClaimKind } from '../../domain/claim.ts'
import type { RoomKey } from '../../domain/district.ts'

/** A room that a person owns or lives in, with the key by which. */
export interface HeldRoom extends RoomKey {
  readonly kind: string
  /** In 0.01 m². */
  readonly area: number
  readonly as: ClaimKind
  readonly key: string
  readonly since: Date
}

/** Of an owner's rooms, from the ownership or the binding on, whichever began later; a room that the register no longer has is nobody's. */
const HELD_ROOMS = statement<
  [
    person: string,
    at: Date,
    compounds: string[] | null,
    compound: string,
    building: string,
    unit: string,
    room: string,
    as: string,
    key: string,
    limit: number,
  ]
>(
  'held-rooms',
  `select compound, building, unit, room, r.kind, r.area, "as", key, since from (
     select o.compound, o.building, o.unit, o.room, 'OWNER' as "as", o.owner as key, min(greatest(o.owned_from, b.bound_from)) as since
     from binding b
     join room_owner o on (o.compound, o.owner) = (b.compound, b.key) and o.owned_from <= $2 and least(o.owned_to, o.retired_at, 'infinity') > $2
     where b.person = $1 and b.kind = 'OWNER' and b.bound_from <= $2 and (b.bound_to is null or b.bound_to > $2)
       and ($3::text[] is null or b.compound = any($3))
     group by o.compound, o.building, o.unit, o.room, o.owner
     union all
     select h.compound, h.building, h.unit, h.room, 'TENANT', h.household, b.bound_from
     from binding b
     join household h on (h.compound, h.household) = (b.compound, b.key) and (h.retired_at is null or h.retired_at > $2)
     where b.person = $1 and b.kind = 'HOUSEHOLD' and b.bound_from <= $2 and (b.bound_to is null or b.bound_to > $2)
       and ($3::text[] is null or b.compound = any($3))
   ) held
   join room r using (compound, building, unit, room)
   where (r.retired_at is null or r.retired_at > $2) and (compound, building, unit, room, "as", key) > ($4, $5, $6, $7, $8, $9)
   order by compound, building, unit, room, "as", key
   limit $10`,
)

/** Which rooms a person owns or lives in, by what they are bound as. */
@Injectable()
export class HeldRoomsRepository {
  constructor(private readonly database: Database) {}

  /** In the order of their rooms, of one compound or of all. */
  of(
    person: string,
    { at, compound, after, limit }: { at: Date; compound?: string | undefined; after?: readonly string[] | undefined; limit?: number },
  ): Promise<HeldRoom[]> {
    const [lastCompound = '', building = '', unit = '', room = '', as = '', key = ''] = after ?? []
    const compounds = compound === undefined ? null : [compound]
    return this.database.rows(HELD_ROOMS(person, at, compounds, lastCompound, building, unit, room, as, key, limit ?? 100_000))
  }
}
