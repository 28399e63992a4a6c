import type { MultiPolygon, Polygon, Position } from 'geojson'
import type { Point } from './point.ts'

/** What an area's geometry may be (RFC 7946), WGS 84. */
export type AreaGeometry = Polygon | MultiPolygon

/** The polygons of a geometry, each a list of rings: outer first, then holes. */
export const polygonsOf = (geometry: AreaGeometry): Position[][][] =>
  geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates

/** [west, south, east, north] */
export function boundsOf(geometry: AreaGeometry): [number, number, number, number] {
  const bounds: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const polygon of polygonsOf(geometry)) {
    for (const [lon, lat] of polygon[0] as [number, number][]) {
      bounds[0] = Math.min(bounds[0], lon)
      bounds[1] = Math.min(bounds[1], lat)
      bounds[2] = Math.max(bounds[2], lon)
      bounds[3] = Math.max(bounds[3], lat)
    }
  }
  return bounds
}

/** A point inside a geometry: the middle of the widest stretch of a horizontal line through its largest polygon. */
export function insidePoint(geometry: AreaGeometry): Point {
  const rings = polygonsOf(geometry).toSorted((one, other) => areaOf(other[0]!) - areaOf(one[0]!))[0]!
  const [, south, , north] = boundsOf({ type: 'Polygon', coordinates: rings })
  const candidates = [0.5, 0.41, 0.59, 0.27, 0.73, 0.13, 0.87].flatMap((share) => widestStretch(rings, south + (north - south) * share))
  const best = candidates.toSorted((one, other) => other.width - one.width)[0]
  if (!best) throw new RangeError('the geometry has no inside')
  return { lon: best.lon, lat: best.lat }
}

function widestStretch(rings: readonly Position[][], lat: number): { lon: number; lat: number; width: number }[] {
  const cuts: number[] = []
  for (const ring of rings) {
    for (let k = 0, j = ring.length - 1; k < ring.length; j = k++) {
      const [x1, y1] = ring[k] as [number, number]
      const [x2, y2] = ring[j] as [number, number]
      if (y1 > lat !== y2 > lat) cuts.push(((x2 - x1) * (lat - y1)) / (y2 - y1) + x1)
    }
  }
  cuts.sort((one, other) => one - other)
  const stretches: { lon: number; lat: number; width: number }[] = []
  for (let k = 0; k + 1 < cuts.length; k += 2) {
    stretches.push({ lon: (cuts[k]! + cuts[k + 1]!) / 2, lat, width: cuts[k + 1]! - cuts[k]! })
  }
  return stretches.toSorted((one, other) => other.width - one.width).slice(0, 1)
}

const areaOf = (ring: readonly Position[]): number =>
  Math.abs(ring.reduce((sum, [x, y], k) => sum + x! * ring[(k + 1) % ring.length]![1]! - ring[(k + 1) % ring.length]![0]! * y!, 0))
