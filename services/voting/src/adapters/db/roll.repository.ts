import { Injectable } from '@nestjs/common'
import { Database, type Queryable, sql, statement } from '@yiwang/database'

export interface RoomName {
  readonly building: string
  readonly unit: string
  readonly room: string
}

export interface RollRoom extends RoomName {
  readonly kind: string
  /** In 0.01 m². */
  readonly area: number
}

export interface RollHead {
  /** Pseudonym, hex. */
  readonly head: string
  /** Hex. */
  readonly salt: string
  readonly members: readonly string[]
  readonly area: number
  readonly rooms: readonly RollRoom[]
}

export interface RollVoter {
  readonly person: string
  readonly head: string
  readonly mandate?: string | undefined
  readonly until?: Date | undefined
}

/** An owner who does not vote in their own name. */
export interface RollOwner {
  readonly person: string
  /** Key of the owner. */
  readonly owner: string
  /** None in a poll of households. */
  readonly head?: string | undefined
}

/** Who votes for a room, and what ballots there are of its head. */
export interface VoterOfRoom {
  readonly head: string
  readonly mandate: string | null
  readonly until: Date | null
  readonly serial: number | null
  readonly ways: readonly string[] | null
}

const READ_AT_ONCE = 20_000

const LINES = statement<[decision: string, after: Buffer]>(
  'roll-lines',
  `select encode(h.head, 'hex') as head, area from roll_head h where decision = $1 and h.head > $2 order by h.head limit ${READ_AT_ONCE}`,
)

const VOTER = statement<[decision: string, person: string, building: string, unit: string, room: string]>(
  'roll-voter-of-room',
  `select encode(r.head, 'hex') as head, v.mandate, v.until, b.serial, b.ways
   from roll_room r join roll_voter v on (v.decision, v.head) = (r.decision, r.head) and v.person = $2
   left join lateral (select max(serial) as serial, array_agg(way) as ways from ballot where (decision, head) = (r.decision, r.head)) b on true
   where r.decision = $1 and (r.building, r.unit, r.room) = ($3, $4, $5) order by v.mandate nulls first limit 1`,
)

const IS_ON = statement<[decision: string, person: string]>(
  'roll-is-on',
  `select 1 as found where exists (select from roll_voter where decision = $1 and person = $2)
     or exists (select from roll_owner where decision = $1 and person = $2)`,
)

const HEADS_OF_ROOM = statement<[decision: string, building: string, unit: string, room: string]>(
  'roll-heads-of-room',
  `select encode(h.head, 'hex') as head, encode(h.salt, 'hex') as salt, h.members, h.area, h.rooms
   from roll_room r join roll_head h on (h.decision, h.head) = (r.decision, r.head)
   where r.decision = $1 and (r.building, r.unit, r.room) = ($2, $3, $4)`,
)

const TURNOUT = statement<[decision: string]>(
  'roll-turnout',
  // Of each head the first ballot.
  `select count(*)::int as heads, coalesce(sum(h.area), 0)::float8 as area
   from (select head from ballot where decision = $1 and serial = 1 union all select head from attendance where decision = $1) v
     join roll_head h on h.decision = $1 and h.head = v.head`,
)

/** The rolls of decisions: written during the notice, never changed after that. */
@Injectable()
export class RollRepository {
  constructor(private readonly database: Database) {}

  /** In the order of the pseudonyms, many at a time. */
  async *lines(db: Queryable, decision: string): AsyncGenerator<{ head: string; area: number }[]> {
    for (let after = Buffer.alloc(0); ; ) {
      const rows = await db.rows<{ head: string; area: number }>(LINES(decision, after))
      if (rows.length > 0) yield rows
      if (rows.length < READ_AT_ONCE) return
      after = Buffer.from(rows.at(-1)!.head, 'hex')
    }
  }

  /** Rooms of the roll that somebody could mean by this text, those for which the person votes first. */
  roomsNamed(decision: string, text: string, person: string): Promise<(RoomName & { readonly own: boolean })[]> {
    return this.database.rows(sql`
      select r.building, r.unit, r.room, bool_or(v.person is not null) as own from roll_room r
      left join roll_voter v on (v.decision, v.head) = (r.decision, r.head) and v.person = ${person}
      where r.decision = ${decision}
        and ${text} in (r.room, concat_ws('/', r.building, r.unit, r.room), concat_ws('-', r.building, r.unit, r.room))
      group by r.building, r.unit, r.room order by own desc limit 3`)
  }

  voterOf(decision: string, person: string, { building, unit, room }: RoomName): Promise<VoterOfRoom | undefined> {
    return this.database.one<VoterOfRoom>(VOTER(decision, person, building, unit, room))
  }

  headsOfRoom(decision: string, { building, unit, room }: RoomName, db: Queryable = this.database): Promise<RollHead[]> {
    return db.rows<RollHead>(HEADS_OF_ROOM(decision, building, unit, room))
  }

  /** What ballots there are of a head. */
  async castFor(db: Queryable, decision: string, head: string): Promise<Pick<VoterOfRoom, 'serial' | 'ways'>> {
    return (await db.one<Pick<VoterOfRoom, 'serial' | 'ways'>>(
      sql`select max(serial) as serial, array_agg(way) as ways from ballot where decision = ${decision} and head = decode(${head}, 'hex')`,
    ))!
  }

  /** Of what voted for whom: heads with a ballot, and their area. */
  async turnout(decision: string, db: Queryable = this.database): Promise<{ heads: number; area: number }> {
    return (await db.one<{ heads: number; area: number }>(TURNOUT(decision)))!
  }

  /** In the order of the pseudonyms. */
  page(decision: string, after: string, limit: number): Promise<RollHead[]> {
    return this.database.rows<RollHead>(
      sql`select encode(h.head, 'hex') as head, encode(salt, 'hex') as salt, members, area, rooms from roll_head h
          where decision = ${decision} and h.head > decode(${after}, 'hex') order by h.head limit ${limit}`,
    )
  }

  /** The heads which this person owns, or for which they vote. */
  headsOf(decision: string, person: string): Promise<RollHead[]> {
    return this.database.rows<RollHead>(
      sql`select encode(h.head, 'hex') as head, encode(h.salt, 'hex') as salt, h.members, h.area, h.rooms
          from (select decision, head from roll_voter where decision = ${decision} and person = ${person}
            union select decision, head from roll_owner where decision = ${decision} and person = ${person}) own
          join roll_head h on (h.decision, h.head) = (own.decision, own.head) order by h.head`,
    )
  }

  /** Whether they vote by the roll, or own what is on it. */
  async isOn(decision: string, person: string): Promise<boolean> {
    return (await this.database.one(IS_ON(decision, person))) !== undefined
  }
}
