import { wgs84ToGcj02 } from '@yiwang/geo'
import type { Area } from './areas.ts'
import { toGround } from './ground.ts'

export interface Place {
  readonly lon: number
  readonly lat: number
}

/** A point in the middle of an area. */
export function middleOf(areas: readonly Area[], code: string): Place {
  const area = areas.find((one) => one.code === code)
  if (!area) throw new Error(`No area ${code}`)
  const { x0, y0, x1, y1 } = area.rect
  const [lon, lat] = toGround([Math.round((x0 + x1) / 2), Math.round((y0 + y1) / 2)])
  return { lon: lon!, lat: lat! }
}

/** The same as maps in China have it. */
export function gcj02(place: Place): { x: number; y: number } {
  const { lon, lat } = wgs84ToGcj02(place)
  return { x: round(lon), y: round(lat) }
}

const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6
