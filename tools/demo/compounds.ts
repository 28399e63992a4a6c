import type { Area } from './areas.ts'
import type { Cell } from './csv.ts'
import { personName } from './names.ts'
import { CUNTAN } from './people.ts'
import type { Random } from './random.ts'

export interface Room {
  readonly building: string
  readonly unit?: string
  readonly room: string
  readonly kind: 'DWELLING' | 'SHOP' | 'PARKING' | 'OTHER'
  /** In 0.01 m². */
  readonly area: number
}

export interface Compound {
  readonly code: string
  readonly name: string
  /** The grid in which it lies. */
  readonly area: string
  readonly propertyCompany: string
  readonly builtYear: number
  readonly rooms: readonly Room[]
}

const NAMES = ['小区', '花园', '雅居']
const COMPANIES = ['和邻物业服务有限公司', '安居物业服务有限公司', '江畔物业管理有限公司', '惠民物业服务中心']

/** Three compounds a community of Cuntan, in its first three grids. Names and companies are invented. */
export function makeCompounds(areas: readonly Area[], random: Random): Compound[] {
  const grids = areas.filter((area) => area.level === 'GRID' && area.code.startsWith(CUNTAN) && Number(area.code.slice(12)) <= 3)
  return grids.map((grid, at) => {
    const community = areas.find((area) => area.code === grid.parent)!
    const old = grid.code.endsWith('001')
    const builtYear = old ? random.between(1992, 2001) : random.between(2004, 2022)
    return {
      code: `ct-${String(at + 1).padStart(2, '0')}`,
      name: `${community.name.replace('社区', '')}${NAMES[at % 3]}`,
      area: grid.code,
      propertyCompany: COMPANIES[at % COMPANIES.length]!,
      builtYear,
      rooms: old ? oldRooms(random) : newRooms(random),
    }
  })
}

/** Low houses of the nineties: two stairs a house, no parking, shops on the street side. */
function oldRooms(random: Random): Room[] {
  const buildings = random.between(3, 4)
  return [...dwellings(buildings, 2, random.between(6, 8), 3, [4_800, 7_600], random), ...numbered('SHOP', 'S', 6, [2_000, 5_500], random)]
}

/** Towers with parking below. */
function newRooms(random: Random): Room[] {
  return [
    ...dwellings(random.between(1, 2), 1, random.between(14, 18), 4, [6_500, 13_800], random),
    ...numbered('SHOP', 'S', 4, [3_000, 9_000], random),
    ...numbered('PARKING', 'B1-', random.between(20, 40), [1_200, 1_400], random),
    ...numbered('OTHER', 'M', 1, [4_000, 9_000], random),
  ]
}

function dwellings(
  buildings: number,
  units: number,
  floors: number,
  perFloor: number,
  size: readonly [number, number],
  random: Random,
): Room[] {
  const plan = Array.from({ length: perFloor }, () => random.between(...size))
  const rooms: Room[] = []
  for (let building = 1; building <= buildings; building++) {
    for (let unit = 1; unit <= units; unit++) {
      for (let floor = 1; floor <= floors; floor++) {
        plan.forEach((area, at) => {
          rooms.push({ building: String(building), unit: String(unit), room: `${floor}-${at + 1}`, kind: 'DWELLING', area })
        })
      }
    }
  }
  return rooms
}

function numbered(kind: Room['kind'], prefix: string, count: number, size: readonly [number, number], random: Random): Room[] {
  return Array.from({ length: count }, (_, at) => ({
    building: '1',
    room: `${prefix}${String(at + 1).padStart(2, '0')}`,
    kind,
    area: random.between(...size),
  }))
}

export const ROOM_COLUMNS = ['building', 'unit', 'room', 'kind', 'area', 'areaBasis']

export function roomRows({ rooms, builtYear }: Compound): Cell[][] {
  const basis = (room: Room) => (builtYear >= 2018 ? (room.kind === 'PARKING' ? 'CONTRACT' : 'SURVEYED') : 'REGISTERED')
  return rooms.map((room) => [room.building, room.unit, room.room, room.kind, room.area, basis(room)])
}

export const OWNER_COLUMNS = ['building', 'unit', 'room', 'owner', 'name', 'phone', 'from', 'to']

/** Single owners, couples, owners of several rooms, and rooms that the developer has not sold. */
export function ownerRows(compound: Compound, random: Random): Cell[][] {
  const rows: Cell[][] = []
  const known: [code: string, name: string][][] = []
  let owners = 0
  const newOwner = (): [string, string] => [`o${String(++owners).padStart(4, '0')}`, personName(random)]
  for (const room of compound.rooms) {
    const from = `${compound.builtYear + random.between(1, 2)}-${String(random.between(1, 12)).padStart(2, '0')}-${String(random.between(1, 28)).padStart(2, '0')}`
    const place = [room.building, room.unit, room.room]
    if (unsold(compound, room, random)) {
      rows.push([...place, 'DEVELOPER', '', '', `${compound.builtYear}-06-01`, ''])
      continue
    }
    const again = known.length > 0 && random.next() < (room.kind === 'DWELLING' ? 0.05 : 0.9)
    const holders = again ? random.pick(known) : random.next() < 0.3 ? [newOwner(), newOwner()] : [newOwner()]
    if (!again) known.push(holders)
    for (const [code, name] of holders) rows.push([...place, code, name, '', from, ''])
  }
  return rows
}

function unsold(compound: Compound, room: Room, random: Random): boolean {
  if (room.kind === 'OTHER') return true
  return compound.builtYear >= 2018 && random.next() < (room.kind === 'PARKING' ? 0.4 : 0.06)
}

export const HOUSEHOLD_COLUMNS = ['building', 'unit', 'room', 'household', 'persons']

export function householdRows({ rooms }: Compound, random: Random): Cell[][] {
  const lived = rooms.filter((room) => room.kind === 'DWELLING' && random.next() < 0.92)
  return lived.map((room, at) => [room.building, room.unit, room.room, `h${String(at + 1).padStart(4, '0')}`, random.between(1, 5)])
}

export interface Resident {
  readonly login: string
  readonly name: string
  readonly area: string
  readonly compound?: Compound
  readonly room?: Room
}

/** resident-1 and resident-2 are neighbours in the first compound, in the grid of grid-worker-1; the rest live one a compound. */
export function makeResidents(compounds: readonly Compound[], otherGrid: string, random: Random): Resident[] {
  const homes = [compounds[0]!, ...compounds]
  return [
    ...homes.map((compound, at) => ({
      login: `resident-${at + 1}`,
      name: personName(random),
      area: compound.area,
      compound,
      room: compound.rooms[at === 0 ? 16 : 4]!,
    })),
    { login: 'resident-1-other', name: personName(random), area: otherGrid },
  ]
}
