export { AreaIndex } from './area-index.ts'
export { boxAround, type Crs, distanceM, gcj02ToWgs84, type Point, toWgs84, wgs84ToGcj02 } from './point.ts'
export { type AreaGeometry, boundsOf, contains, insidePoint, polygonsOf } from './polygon.ts'
