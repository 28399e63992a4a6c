import type { Room } from './compounds.ts'
import { csv } from './csv.ts'
import { CUNTAN } from './people.ts'

/** A small compound under community-1, whose owners have accounts: there a decision can be shown from start to end. */
export const decidingCompound = {
  code: 'ct-31',
  name: '溉澜溪新居',
  area: `${CUNTAN}001001`,
  propertyCompany: '和邻物业服务有限公司',
  builtYear: 2019,
}

interface Flat extends Required<Room> {
  /** Several: co-owners. */
  readonly owners: readonly string[]
  readonly household?: string
}

const flat = (unit: string, room: string, area: number, owners: string[], household?: string): Flat => ({
  ...{ building: '1', unit, room, kind: 'DWELLING', area, owners },
  ...(household !== undefined && { household }),
})

/** Each case that a count must get right, once: ten heads of fourteen rooms. */
const FLATS: readonly Flat[] = [
  // Two rooms of the same couple are one head.
  flat('1', '101', 8_950, ['o1', 'o2'], 'h01'),
  flat('1', '102', 7_620, ['o1', 'o2']),
  // Two rooms of one owner are one head too.
  flat('1', '201', 8_950, ['o3'], 'h02'),
  flat('1', '202', 7_620, ['o3'], 'h03'),
  // Alone and together with another: two heads.
  flat('1', '301', 8_950, ['o4'], 'h04'),
  flat('1', '302', 7_620, ['o4', 'o5'], 'h05'),
  flat('2', '101', 9_480, ['o6'], 'h06'),
  flat('2', '102', 6_540, ['o7'], 'h07'),
  flat('2', '201', 9_480, ['o8'], 'h08'),
  flat('2', '202', 6_540, ['o9'], 'h09'),
  // Not sold yet.
  flat('2', '301', 9_480, ['DEVELOPER']),
  flat('2', '302', 6_540, ['DEVELOPER']),
  { building: '1', unit: '', room: 'S01', kind: 'SHOP', area: 4_210, owners: ['o5'] },
  { building: '1', unit: '', room: 'B1-01', kind: 'PARKING', area: 1_325, owners: ['o6'] },
]

/** Owner o1 is owner-1, …; the last one is resident-1, who lives in this grid. Names and numbers are invented. */
const NAMES = ['邱若溪', '邱若川', '贺云舟', '柯知远', '尹向南', '廖听松', '邹晚晴', '骆清和', '田林鹏']
const person = (owner: string) => {
  const k = Number(owner.slice(1))
  return {
    login: k === NAMES.length ? 'resident-1' : `owner-${k}`,
    name: NAMES[k - 1]!,
    phone: `1990000000${k}`,
    idLastDigits: `${2_010 + k}`,
  }
}

export function decidingCompoundFiles(): [string, string][] {
  const file = (name: string, columns: string[], rows: object[]): [string, string] => [
    `compounds/${decidingCompound.code}/${name}.csv`,
    csv(columns as never[], rows),
  ]
  const from = '2019-09-01'
  const owned = FLATS.flatMap(({ owners, ...room }) => owners.map((owner) => ({ ...room, owner, from })))
  const sold = owned.filter(({ owner }) => owner !== 'DEVELOPER').map((row) => ({ ...row, ...person(row.owner) }))
  const unsold = owned.filter(({ owner }) => owner === 'DEVELOPER')
  const approved = sold.map((row, k) => ({
    ...row,
    household: sold.findIndex(({ room, unit }) => room === row.room && unit === row.unit) === k ? row.household : undefined,
  }))
  return [
    file(
      'rooms',
      ['building', 'unit', 'room', 'kind', 'area', 'areaBasis'],
      FLATS.map((room) => ({ ...room, areaBasis: room.kind === 'PARKING' ? 'CONTRACT' : 'SURVEYED' })),
    ),
    file('owners', ['building', 'unit', 'room', 'owner', 'name', 'phone', 'idLastDigits', 'from', 'to'], [...sold, ...unsold]),
    file(
      'households',
      ['building', 'unit', 'room', 'household', 'persons'],
      FLATS.filter(({ household }) => household).map((room) => ({ ...room, persons: 2 })),
    ),
    file('residents', ['building', 'unit', 'room', 'owner', 'household', 'login'], approved),
  ]
}
