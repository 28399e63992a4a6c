import Flatbush from 'flatbush'
import { boxOf, holds, type Outline } from './outline.ts'
import type { Point } from './point.ts'

/** Finds the areas in which a point lies: by bounding box first, then by polygon. */
export class AreaIndex {
  readonly #areas: readonly { code: string; outline: Outline }[]
  readonly #boxes: Flatbush | undefined

  constructor(areas: readonly { code: string; outline: Outline }[]) {
    this.#areas = areas
    if (areas.length === 0) return
    this.#boxes = new Flatbush(areas.length)
    for (const { outline } of areas) this.#boxes.add(...boxOf(outline))
    this.#boxes.finish()
  }

  /** Codes of the areas that hold the point, shortest (largest area) first; none outside. */
  locate(point: Point): string[] {
    return this.#within([point.lon, point.lat, point.lon, point.lat])
      .filter(({ outline }) => holds(outline, point))
      .map(({ code }) => code)
      .toSorted((one, other) => one.length - other.length || (one < other ? -1 : 1))
  }

  #within(box: readonly [number, number, number, number]) {
    return this.#boxes?.search(...box).map((k) => this.#areas[k]!) ?? []
  }
}
