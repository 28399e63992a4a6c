import type { Area, AreaLevel } from './areas.ts'
import { toGround } from './ground.ts'
import { Corners } from './tiling.ts'

/** The GeoJSON files, by path. Every border between two areas is the same list of points on both sides. */
export function geometryFiles(areas: readonly Area[]): Map<string, string> {
  const corners = new Corners(areas.filter((area) => area.level === 'MICRO_GRID').map((area) => area.rect))
  const features = (level: AreaLevel, within = '') =>
    collection(areas.filter((area) => area.level === level && area.code.startsWith(within)).map((area) => feature(area, corners)))
  const files = new Map([
    ['geometry/district.geojson', features('DISTRICT')],
    ['geometry/streets.geojson', features('STREET')],
    ['geometry/communities.geojson', features('COMMUNITY')],
  ])
  for (const street of areas.filter((area) => area.level === 'STREET')) {
    files.set(`geometry/${street.code}-grids.geojson`, features('GRID', street.code))
    files.set(`geometry/${street.code}-micro-grids.geojson`, features('MICRO_GRID', street.code))
  }
  return files
}

function feature(area: Area, corners: Corners): string {
  const ring = corners.outline(area.rect).map(toGround)
  return JSON.stringify({
    type: 'Feature',
    properties: { code: area.code, synthetic: true },
    geometry: { type: 'Polygon', coordinates: [[...ring, ring[0]!]] },
  })
}

/** One feature a line, so that a change of one area is a change of one line. */
const collection = (features: readonly string[]): string => `{"type":"FeatureCollection","features":[\n${features.join(',\n')}\n]}\n`
