export { AreaIndex } from './area-index.ts'
export { type Outline, outlineOf } from './outline.ts'
export { boxAround, type Crs, distanceM, gcj02ToWgs84, type Point, toWgs84, wgs84ToGcj02 } from './point.ts'
export { type AreaGeometry, boundsOf, insidePoint, polygonsOf } from './polygon.ts'
