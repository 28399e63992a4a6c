import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

type Cell = string | number
type Record_ = Record<string, Cell>
export interface SmallDistrict {
  district: Record<string, string>
  areas: Record_[]
  /** Squares: west, south, width, height in thousandths of a degree east and north of the district's corner. */
  squares: Record<string, [number, number, number, number]>
  units: Record_[]
  posts: Record_[]
  staff: Record_[]
  holdings: Record_[]
  residents: Record_[]
  compounds: Record_[]
  rooms: Record_[]
  owners: Record_[]
  households: Record_[]
  /** residents.csv of the compound. */
  approved: Record_[]
  catalogue: Record<string, unknown>[]
  calendars: Record<string, unknown>[]
  ladders: Record<string, unknown>[]
}

export const DISTRICT = '500105'
export const STREET = '500105005'
export const COMMUNITY = '500105005001'
export const GRID = '500105005001001'
export const OTHER_GRID = '500105005001002'

const days = (amount: number) => ({ amount, unit: 'WORKING_DAYS' })

export const type = (code: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  code,
  name: '电梯故障',
  category: 'SAFETY',
  board: 'LIVELIHOOD',
  leadPost: 'property-management/handler',
  workContent: '督促修复',
  entersAt: 'GRID',
  solvedAt: ['GRID'],
  verification: { mode: 'EVERY' },
  plan: { case: days(5), triage: days(1), handling: days(3), verifying: days(1) },
  urgency: 'NORMAL',
  ladder: 'default',
  ...more,
})

/** A street with one community, two grids and four micro-grids: everything that a district has, once or twice, and no fault. */
export function smallDistrict(): SmallDistrict {
  return {
    district: { code: DISTRICT, name: '江北区', calendar: 'cn' },
    ...land(),
    ...organisation(),
    residents: [
      {
        login: 'resident-1',
        name: '王小明',
        phone: '13900000001',
        area: `${GRID}01`,
        compound: 'C1',
        building: '1',
        unit: '2',
        room: '301',
      },
    ],
    compounds: [{ code: 'C1', name: '阳光小区', area: GRID, propertyCompany: '阳光物业', builtYear: 1998 }],
    rooms: [{ building: '1', unit: '2', room: '301', kind: 'DWELLING', area: 8950, areaBasis: 'REGISTERED' }],
    owners: [{ building: '1', unit: '2', room: '301', owner: 'O1', name: '王小明', phone: '13900000001', from: '2001-05-01', to: '' }],
    households: [{ building: '1', unit: '2', room: '301', household: 'H1', persons: 3 }],
    approved: [],
    catalogue: [
      type('elevator-fault', {
        fields: { type: 'object', properties: { lift: { type: 'string' } }, required: ['lift'], additionalProperties: false },
        evidence: [{ command: 'feed-back', kind: 'photo-after', name: '处理后照片', atLeast: 1 }],
        kindred: ['elevator-noise'],
      }),
      type('elevator-noise', { street: STREET }),
    ],
    calendars: [
      {
        ...{ code: 'cn', zone: 'Asia/Shanghai', offsetMinutes: 480, firstYear: 2026, publishedTo: 2026, lastYear: 2027 },
        hours: [
          { from: 540, to: 720 },
          { from: 840, to: 1080 },
        ],
        holidays: ['2026-01-01'],
        makeUpDays: ['2026-01-04'],
      },
    ],
    ladders: [
      {
        code: 'default',
        rungs: [
          { percent: 80, tell: ['HOLDER'] },
          { percent: 100, tell: ['UNIT'] },
        ],
      },
    ],
  }
}

function land(): Pick<SmallDistrict, 'areas' | 'squares'> {
  const microGrid = (grid: string, k: number) => ({
    code: `${grid}0${k}`,
    name: `微网格${k}`,
    level: 'MICRO_GRID',
    parent: grid,
    households: 60,
  })
  return {
    areas: [
      { code: DISTRICT, name: '江北区', level: 'DISTRICT', parent: '' },
      { code: STREET, name: '寸滩街道', level: 'STREET', parent: DISTRICT },
      { code: COMMUNITY, name: '兰溪社区', level: 'COMMUNITY', parent: STREET },
      { code: GRID, name: '第一网格', level: 'GRID', parent: COMMUNITY, households: 120 },
      { code: OTHER_GRID, name: '第二网格', level: 'GRID', parent: COMMUNITY, households: 120 },
      ...[1, 2].map((k) => microGrid(GRID, k)),
      ...[1, 2].map((k) => microGrid(OTHER_GRID, k)),
    ],
    squares: {
      [COMMUNITY]: [0, 0, 8, 4],
      [GRID]: [0, 0, 4, 4],
      [OTHER_GRID]: [4, 0, 4, 4],
      [`${GRID}01`]: [0, 0, 2, 4],
      [`${GRID}02`]: [2, 0, 2, 4],
      [`${OTHER_GRID}01`]: [4, 0, 2, 4],
      [`${OTHER_GRID}02`]: [6, 0, 2, 4],
    },
  }
}

function organisation(): Pick<SmallDistrict, 'units' | 'posts' | 'staff' | 'holdings'> {
  const unit = (area: string, name: string, kind: string, level: string, more = {}) => ({
    code: `${area}/${name}`,
    name,
    kind,
    level,
    area,
    ...more,
  })
  const board = { board: 'LIVELIHOOD' }
  const posts = [
    { code: `${STREET}/centre/dispatcher`, name: '研判员', role: 'DISPATCHER', unit: `${STREET}/centre` },
    { code: `${STREET}/property-management/handler`, name: '物业管理岗', role: 'POST_HOLDER', unit: `${STREET}/property-management` },
    { code: `${GRID}/grid/leader`, name: '网格长', role: 'GRID_LEADER', unit: `${GRID}/grid` },
    { code: `${GRID}/grid/worker`, name: '网格员', role: 'GRID_WORKER', unit: `${GRID}/grid` },
  ]
  return {
    units: [
      unit(DISTRICT, 'centre', 'DISTRICT_CENTRE', 'DISTRICT'),
      unit(STREET, 'centre', 'STREET_CENTRE', 'STREET', { parent: `${DISTRICT}/centre` }),
      unit(STREET, 'livelihood', 'BOARD', 'STREET', { parent: `${STREET}/centre`, ...board }),
      unit(STREET, 'property-management', 'OFFICE', 'STREET', { parent: `${STREET}/livelihood`, ...board }),
      unit(COMMUNITY, 'community', 'COMMUNITY', 'COMMUNITY', { parent: `${STREET}/centre` }),
      unit(GRID, 'grid', 'GRID_TEAM', 'GRID', { parent: `${COMMUNITY}/community` }),
      unit(OTHER_GRID, 'grid', 'GRID_TEAM', 'GRID', { parent: `${COMMUNITY}/community` }),
    ],
    posts,
    staff: [
      { code: 'S1', login: 'dispatcher-1', name: '李强', phone: '13800000001' },
      { code: 'S2', login: 'post-1', name: '陈芳', phone: '023-67000001' },
      { code: 'S3', login: 'grid-leader-1', name: '张伟', phone: '' },
      { code: 'S4', login: 'grid-worker-1', name: '赵敏', phone: '' },
    ],
    holdings: posts.map(({ code }, k) => ({ staff: `S${k + 1}`, post: code, from: '2024-01-01', to: '' })),
  }
}

const written: string[] = []
afterAll(() => {
  for (const folder of written.splice(0)) rmSync(folder, { recursive: true })
})

/** Writes the district as a folder, with `files` in place of or beside its own; a file that is `undefined` is left out. */
export function writeFolder(district: SmallDistrict, files: Record<string, string | undefined> = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'yiwang-district-'))
  written.push(root)
  for (const [name, text] of Object.entries({ ...filesOf(district), ...files })) {
    if (text === undefined) continue
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  return root
}

function filesOf(d: SmallDistrict): Record<string, string> {
  const { areas, units, posts, staff, holdings, residents, compounds } = d
  const optional = { ...(residents.length > 0 ? { residents } : {}), ...(compounds.length > 0 ? { compounds } : {}) }
  const tables = { areas, units, posts, staff, holdings, ...optional }
  const ofCompound = { rooms: d.rooms, owners: d.owners, households: d.households, residents: d.approved }
  return {
    'district.json': JSON.stringify(d.district),
    ...Object.fromEntries(Object.entries(tables).map(([name, rows]) => [`${name}.csv`, csv(rows)])),
    ...Object.fromEntries(
      Object.entries(ofCompound).flatMap(([name, rows]) => (rows.length > 0 ? [[`compounds/C1/${name}.csv`, csv(rows)]] : [])),
    ),
    'geometry/areas.geojson': geojson(d.squares),
    'catalogue.json': lines(d.catalogue),
    'ladders.json': lines(d.ladders),
    ...Object.fromEntries(d.calendars.map((calendar) => [`calendars/${calendar['code']}.json`, JSON.stringify(calendar)])),
  }
}

/** A JSON array with one element a line: the first stands on line 2. */
const lines = (elements: readonly unknown[]): string => `[\n${elements.map((element) => JSON.stringify(element)).join(',\n')}\n]`

export function csv(rows: readonly Record_[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  return [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))].map((cells) => cells.join(',')).join('\n')
}

/** One feature a line, so that the line of a fault is that of its feature. */
export function geojson(squares: SmallDistrict['squares']): string {
  return `{"type":"FeatureCollection","features":${lines(Object.entries(squares).map(([code, square]) => feature(code, square)))}}`
}

/** With the vertices of every thousandth on its border, so that neighbours have the same ones. */
function feature(code: string, [west, south, width, height]: [number, number, number, number]) {
  const at = (x: number, y: number) => [106.6 + (west + x) / 1000, 29.6 + (south + y) / 1000].map((degree) => Number(degree.toFixed(6)))
  const steps = (n: number) => Array.from({ length: n }, (_, k) => k)
  const ring = [
    ...steps(width).map((x) => at(x, 0)),
    ...steps(height).map((y) => at(width, y)),
    ...steps(width).map((x) => at(width - x, height)),
    ...steps(height).map((y) => at(0, height - y)),
  ]
  return { type: 'Feature', properties: { code }, geometry: { type: 'Polygon', coordinates: [[...ring, ring[0]]] } }
}
