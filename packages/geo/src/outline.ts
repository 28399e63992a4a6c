import type { Point } from './point.ts'
import { type AreaGeometry, polygonsOf } from './polygon.ts'

/**
 * The polygons of a geometry, each a list of rings, each ring its longitudes and latitudes by turns: a fifth of the memory of GeoJSON's.
 * Plain arrays of doubles, because a typed array costs 300 bytes before its first number, and most rings have ten.
 */
export type Outline = readonly (readonly (readonly number[])[])[]

export const outlineOf = (geometry: AreaGeometry): Outline =>
  polygonsOf(geometry).map((rings) => rings.map((ring) => ring.flatMap(([lon, lat]) => [lon!, lat!]).slice()))

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
  let [x2, y2] = [ring.at(-2)!, ring.at(-1)!]
  for (let k = 0; k < ring.length; k += 2) {
    const [x1, y1] = [ring[k]!, ring[k + 1]!]
    if (y1 > lat !== y2 > lat && lon < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1) count++
    ;[x2, y2] = [x1, y1]
  }
  return count
}
