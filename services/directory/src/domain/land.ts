import { AreaIndex, insidePoint, type Outline, type Point } from '@yiwang/geo'

export interface LandArea {
  readonly code: string
  readonly name: string
  readonly level: string
  readonly parent: string | null
  /** The area that took its place: nothing is found in this one any more. */
  readonly succeededBy: string | null
}
export interface LandOutline {
  readonly code: string
  readonly outline: Outline
}

/** The areas in force with their polygons, in memory: where a point lies, and a point that lies in an area. */
export class Land {
  readonly #areas: ReadonlyMap<string, LandArea>
  readonly #outlines: ReadonlyMap<string, Outline>
  readonly #codes: readonly string[]
  readonly #index: AreaIndex

  constructor(areas: readonly LandArea[], outlines: readonly LandOutline[]) {
    this.#areas = new Map(areas.map((area) => [area.code, area]))
    const ofAreas = outlines.filter(({ code }) => this.#areas.get(code)?.succeededBy === null)
    this.#outlines = new Map(ofAreas.map(({ code, outline }) => [code, outline]))
    this.#codes = [...this.#outlines.keys()].toSorted()
    this.#index = new AreaIndex(ofAreas)
  }

  /** From the district to the smallest area that holds the point; none outside. */
  locate(point: Point): LandArea[] {
    const smallest = this.#index.locate(point).at(-1)
    return smallest === undefined ? [] : this.#upFrom(smallest).toReversed()
  }

  /** A point in the area; of an area without a polygon, in the first one below it that has one. */
  insideOf(code: string): Point | undefined {
    const outline = this.#outlines.get(code) ?? this.#outlines.get(this.#codes.find((below) => below.startsWith(code)) ?? '')
    return outline && insidePoint(outline)
  }

  #upFrom(code: string): LandArea[] {
    const area = this.#areas.get(code)
    return area ? [area, ...(area.parent ? this.#upFrom(area.parent) : [])] : []
  }
}
