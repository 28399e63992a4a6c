export { AreaIndex } from './area-index.ts'
export { type AreaGeometry, insidePoint, type Outline, outlineOf } from './outline.ts'
export { boxAround, type Crs, distanceM, gcj02ToWgs84, type Point, toWgs84, wgs84ToGcj02 } from './point.ts'
