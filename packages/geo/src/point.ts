import { createRequire } from 'node:module'

// The package's types describe its ES module, but Node is given its CommonJS one.
const gcoord = createRequire(import.meta.url)('gcoord') as typeof import('gcoord').default

/** A place on the ground in degrees; WGS 84 unless it says otherwise. Maps in China use GCJ-02. */
export interface Point {
  readonly lon: number
  readonly lat: number
}
export type Crs = 'wgs84' | 'gcj02'

const EARTH_RADIUS_M = 6_371_008.8
const toRadians = (degrees: number) => (degrees * Math.PI) / 180

/** Converts a point of a Chinese map to WGS 84; exact to less than a centimetre. */
export function gcj02ToWgs84({ lon, lat }: Point): Point {
  const [wgsLon, wgsLat] = gcoord.transform([lon, lat], gcoord.GCJ02, gcoord.WGS84)
  // The library stops while it is up to two decimetres off; what is left is nearly the same a step further.
  const shown = wgs84ToGcj02({ lon: wgsLon!, lat: wgsLat! })
  return { lon: wgsLon! + lon - shown.lon, lat: wgsLat! + lat - shown.lat }
}

/** Converts WGS 84 to what Chinese maps show. */
export function wgs84ToGcj02({ lon, lat }: Point): Point {
  const [gcjLon, gcjLat] = gcoord.transform([lon, lat], gcoord.WGS84, gcoord.GCJ02)
  return { lon: gcjLon!, lat: gcjLat! }
}

/** The point in WGS 84, whatever it was given in. */
export function toWgs84(point: Point & { readonly crs?: Crs | undefined }): Point {
  return point.crs === 'gcj02' ? gcj02ToWgs84(point) : { lon: point.lon, lat: point.lat }
}

/** Metres between two points along the ground (haversine on a sphere: wrong by at most half a per cent). */
export function distanceM(one: Point, other: Point): number {
  const sinLat = Math.sin(toRadians(other.lat - one.lat) / 2)
  const sinLon = Math.sin(toRadians(other.lon - one.lon) / 2)
  const h = sinLat * sinLat + Math.cos(toRadians(one.lat)) * Math.cos(toRadians(other.lat)) * sinLon * sinLon
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(h)))
}

/** A box around a point that holds everything within `metres` of it: [west, south, east, north]. */
export function boxAround({ lon, lat }: Point, metres: number): [number, number, number, number] {
  const dLat = (metres / EARTH_RADIUS_M) * (180 / Math.PI)
  const dLon = dLat / Math.max(0.01, Math.cos(toRadians(lat)))
  return [lon - dLon, lat - dLat, lon + dLon, lat + dLat]
}
