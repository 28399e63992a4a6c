import type { directoryEvents } from '@yiwang/contracts'
import { type AreaGeometry, AreaIndex, type Outline, outlineOf, type Point } from '@yiwang/geo'

/** Polygons of areas. The index is built again when it is asked after a change. */
export class Polygons {
  private readonly outlines = new Map<string, Outline>()
  private index: AreaIndex | undefined

  set({ area, geojson, retiredAt }: directoryEvents.Geometry): void {
    if (retiredAt) this.outlines.delete(area)
    else this.outlines.set(area, outlineOf(JSON.parse(geojson) as AreaGeometry))
    this.index = undefined
  }

  /** Codes of the areas that hold the point, the largest first. */
  locate(point: Point): string[] {
    this.index ??= new AreaIndex([...this.outlines].map(([code, outline]) => ({ code, outline })))
    return this.index.locate(point)
  }
}
