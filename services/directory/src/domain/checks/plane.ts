import type { MultiPolygon, Polygon, Position } from 'geojson'
import type { MultiPolygon as Rings } from 'polygon-clipping'

const DEGREE = Math.PI / 180

/** Metres east and north of an origin: true to a few parts in a million over a district, so that its areas are square metres. */
export class Plane {
  readonly #lon: number
  readonly #lat: number
  readonly #east: number
  readonly #north: number

  constructor([lon, lat]: Position) {
    this.#lon = lon!
    this.#lat = lat!
    // Length of a degree on the ellipsoid of WGS 84 at this latitude.
    const phi = lat! * DEGREE
    this.#north = 111_132.92 - 559.82 * Math.cos(2 * phi) + 1.175 * Math.cos(4 * phi)
    this.#east = 111_412.84 * Math.cos(phi) - 93.5 * Math.cos(3 * phi) + 0.118 * Math.cos(5 * phi)
  }

  project(geometry: Polygon | MultiPolygon): Rings {
    return polygonsOf(geometry).map((rings) =>
      rings.map((ring) => ring.map(([lon, lat]): [number, number] => [(lon! - this.#lon) * this.#east, (lat! - this.#lat) * this.#north])),
    )
  }
}

export const polygonsOf = (geometry: Polygon | MultiPolygon): Position[][][] =>
  geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates

/** Square metres of projected polygons: outer rings less their holes. */
export function squareMetres(polygons: Rings): number {
  let sum = 0
  for (const rings of polygons) {
    for (const [k, ring] of rings.entries()) sum += Math.abs(signedArea(ring)) * (k === 0 ? 1 : -1)
  }
  return sum
}

/** Positive when the ring runs counter-clockwise. */
export function signedArea(ring: readonly Position[]): number {
  const [x0, y0] = ring[0] as [number, number]
  let twice = 0
  for (let k = 1; k < ring.length; k++) {
    const [x1, y1] = ring[k - 1] as [number, number]
    const [x2, y2] = ring[k] as [number, number]
    twice += (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
  }
  return twice / 2
}

export type Box = readonly [west: number, south: number, east: number, north: number]

export function boxOf(polygons: readonly (readonly (readonly Position[])[])[]): Box {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const rings of polygons) {
    for (const [x, y] of rings[0] ?? []) {
      west = Math.min(west, x!)
      south = Math.min(south, y!)
      east = Math.max(east, x!)
      north = Math.max(north, y!)
    }
  }
  return [west, south, east, north]
}

export const meet = (one: Box, other: Box): boolean => one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3]
