import Flatbush from 'flatbush'
import type { Point } from './point.ts'
import { type AreaGeometry, boundsOf, contains } from './polygon.ts'

/** Finds the areas in which a point lies: by bounding box first, then by polygon. */
export class AreaIndex {
  readonly #areas: readonly { code: string; geometry: AreaGeometry }[]
  readonly #boxes: Flatbush | undefined

  constructor(areas: readonly { code: string; geometry: AreaGeometry }[]) {
    this.#areas = areas
    if (areas.length === 0) return
    this.#boxes = new Flatbush(areas.length)
    for (const { geometry } of areas) this.#boxes.add(...boundsOf(geometry))
    this.#boxes.finish()
  }

  /** Codes of the areas that hold the point, shortest (largest area) first; none outside. */
  locate(point: Point): string[] {
    return this.#within([point.lon, point.lat, point.lon, point.lat])
      .filter(({ geometry }) => contains(geometry, point))
      .map(({ code }) => code)
      .toSorted((one, other) => one.length - other.length || (one < other ? -1 : 1))
  }

  #within(box: readonly [number, number, number, number]) {
    return this.#boxes?.search(...box).map((k) => this.#areas[k]!) ?? []
  }
}
