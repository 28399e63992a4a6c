import { type Point, toWgs84 } from '@yiwang/geo'
import type { SentPoint } from './pack/transforms.ts'

/** What is asked of the directory to find the area of a matter. */
export interface Ground {
  /** Code of the smallest area that holds a point; undefined outside the district. */
  locate(point: Point): string | undefined
  /** The area itself, or what became of it; undefined if there is none. */
  areaNow(code: string): string | undefined
}

export interface Place {
  readonly area: string
  /** WGS 84. */
  readonly point?: Point
  /** As it was sent. */
  readonly sent?: SentPoint
}
export type PlaceFault = 'point-outside-district' | 'unknown-area'

/**
 * The area of a matter: the micro-grid of its point; without a point the area that was named; without that the first of the
 * areas of last resort (the reporter's home or the pack's default, then the district) that exists.
 */
export function placeOf(
  given: { readonly point?: SentPoint | undefined; readonly areaCode?: string | undefined },
  lastResort: readonly (string | undefined)[],
  ground: Ground,
): Place | PlaceFault {
  if (given.point) {
    const point = toWgs84(given.point)
    const area = ground.locate(point)
    return area === undefined ? 'point-outside-district' : { area, point, sent: given.point }
  }
  if (given.areaCode !== undefined) {
    const area = ground.areaNow(given.areaCode)
    return area === undefined ? 'unknown-area' : { area }
  }
  for (const code of lastResort) {
    const area = code === undefined ? undefined : ground.areaNow(code)
    if (area !== undefined) return { area }
  }
  return 'unknown-area'
}
