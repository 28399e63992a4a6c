import { Injectable } from '@nestjs/common'
import { Database, sql, type Transaction } from '@yiwang/database'
import type { RoomName } from './roll.repository.ts'

/** Of the rooms that came and went so many are named. */
const NAMED = 200

export interface RollChanges {
  readonly added: number
  readonly removed: number
  readonly rooms: { readonly added: readonly RoomName[]; readonly removed: readonly RoomName[] }
}

export interface UnsettledRoom extends RoomName {
  readonly reason: 'NO_OWNER' | 'AREA'
}

/** What a roll that is written anew changes, and what of it is not settled. */
@Injectable()
export class RollChangesRepository {
  constructor(private readonly database: Database) {}

  /** Before the roll is cleared. */
  async remember(tx: Transaction, decision: string): Promise<void> {
    await tx.run(sql`create temporary table roll_before (building text, unit text, room text) on commit drop`)
    await tx.run(sql`insert into roll_before select distinct building, unit, room from roll_room where decision = ${decision}`)
  }

  /** After it was written. */
  async compare(tx: Transaction, decision: string): Promise<RollChanges> {
    const now = sql`select building, unit, room from roll_room where decision = ${decision}`
    const before = sql`select building, unit, room from roll_before`
    const added = await this.differing(tx, sql`${now} except ${before}`)
    const removed = await this.differing(tx, sql`${before} except ${now}`)
    return { added: added.count, removed: removed.count, rooms: { added: added.rooms, removed: removed.rooms } }
  }

  private async differing(tx: Transaction, rooms: ReturnType<typeof sql>): Promise<{ count: number; rooms: RoomName[] }> {
    return (await tx.one<{ count: number; rooms: RoomName[] }>(sql`
      with differing as materialized (${rooms})
      select (select count(*)::int from differing) as count,
        coalesce((select jsonb_agg(to_jsonb(first)) from
          (select building, unit, room from differing order by building, unit, room limit ${NAMED}) first), '[]') as rooms`))!
  }

  async keepUnsettled(tx: Transaction, decision: string, unsettled: readonly UnsettledRoom[]): Promise<void> {
    await tx.run(sql`update decision set unsettled = ${JSON.stringify(unsettled)}::jsonb where id = ${decision}`)
  }

  unsettled(decision: string, after: number, limit: number): Promise<(UnsettledRoom & { nth: number })[]> {
    return this.database.rows(sql`
      select (u.nth)::int as nth, room->>'building' as building, room->>'unit' as unit, room->>'room' as room, room->>'reason' as reason
      from decision d, jsonb_array_elements(d.unsettled) with ordinality as u (room, nth)
      where d.id = ${decision} and u.nth > ${after} order by u.nth limit ${limit}`)
  }
}
