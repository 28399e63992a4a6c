import { type HoldingRow, type ResidentRow, roomKey, roomName } from '../district.ts'
import type { Report } from '../report.ts'
import { type FolderAsRead, type Known, unique } from './known.ts'

/** Staff, what they hold, and residents. `at` is the instant of the import. */
export function checkPeople(folder: FolderAsRead, known: Known, report: Report, at: Date): void {
  unique([...folder.staff, ...folder.residents], ({ login }) => login, 'login', 'duplicate-login', report)
  for (const holding of folder.holdings) checkHolding(holding, known, report)
  checkOverlaps(folder.holdings, report)
  checkHeld(folder, report, at)
  const rooms = new Set(folder.rooms.map(roomKey))
  for (const resident of folder.residents) checkResident(resident, rooms, known, report)
}

function checkHolding({ staff, post, from, to, place }: HoldingRow, known: Known, report: Report): void {
  known.refers(place, 'staff', 'staff', staff, 'staff')
  known.refers(place, 'post', 'posts', post, 'post')
  if (to && to <= from) report.error(place, 'to', 'bad-period', 'the holding ends before it begins')
}

function checkOverlaps(holdings: readonly HoldingRow[], report: Report): void {
  const ofPersonAndPost = Map.groupBy(holdings, ({ staff, post }) => `${staff} ${post}`)
  for (const rows of ofPersonAndPost.values()) {
    if (rows.length === 1) continue
    const inOrder = rows.toSorted((one, other) => one.from.getTime() - other.from.getTime())
    inOrder.forEach(({ staff, post, from, place }, k) => {
      const before = inOrder[k - 1]
      if (before && (!before.to || before.to > from)) {
        report.error(place, 'from', 'overlapping-holding', `"${staff}" holds "${post}" already (line ${before.place.line()})`)
      }
    })
  }
}

function checkHeld({ posts, holdings, unreadable }: FolderAsRead, report: Report, at: Date): void {
  const held = new Set(holdings.filter(({ from, to }) => from <= at && (!to || to > at)).map(({ post }) => post))
  for (const { code, place } of posts) {
    if (!held.has(code) && !unreadable.has(`holdings/${code}`))
      report.finding(place, 'code', 'post-without-holder', `nobody holds the post "${code}"`)
  }
}

function checkResident(resident: ResidentRow, rooms: ReadonlySet<string>, known: Known, report: Report): void {
  const { area, compound, building, unit = '', room, place } = resident
  known.refers(place, 'area', 'areas', area, 'area')
  known.refers(place, 'compound', 'compounds', compound, 'compound')
  const level = known.areas.get(area)?.level
  if (level && level !== 'GRID' && level !== 'MICRO_GRID') {
    report.error(place, 'area', 'wrong-level', `a resident lives in a grid or micro-grid, "${area}" is a ${level}`)
  }
  if (room === undefined) return
  if (!compound || !building) {
    report.error(place, 'room', 'unknown-room', 'a room is known by its compound and building')
  } else if (known.compounds.has(compound) && !rooms.has(roomKey({ compound, building, unit, room }))) {
    report.error(place, 'room', 'unknown-room', `compound ${compound} has no room ${roomName(resident)}`)
  }
}
