import { type Statement, sql, statement } from '@yiwang/database'

/** The scope of a roll: buildings and staircases, of which none means all of them. */
export type Scope = [compound: string, at: Date, buildings: string[], stairBuildings: string[], stairUnits: string[]]

/** How many rows are fetched at once: a fetch is a message. */
const ROWS_AT_ONCE = 500

/**
 * A query read by a cursor: it is carried out once however many rows it has. Page by page, each page would have to find its beginning again, and
 * where a page is made by a join the planner reads everything for each of them (300,000 rooms: a second a page).
 */
export interface CursorQuery {
  open(...scope: Scope): Statement
  readonly fetch: Statement
}

const cursor = (name: string, text: string): CursorQuery => ({
  open: (...scope) => ({ text: `declare ${name} no scroll cursor for ${text}`, values: scope }),
  fetch: { text: `fetch forward ${ROWS_AT_ONCE} from ${name}`, values: [] },
})

/** Before the first cursor is opened: everything will be read, so the planner is to find the whole soonest and not the first row. */
export const READ_WHOLE = sql`set local cursor_tuple_fraction = 1`

/** Buildings and staircases: none means all of them. */
const inScope = (of: string) => `(cardinality($3::text[]) = 0 or ${of}.building = any($3))
     and (cardinality($4::text[]) = 0 or (${of}.building, ${of}.unit) in (select * from unnest($4::text[], $5::text[])))`
const isHere = (row: string) => `(${row}.retired_at is null or ${row}.retired_at > $2)`
/** An ownership counts from its beginning and up to its end, or until the folder no longer had it. */
const isOwned = (row: string) => `${row}.owned_from <= $2 and least(${row}.owned_to, ${row}.retired_at, 'infinity') > $2`
const isBound = (row: string) =>
  `${row}.person is not null and ${row}.bound_from <= $2 and (${row}.bound_to is null or ${row}.bound_to > $2)`
const ownsInScope = (owns: string) => `exists (
       select from room_owner o join room r on (r.compound, r.building, r.unit, r.room) = (o.compound, o.building, o.unit, o.room)
       where o.compound = $1 and ${owns} and ${isOwned('o')} and ${isHere('r')} and ${inScope('r')})`

export const COMPOUND = statement<[code: string, at: Date]>(
  'roll-compound',
  'select area, property_company as "propertyCompany" from compound where code = $1 and (retired_at is null or retired_at > $2)',
)

/** In the order of the primary key; owners and households are looked up by theirs. */
export const ROOMS = cursor(
  'roll_rooms',
  `select r.building, r.unit, r.room, r.kind, r.area, r.area_basis as "areaBasis",
     array(select distinct o.owner from room_owner o
       where (o.compound, o.building, o.unit, o.room) = (r.compound, r.building, r.unit, r.room) and ${isOwned('o')} order by o.owner) as owners,
     array(select h.household from household h where (h.compound, h.building, h.unit, h.room) = (r.compound, r.building, r.unit, r.room)
       and ${isHere('h')} order by h.household) as households
   from room r
   where r.compound = $1 and ${isHere('r')} and ${inScope('r')}
   order by r.building, r.unit, r.room`,
)

export const BINDINGS = cursor(
  'roll_bindings',
  `select b.key as owner, b.person from binding b
   where b.compound = $1 and b.kind = 'OWNER' and ${isBound('b')} and ${ownsInScope('o.owner = b.key')}
   order by b.key`,
)

export const HOUSEHOLDS = cursor(
  'roll_households',
  `select h.building, h.unit, h.room, h.household, b.person
   from household h
   join room r on (r.compound, r.building, r.unit, r.room) = (h.compound, h.building, h.unit, h.room) and ${isHere('r')}
   join binding b on b.compound = h.compound and b.kind = 'HOUSEHOLD' and b.key = h.household and ${isBound('b')}
   where h.compound = $1 and ${isHere('h')} and ${inScope('h')}
   order by h.building, h.unit, h.room, h.household, b.person`,
)

/** The voter among co-owners is whoever that owner is at the instant. */
export const MANDATES = cursor(
  'roll_mandates',
  `select m.id, m.kind, m.owners, coalesce(m.person, b.person) as person, m.voter, m.valid_from as "from", m.valid_to as "to"
   from mandate m
   left join binding b on b.compound = m.compound and b.kind = 'OWNER' and b.key = m.voter and ${isBound('b')}
   where m.compound = $1 and m.complete_at <= $2 and m.valid_from <= $2
     and (m.valid_to is null or m.valid_to > $2) and (m.revoked_at is null or m.revoked_at > $2) and ${ownsInScope('o.owner = any(m.owners)')}
   order by m.id`,
)
