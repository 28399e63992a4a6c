import { type ApprovedRow, type RoomKey, type RoomRow, roomKey, roomName } from '../district.ts'
import type { Place, Report } from '../report.ts'
import { type FolderAsRead, type Known, unique } from './known.ts'

/** Compounds with their rooms, owners and households. */
export function checkCompounds(folder: FolderAsRead, known: Known, report: Report): void {
  for (const { area, place } of folder.compounds) {
    known.refers(place, 'area', 'areas', area, 'area')
    const level = known.areas.get(area)?.level
    if (level && level !== 'GRID') report.error(place, 'area', 'wrong-level', `a compound lies in a grid, "${area}" is a ${level}`)
  }
  const named = (row: RoomKey) => `${row.compound} ${roomName(row)}`
  unique(folder.rooms, named, 'room', 'duplicate-room', report)
  unique(folder.households, (row) => `${named(row)}, household ${row.household}`, 'household', 'duplicate-household', report)
  unique(folder.owners, (row) => `${named(row)}, owner ${row.owner} from ${row.from.toISOString()}`, 'owner', 'duplicate-owner', report)
  const rooms = new Map(folder.rooms.map((room) => [roomKey(room), room]))
  for (const owner of folder.owners) {
    checkRoom(owner, rooms, known, report)
    if (owner.to && owner.to <= owner.from) report.error(owner.place, 'to', 'bad-period', 'the ownership ends before it begins')
  }
  for (const household of folder.households) checkRoom(household, rooms, known, report)
  checkApproved(folder, rooms, known, report)
}

/** Who is said to be approved is an owner, or of a household, of the room; and of an owner one person is. */
function checkApproved(folder: FolderAsRead, rooms: ReadonlyMap<string, RoomRow>, known: Known, report: Report): void {
  const named = ({ owner = '', household = '', login, ...row }: ApprovedRow) =>
    `${row.compound} ${roomName(row)}, owner ${owner}, household ${household}, login ${login}`
  unique(folder.approved, named, 'login', 'duplicate-resident', report)
  const owners = new Set(folder.owners.map((row) => `${roomKey(row)} ${row.owner}`))
  const households = new Set(folder.households.map((row) => `${roomKey(row)} ${row.household}`))
  const logins = new Map<string, ApprovedRow>()
  for (const row of folder.approved) {
    const { compound, owner, household, login, place } = row
    checkRoom(row, rooms, known, report)
    if (!rooms.has(roomKey(row))) continue
    if (owner === undefined && household === undefined) report.error(place, 'owner', 'missing-value', 'name an owner or a household')
    if (household !== undefined && !households.has(`${roomKey(row)} ${household}`))
      report.error(place, 'household', 'unknown-household', `the room has no household ${household}`)
    if (owner === undefined) continue
    if (!owners.has(`${roomKey(row)} ${owner}`)) report.error(place, 'owner', 'unknown-owner', `the room has no owner ${owner}`)
    const first = logins.get(`${compound} ${owner}`)
    if (!first) logins.set(`${compound} ${owner}`, row)
    else if (first.login !== login)
      report.error(place, 'login', 'owner-bound-twice', `the owner ${owner} is another login in line ${first.place.line()} already`)
  }
}

function checkRoom(row: RoomKey & { place: Place }, rooms: ReadonlyMap<string, RoomRow>, known: Known, report: Report): void {
  if (rooms.has(roomKey(row)) || known.wasLeftOut(`compounds/${row.compound}/rooms`, row.room)) return
  report.error(row.place, 'room', 'unknown-room', `the compound has no room ${roomName(row)}`)
}
