import type { MultiPolygon, Polygon, Position } from 'geojson'
import type { Point } from './point.ts'

/** What an area's geometry may be (RFC 7946), WGS 84. */
export type AreaGeometry = Polygon | MultiPolygon

/**
 * The polygons of a geometry, each a list of rings, each ring its longitudes and latitudes by turns: a fifth of the memory of GeoJSON's.
 * Plain arrays of doubles, because a typed array costs 300 bytes before its first number, and most rings have ten.
 */
export type Outline = readonly (readonly (readonly number[])[])[]

export const outlineOf = (geometry: AreaGeometry): Outline =>
  polygonsOf(geometry).map((rings) => rings.map((ring) => ring.flatMap(([lon, lat]) => [lon!, lat!]).slice()))

/** Each a list of rings: outer first, then holes. */
const polygonsOf = (geometry: AreaGeometry): Position[][][] => (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates)

/** [west, south, east, north] */
export function boxOf(outline: Outline): [number, number, number, number] {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [outer] of outline) {
    for (let k = 0; k < outer!.length; k += 2) {
      box[0] = Math.min(box[0], outer![k]!)
      box[1] = Math.min(box[1], outer![k + 1]!)
      box[2] = Math.max(box[2], outer![k]!)
      box[3] = Math.max(box[3], outer![k + 1]!)
    }
  }
  return box
}

/**
 * Whether an outline holds a point. A shared edge belongs to exactly one of two neighbours (crossing number with
 * half-open edges), so that a point on a border of a tiling lies in one area, not in none or two.
 */
export const holds = (outline: Outline, point: Point): boolean =>
  outline.some((rings) => rings.filter((ring) => crossings(ring, point) % 2 === 1).length % 2 === 1)

function crossings(ring: readonly number[], { lon, lat }: Point): number {
  let count = 0
  for (const cut of cutsOf(ring, lat)) if (lon < cut) count++
  return count
}

/** The longitudes at which a ring crosses a line of latitude. */
function* cutsOf(ring: readonly number[], lat: number): Generator<number> {
  let [x2, y2] = [ring.at(-2)!, ring.at(-1)!]
  for (let k = 0; k < ring.length; k += 2) {
    const [x1, y1] = [ring[k]!, ring[k + 1]!]
    if (y1 > lat !== y2 > lat) yield ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1
    ;[x2, y2] = [x1, y1]
  }
}

/** A point inside: the middle of the widest stretch of a horizontal line through the largest polygon. */
export function insidePoint(outline: Outline): Point {
  const rings = outline.toSorted((one, other) => sizeOf(other[0]!) - sizeOf(one[0]!))[0]!
  const [, south, , north] = boxOf([rings])
  const stretches = [0.5, 0.41, 0.59, 0.27, 0.73, 0.13, 0.87].flatMap((share) => stretchesAt(rings, south + (north - south) * share))
  const widest = stretches.toSorted((one, other) => other.width - one.width)[0]
  if (!widest) throw new RangeError('the outline has no inside')
  return { lon: widest.lon, lat: widest.lat }
}

/** What of a line of latitude lies inside. */
function stretchesAt(rings: Outline[number], lat: number): (Point & { readonly width: number })[] {
  const cuts = rings.flatMap((ring) => [...cutsOf(ring, lat)]).sort((one, other) => one - other)
  return Array.from({ length: cuts.length >> 1 }, (_, k) => {
    const [west, east] = [cuts[2 * k]!, cuts[2 * k + 1]!]
    return { lon: (west + east) / 2, lat, width: east - west }
  })
}

const sizeOf = (ring: readonly number[]): number => {
  let twice = 0
  for (let k = 0; k + 3 < ring.length; k += 2) twice += ring[k]! * ring[k + 3]! - ring[k + 2]! * ring[k + 1]!
  return Math.abs(twice)
}
