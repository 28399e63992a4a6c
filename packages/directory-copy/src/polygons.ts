import type { directoryEvents } from '@yiwang/contracts'
import { type AreaGeometry, AreaIndex, type Point } from '@yiwang/geo'

/** Polygons of areas. The index is built again when it is asked after a change. */
export class Polygons {
  private readonly geometries = new Map<string, AreaGeometry>()
  private index: AreaIndex | undefined

  set({ area, geojson, retiredAt }: directoryEvents.Geometry): void {
    if (retiredAt) this.geometries.delete(area)
    else this.geometries.set(area, JSON.parse(geojson) as AreaGeometry)
    this.index = undefined
  }

  /** Codes of the areas that hold the point, the largest first. */
  locate(point: Point): string[] {
    this.index ??= new AreaIndex([...this.geometries].map(([code, geometry]) => ({ code, geometry })))
    return this.index.locate(point)
  }
}
