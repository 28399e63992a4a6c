import { default as clipping } from 'polygon-clipping'
import type { AreaRow, GeometryRow } from '../district.ts'
import type { Report } from '../report.ts'
import { coversExactly, crossesItself } from './exact-cover.ts'
import { type FolderAsRead, type Known, unique } from './known.ts'
import { type Box, boxOf, meet, Plane, polygonsOf, squareMetres } from './plane.ts'

const TOLERANCE_M2 = 1
type Rings = ReturnType<Plane['project']>
interface Part extends GeometryRow {
  readonly rings: Rings
  readonly box: Box
}

/** The net of polygons: what lies side by side does not overlap, and leaves no gap in what holds it. */
export function checkNet(folder: FolderAsRead, known: Known, report: Report): void {
  const geometries = folder.geometries.filter((row) => checkGeometry(row, known, report))
  unique(geometries, ({ code }) => code, 'properties.code', 'duplicate-geometry', report)
  const byCode = new Map(geometries.map((row) => [row.code, row]))
  checkMissing(folder.areas, byCode, known, report)
  const inForce = geometries.filter(({ code }) => !known.areas.get(code)?.succeededBy)
  const siblings = Map.groupBy(inForce, ({ code }) => known.areas.get(code)?.parent)
  for (const [parent, children] of siblings) {
    if (parent !== undefined) checkSiblings(children, byCode.get(parent), report)
  }
}

function checkGeometry({ code, geometry, place }: GeometryRow, known: Known, report: Report): boolean {
  if (!known.refers(place, 'properties.code', 'areas', code, 'area')) return false
  const rings = polygonsOf(geometry).flat()
  const fault = rings.some((ring) => ring.length < 4)
    ? 'has less than three corners'
    : rings.some(crossesItself)
      ? 'crosses itself'
      : undefined
  if (fault) report.error(place, 'geometry', 'bad-geojson', `a ring of ${code} ${fault}`)
  return !fault
}

function checkMissing(areas: readonly AreaRow[], byCode: ReadonlyMap<string, unknown>, known: Known, report: Report): void {
  for (const { code, level, succeededBy, place } of areas) {
    if (level !== 'GRID' && level !== 'MICRO_GRID') continue
    if (succeededBy || byCode.has(code) || known.wasLeftOut('geometry', code)) continue
    report.finding(place, 'code', 'missing-geometry', `${level} ${code} has no polygon: no point is found in it`)
  }
}

/** Neighbours with the same vertices along their borders are settled by `coversExactly`; whatever that cannot show is clipped. */
function checkSiblings(children: readonly GeometryRow[], parent: GeometryRow | undefined, report: Report): void {
  if (
    parent &&
    coversExactly(
      children.map(({ geometry }) => geometry),
      parent.geometry,
    )
  )
    return
  const plane = new Plane(polygonsOf((parent ?? children[0]!).geometry)[0]![0]![0]!)
  const parts = children.map((row): Part => {
    const rings = plane.project(row.geometry)
    return { ...row, rings, box: boxOf(rings) }
  })
  checkOverlaps(parts, report)
  if (parent) checkCover(parts, { ...parent, rings: plane.project(parent.geometry) }, report)
}

function checkOverlaps(parts: readonly Part[], report: Report): void {
  const fromWest = parts.toSorted((one, other) => one.box[0] - other.box[0])
  fromWest.forEach((one, k) => {
    for (let n = k + 1; n < fromWest.length && fromWest[n]!.box[0] < one.box[2]; n++) {
      const other = fromWest[n]!
      if (!meet(one.box, other.box)) continue
      const common = clipped(() => clipping.intersection(one.rings, other.rings), one, report)
      if (common <= TOLERANCE_M2) continue
      const [first, second] = one.code < other.code ? [one, other] : [other, one]
      report.error(second.place, 'geometry', 'siblings-overlap', `${second.code} and ${first.code} overlap by ${metres(common)} m²`)
    }
  })
}

function checkCover(parts: readonly Part[], parent: GeometryRow & { rings: Rings }, report: Report): void {
  const gap = clipped(() => clipping.difference(parent.rings, ...parts.map(({ rings }) => rings)), parent, report)
  if (gap > TOLERANCE_M2) {
    report.finding(
      parent.place,
      'geometry',
      'gap-between-siblings',
      `the areas within ${parent.code} leave ${metres(gap)} m² of it uncovered`,
    )
  }
  for (const part of parts) {
    const outside = clipped(() => clipping.difference(part.rings, parent.rings), part, report)
    if (outside > TOLERANCE_M2) {
      report.finding(part.place, 'geometry', 'outside-parent', `${metres(outside)} m² of ${part.code} lie outside ${parent.code}`)
    }
  }
}

/** Square metres of what clipping leaves. It gives up on some degenerate polygons: that is a fault of the data. */
function clipped(clip: () => Rings, row: GeometryRow, report: Report): number {
  try {
    return squareMetres(clip())
  } catch (error) {
    report.error(
      row.place,
      'geometry',
      'bad-geojson',
      `the polygon of ${row.code} cannot be compared with its neighbours: ${(error as Error).message}`,
    )
    return 0
  }
}

const metres = (squareMetres: number): string => squareMetres.toFixed(squareMetres < 100 ? 1 : 0)
