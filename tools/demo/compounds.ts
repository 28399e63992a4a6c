import type { Area } from './areas.ts'
import { csv } from './csv.ts'
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

/** rooms.csv, owners.csv and households.csv of every compound. */
export function compoundFiles(compounds: readonly Compound[], random: Random): [string, string][] {
  return compounds.flatMap((compound): [string, string][] => [
    [`compounds/${compound.code}/rooms.csv`, csv(['building', 'unit', 'room', 'kind', 'area', 'areaBasis'], roomRows(compound))],
    [
      `compounds/${compound.code}/owners.csv`,
      csv(['building', 'unit', 'room', 'owner', 'name', 'phone', 'from', 'to'], ownerRows(compound, random)),
    ],
    [
      `compounds/${compound.code}/households.csv`,
      csv(['building', 'unit', 'room', 'household', 'persons'], householdRows(compound, random)),
    ],
  ])
}

function roomRows({ rooms, builtYear }: Compound) {
  const basis = (room: Room) => (builtYear >= 2018 ? (room.kind === 'PARKING' ? 'CONTRACT' : 'SURVEYED') : 'REGISTERED')
  return rooms.map((room) => ({ ...room, areaBasis: basis(room) }))
}

interface OwnerRow extends Pick<Room, 'building' | 'unit' | 'room'> {
  readonly owner: string
  readonly name?: string
  readonly phone?: string
  readonly from: string
  readonly to?: string
}

/** Single owners, couples, owners of several rooms, and rooms that the developer has not sold. */
function ownerRows(compound: Compound, random: Random): OwnerRow[] {
  const rows: OwnerRow[] = []
  const known: { owner: string; name: string }[][] = []
  let owners = 0
  const newOwner = () => ({ owner: `o${String(++owners).padStart(4, '0')}`, name: personName(random) })
  for (const { building, unit, room, kind } of compound.rooms) {
    const place = { building, ...(unit !== undefined && { unit }), room }
    const from = `${compound.builtYear + random.between(1, 2)}-${twoDigits(random.between(1, 12))}-${twoDigits(random.between(1, 28))}`
    if (isUnsold(compound, kind, random)) {
      rows.push({ ...place, owner: 'DEVELOPER', from: `${compound.builtYear}-06-01` })
      continue
    }
    const again = known.length > 0 && random.next() < (kind === 'DWELLING' ? 0.05 : 0.9)
    const holders = again ? random.pick(known) : random.next() < 0.3 ? [newOwner(), newOwner()] : [newOwner()]
    if (!again) known.push(holders)
    rows.push(...holders.map((holder) => ({ ...place, ...holder, from })))
  }
  return rows
}

const twoDigits = (number: number): string => String(number).padStart(2, '0')

function isUnsold({ builtYear }: Compound, kind: Room['kind'], random: Random): boolean {
  if (kind === 'OTHER') return true
  return builtYear >= 2018 && random.next() < (kind === 'PARKING' ? 0.4 : 0.06)
}

function householdRows({ rooms }: Compound, random: Random) {
  const lived = rooms.filter((room) => room.kind === 'DWELLING' && random.next() < 0.92)
  return lived.map((room, at) => ({ ...room, household: `h${String(at + 1).padStart(4, '0')}`, persons: random.between(1, 5) }))
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

export const residentsTable = (residents: readonly Resident[]): string =>
  csv(
    ['login', 'name', 'area', 'compound', 'building', 'unit', 'room'],
    residents.map(({ compound, room, ...resident }) => ({
      ...resident,
      compound: compound?.code,
      building: room?.building,
      unit: room?.unit,
      room: room?.room,
    })),
  )
