import { createHash } from 'node:crypto'
import { type MessageInitShape } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import type { directoryEvents } from '@yiwang/contracts'

type ChangeInit = MessageInitShape<typeof directoryEvents.ChangeSchema>
type Fields<Case extends string> = Extract<NonNullable<ChangeInit['entry']>, { case: Case }> extends { value: infer Value } ? Value : never

const at = (iso: string) => timestampFromDate(new Date(iso))

/** One change for each kind of thing; `retired` names the instant. */
export const change = <Case extends NonNullable<NonNullable<ChangeInit['entry']>['case']>>(
  kind: Case,
  value: Fields<Case>,
  retired?: string,
): ChangeInit => ({ entry: { case: kind, value } as ChangeInit['entry'] & {}, ...(retired && { retiredAt: at(retired) }) })

export const holding = (post: string, from: string, to?: string) => ({ post, from: at(from), ...(to && { to: at(to) }) })

export const loginHash = (login: string) => createHash('sha256').update(login).digest('hex')

const unit = (id: string, kind: string, level: string, area: string) => change('unit', { id, code: id, name: id, kind, level, area })
const post = (id: string, role: string, unitId: string, level: string, area: string) =>
  change('post', { id, code: id, name: id, role, unit: unitId, level, area })

/** A district of one street, one community, two grids; the second grid has no team. */
export const district: ChangeInit[] = [
  change('area', { code: '500105', name: '江北区', level: 'DISTRICT' }),
  change('area', { code: '500105001', name: '寸滩街道', level: 'STREET', parent: '500105' }),
  change('area', { code: '500105001001', name: '黑石子社区', level: 'COMMUNITY', parent: '500105001' }),
  change('area', { code: '500105001001001', name: '第一网格', level: 'GRID', parent: '500105001001', households: 320 }),
  change('area', { code: '500105001001002', name: '第二网格', level: 'GRID', parent: '500105001001', households: 280 }),
  change('area', { code: '500105001001003', name: '第三网格', level: 'GRID', parent: '500105001001' }, '2026-06-01T00:00:00Z'),
  unit('district-centre', 'DISTRICT_CENTRE', 'DISTRICT', '500105'),
  unit('street-centre', 'STREET_CENTRE', 'STREET', '500105001'),
  unit('community', 'COMMUNITY', 'COMMUNITY', '500105001001'),
  unit('team-1', 'GRID_TEAM', 'GRID', '500105001001001'),
  post('dispatchers', 'DISPATCHER', 'street-centre', 'STREET', '500105001'),
  post('leaders', 'GRID_LEADER', 'team-1', 'GRID', '500105001001001'),
  post('workers', 'GRID_WORKER', 'team-1', 'GRID', '500105001001001'),
  change('staff', {
    id: 'zhang',
    login: 'grid-worker-1',
    holdings: [holding('workers', '2026-01-01T00:00:00Z', '2026-11-24T01:00:00Z'), holding('leaders', '2026-11-24T01:00:00Z')],
  }),
  change('staff', { id: 'li', login: 'dispatcher-1', holdings: [holding('dispatchers', '2026-01-01T00:00:00Z')] }),
  change('home', { loginHash: loginHash('resident-1'), area: '500105001001001' }),
  change('type', { code: 'lift', version: 1, name: '电梯' }),
  change('type', { code: 'lift', version: 2, name: '电梯' }),
  change('type', { code: 'lift', version: 3, name: '电梯' }, '2026-05-01T00:00:00Z'),
  change('calendar', {
    code: 'china',
    version: 1,
    offsetMinutes: 480,
    hours: [
      { from: 540, to: 720 },
      { from: 840, to: 1080 },
    ],
    firstYear: 2026,
    publishedTo: 2026,
    lastYear: 2027,
    holidays: ['2026-10-01'],
    makeUpDays: ['2026-10-10'],
  }),
  change('ladder', { code: 'standard', version: 1, rungs: [{ percent: 80, tell: ['HOLDER'] }] }),
  change('compound', { code: 'garden', name: '花园小区', area: '500105001001001' }),
]

const square = (west: number, south: number, size: number) => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, south],
      [west + size, south],
      [west + size, south + size],
      [west, south + size],
      [west, south],
    ],
  ],
})

export const geometry = (area: string, west: number, south: number, size: number) => ({
  area,
  geojson: JSON.stringify(square(west, south, size)),
})

export const geometries = [
  geometry('500105', 106, 29, 4),
  geometry('500105001', 106, 29, 2),
  geometry('500105001001', 106, 29, 1),
  geometry('500105001001001', 106, 29, 0.5),
]
