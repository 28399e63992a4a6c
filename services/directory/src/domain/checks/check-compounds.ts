import { type RoomKey, type RoomRow, roomKey, roomName } from '../district.ts'
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
}

function checkRoom(row: RoomKey & { place: Place }, rooms: ReadonlyMap<string, RoomRow>, known: Known, report: Report): void {
  if (rooms.has(roomKey(row)) || known.wasLeftOut(`compounds/${row.compound}/rooms`, row.room)) return
  report.error(row.place, 'room', 'unknown-room', `the compound has no room ${roomName(row)}`)
}
