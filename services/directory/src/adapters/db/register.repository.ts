import { Injectable } from '@nestjs/common'
import { Database, type Queryable, sql } from '@yiwang/database'
import { Sealing } from '@yiwang/service-kit'
import { type RoomKey, roomKey } from '../../domain/district.ts'
import type { RegisteredOwner } from '../../domain/register-match.ts'
import { placeOf } from './import/import-store.ts'
import { tables } from './import/tables.ts'

export interface RegisteredCompound {
  readonly code: string
  readonly name: string
  readonly area: string
}

interface OwnerRow extends RoomKey {
  readonly owner: string
  readonly owned_from: Date
  readonly name: Buffer
  readonly phone: Buffer | null
  readonly id_last_digits: Buffer | null
}

/** The register of a compound as the imports have it: rooms, who owns them and which households live there, at an instant. */
@Injectable()
export class RegisterRepository {
  constructor(
    private readonly database: Database,
    private readonly sealing: Sealing,
  ) {}

  compound(code: string, at: Date, db: Queryable = this.database): Promise<RegisteredCompound | undefined> {
    return db.one(sql`select code, name, area from compound where code = ${code} and (retired_at is null or retired_at > ${at})`)
  }

  async hasRoom({ compound, building, unit, room }: RoomKey, at: Date): Promise<boolean> {
    const row = await this.database.one(sql`select 1 from room
      where (compound, building, unit, room) = (${compound}, ${building}, ${unit}, ${room}) and (retired_at is null or retired_at > ${at})`)
    return row !== undefined
  }

  /** Each owner of the rooms once a room, by `roomKey`. */
  async owners(
    rooms: readonly RoomKey[],
    at: Date,
    db: Queryable = this.database,
  ): Promise<ReadonlyMap<string, readonly RegisteredOwner[]>> {
    const columns = (name: keyof RoomKey) => rooms.map((room) => room[name])
    const rows = await db.rows<OwnerRow>(sql`
      select distinct on (o.compound, o.building, o.unit, o.room, o.owner)
        o.compound, o.building, o.unit, o.room, o.owner, o.owned_from, o.name, o.phone, o.id_last_digits
      from unnest(${columns('compound')}::text[], ${columns('building')}::text[], ${columns('unit')}::text[], ${columns('room')}::text[])
        as asked (compound, building, unit, room)
      join room_owner o using (compound, building, unit, room)
      where o.owned_from <= ${at} and least(o.owned_to, o.retired_at, 'infinity') > ${at}
      order by o.compound, o.building, o.unit, o.room, o.owner, o.owned_from desc`)
    const grouped = Map.groupBy(rows, roomKey)
    return new Map([...grouped].map(([room, of]) => [room, of.map((row) => this.#opened(row))]))
  }

  async households({ compound, building, unit, room }: RoomKey, at: Date, db: Queryable = this.database): Promise<string[]> {
    const rows = await db.rows<{ household: string }>(sql`select household from household
      where (compound, building, unit, room) = (${compound}, ${building}, ${unit}, ${room}) and (retired_at is null or retired_at > ${at})
      order by household`)
    return rows.map(({ household }) => household)
  }

  /** Whether a room is owned by exactly these, in order, at an instant. */
  async isSetOfOwners(compound: string, owners: readonly string[], at: Date): Promise<boolean> {
    const row = await this.database.one(sql`
      select 1 from (
        select distinct building, unit, room from room_owner
        where compound = ${compound} and owner = ${owners[0]} and owned_from <= ${at} and least(owned_to, retired_at, 'infinity') > ${at}
      ) r
      join room known on (known.compound, known.building, known.unit, known.room) = (${compound}, r.building, r.unit, r.room)
        and (known.retired_at is null or known.retired_at > ${at})
      where ${owners}::text[] = array(
        select distinct o.owner from room_owner o
        where (o.compound, o.building, o.unit, o.room) = (${compound}, r.building, r.unit, r.room)
          and o.owned_from <= ${at} and least(o.owned_to, o.retired_at, 'infinity') > ${at}
        order by o.owner)
      limit 1`)
    return row !== undefined
  }

  #opened(row: OwnerRow): RegisteredOwner {
    const { owner, name, phone, id_last_digits } = row
    const { compound, building, unit, room, owned_from } = row
    const key = { compound, building, unit, room, owner, owned_from }
    const open = (column: string, sealed: Buffer) => this.sealing.open(sealed, placeOf(tables.owner, column, key))
    return {
      owner,
      name: open('name', name),
      phone: phone === null ? undefined : open('phone', phone),
      idLastDigits: id_last_digits === null ? undefined : open('id_last_digits', id_last_digits),
    }
  }
}
