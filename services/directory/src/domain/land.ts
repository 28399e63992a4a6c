import { type AreaGeometry, AreaIndex, insidePoint, outlineOf, type Point } from '@yiwang/geo'

export interface LandArea {
  readonly code: string
  readonly name: string
  readonly level: string
  readonly parent: string | null
  /** The area that took its place: nothing is found in this one any more. */
  readonly succeededBy: string | null
}
export interface LandGeometry {
  readonly code: string
  readonly geometry: AreaGeometry
}

/** The areas in force with their polygons, in memory: where a point lies, and a point that lies in an area. */
export class Land {
  readonly #areas: ReadonlyMap<string, LandArea>
  readonly #geometries: ReadonlyMap<string, AreaGeometry>
  readonly #codes: readonly string[]
  readonly #index: AreaIndex

  constructor(areas: readonly LandArea[], geometries: readonly LandGeometry[]) {
    this.#areas = new Map(areas.map((area) => [area.code, area]))
    const ofAreas = geometries.filter(({ code }) => this.#areas.get(code)?.succeededBy === null)
    this.#geometries = new Map(ofAreas.map(({ code, geometry }) => [code, geometry]))
    this.#codes = [...this.#geometries.keys()].toSorted()
    this.#index = new AreaIndex(ofAreas.map(({ code, geometry }) => ({ code, outline: outlineOf(geometry) })))
  }

  /** From the district to the smallest area that holds the point; none outside. */
  locate(point: Point): LandArea[] {
    const smallest = this.#index.locate(point).at(-1)
    return smallest === undefined ? [] : this.#upFrom(smallest).toReversed()
  }

  /** A point in the area; of an area without a polygon, in the first one below it that has one. */
  insideOf(code: string): Point | undefined {
    const geometry = this.#geometries.get(code) ?? this.#geometries.get(this.#codes.find((below) => below.startsWith(code)) ?? '')
    return geometry && insidePoint(geometry)
  }

  #upFrom(code: string): LandArea[] {
    const area = this.#areas.get(code)
    return area ? [area, ...(area.parent ? this.#upFrom(area.parent) : [])] : []
  }
}
