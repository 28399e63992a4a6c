import { createHash } from 'node:crypto'
import { DirectoryCopy } from '@yiwang/directory-copy'

/** Two streets side by side; in the first one community, one grid, one micro-grid. All are squares. */
export const street = '500105005'
export const community = `${street}001`
export const grid = `${community}001`
export const microGrid = `${grid}01`
export const otherStreet = '500105001'

/** In the micro-grid. */
export const here = { lon: 106.5005, lat: 29.6005 }
export const inOtherStreet = { lon: 106.52, lat: 29.6 }
export const outside = { lon: 107.5, lat: 29.6 }

export const unit = {
  centre: '00000000-0000-5000-8000-000000000001',
  team: '00000000-0000-5000-8000-000000000002',
  district: '00000000-0000-5000-8000-000000000003',
  otherCentre: '00000000-0000-5000-8000-000000000004',
} as const

const area = (code: string, level: string, parent?: string) => ({
  entry: { case: 'area' as const, value: { code, level, name: code, ...(parent !== undefined && { parent }) } },
})

const square = (code: string, west: number, south: number, side: number) => ({
  area: code,
  geojson: JSON.stringify({
    type: 'Polygon',
    coordinates: [
      [
        [west, south],
        [west + side, south],
        [west + side, south + side],
        [west, south + side],
        [west, south],
      ],
    ],
  }),
})

const unitOf = (id: string, kind: string, level: string, of: string) => ({
  entry: { case: 'unit' as const, value: { id, code: id, name: kind, kind, level, area: of } },
})

/** A person with one post of this role; the post's id ends as the person's does. */
function staff(nth: number, login: string, role: string, of: string, level: string, inArea: string) {
  const digits = String(nth).padStart(12, '0')
  const post = `00000000-0000-5000-8001-${digits}`
  return [
    { entry: { case: 'post' as const, value: { id: post, code: login, name: role, role, unit: of, level, area: inArea } } },
    {
      entry: { case: 'staff' as const, value: { id: personOf(nth), login, holdings: [{ post, from: { seconds: 0n, nanos: 0 } }] } },
    },
  ]
}
export const personOf = (nth: number): string => `00000000-0000-5000-8002-${String(nth).padStart(12, '0')}`

interface TypeParts {
  readonly street?: string
  readonly fieldsSchemaJson?: string
  readonly kindred?: string[]
  readonly duplicateRadiusM?: number
}

const type = (code: string, parts: TypeParts = {}) => ({
  entry: { case: 'type' as const, value: { code, version: 1, name: code, entersAt: 'GRID', fieldsSchemaJson: '', kindred: [], ...parts } },
})

const liftFields = {
  type: 'object',
  properties: { building: { type: 'string' }, floors: { type: 'integer', minimum: 1 } },
  required: ['building'],
  additionalProperties: false,
}

export const smallDistrict = (): DirectoryCopy =>
  DirectoryCopy.of(
    [
      area('500105', 'DISTRICT'),
      area(street, 'STREET', '500105'),
      area(otherStreet, 'STREET', '500105'),
      area(community, 'COMMUNITY', street),
      area(grid, 'GRID', community),
      area(microGrid, 'MICRO_GRID', grid),
      unitOf(unit.centre, 'STREET_CENTRE', 'STREET', street),
      unitOf(unit.otherCentre, 'STREET_CENTRE', 'STREET', otherStreet),
      unitOf(unit.team, 'GRID_TEAM', 'GRID', grid),
      unitOf(unit.district, 'DISTRICT_CENTRE', 'DISTRICT', '500105'),
      ...staff(1, 'grid-worker-1', 'GRID_WORKER', unit.team, 'GRID', grid),
      ...staff(2, 'dispatcher-1', 'DISPATCHER', unit.centre, 'STREET', street),
      ...staff(3, 'dispatcher-1-other', 'DISPATCHER', unit.otherCentre, 'STREET', otherStreet),
      ...staff(4, 'editor-1', 'EDITOR', unit.district, 'DISTRICT', '500105'),
      { entry: { case: 'home', value: { loginHash: createHash('sha256').update('resident-1').digest('hex'), area: microGrid } } },
      type('plain-grid'),
      type('lamp', { kindred: ['pole'] }),
      type('pole'),
      type('manhole', { duplicateRadiusM: 50 }),
      type('lift', { fieldsSchemaJson: JSON.stringify(liftFields) }),
      type('port-trucks', { street }),
      {
        entry: {
          case: 'calendar',
          value: {
            code: 'cn',
            version: 1,
            zone: 'Asia/Shanghai',
            offsetMinutes: 480,
            firstYear: 2024,
            publishedTo: 2026,
            lastYear: 2028,
            hours: [{ from: 540, to: 1080 }],
          },
        },
      },
    ],
    [
      square('500105', 106.4, 29.5, 0.2),
      square(street, 106.5, 29.6, 0.01),
      square(community, 106.5, 29.6, 0.005),
      square(grid, 106.5, 29.6, 0.002),
      square(microGrid, 106.5, 29.6, 0.001),
      square(otherStreet, 106.515, 29.595, 0.01),
    ],
  )
