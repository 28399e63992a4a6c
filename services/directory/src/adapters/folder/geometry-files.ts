import type { MultiPolygon, Polygon, Position } from 'geojson'
import type { GeometryRow } from '../../domain/district.ts'
import type { FolderReader, JsonFile } from './folder-reader.ts'

const MICRO = 1_000_000

/** Every polygon below `geometry/`, with its coordinates at 6 decimals. */
export function readGeometries(folder: FolderReader): GeometryRow[] {
  return filesBelow(folder, 'geometry').flatMap((file) => {
    const json = folder.json(file)
    return json ? featuresOf(folder, json) : []
  })
}

const filesBelow = (folder: FolderReader, path: string): string[] =>
  folder
    .names(path)
    .flatMap((name) => (name.endsWith('.geojson') ? [`${path}/${name}`] : name.includes('.') ? [] : filesBelow(folder, `${path}/${name}`)))

function featuresOf(folder: FolderReader, json: JsonFile): GeometryRow[] {
  const collection = json.value as { type?: unknown; features?: unknown } | null
  if (collection?.type !== 'FeatureCollection' || !Array.isArray(collection.features)) {
    folder.report.error(json.at([]), 'type', 'bad-geojson', 'this is not a GeoJSON FeatureCollection')
    return []
  }
  return collection.features.flatMap((feature: unknown, k) => {
    const place = json.at(['features', k])
    const { properties, geometry } = (feature ?? {}) as { properties?: { code?: unknown }; geometry?: unknown }
    const code = properties?.code
    if (typeof code !== 'string' && typeof code !== 'number') {
      folder.report.error(place, 'properties.code', 'missing-value', 'the feature has no properties.code')
      return []
    }
    const fault = faultOf(geometry)
    if (!fault) return [{ code: String(code), geometry: simplified(geometry as Polygon | MultiPolygon), place }]
    folder.report.error(place, 'geometry', 'bad-geojson', fault)
    folder.unreadable.add(`geometry/${code}`)
    return []
  })
}

function faultOf(geometry: unknown): string | undefined {
  const { type, coordinates } = (geometry ?? {}) as { type?: unknown; coordinates?: unknown }
  if (type !== 'Polygon' && type !== 'MultiPolygon') return 'the geometry is neither a Polygon nor a MultiPolygon'
  const polygons = type === 'Polygon' ? [coordinates] : coordinates
  if (!Array.isArray(polygons) || polygons.length === 0) return 'the geometry has no coordinates'
  for (const rings of polygons) {
    if (!Array.isArray(rings) || rings.length === 0) return 'a polygon has no ring'
    for (const ring of rings) {
      const fault = faultOfRing(ring)
      if (fault) return fault
    }
  }
  return undefined
}

function faultOfRing(ring: unknown): string | undefined {
  if (!Array.isArray(ring) || ring.length < 4) return 'a ring has fewer than four positions'
  if (!ring.every(isPosition)) return 'a position is not [longitude, latitude] within ±180 and ±90'
  const [first, last] = [ring[0] as Position, ring.at(-1) as Position]
  if (first[0] !== last[0] || first[1] !== last[1]) return 'a ring does not end where it begins'
  return undefined
}

const isPosition = (position: unknown): boolean =>
  Array.isArray(position) &&
  position.length >= 2 &&
  Number.isFinite(position[0]) &&
  Number.isFinite(position[1]) &&
  Math.abs(position[0] as number) <= 180 &&
  Math.abs(position[1] as number) <= 90

const rounded = (degrees: number): number => Math.round(degrees * MICRO) / MICRO

/** At 6 decimals, about 0.1 m, and without what stands twice in a row. */
function simplified(geometry: Polygon | MultiPolygon): Polygon | MultiPolygon {
  const ring = (positions: Position[]): Position[] =>
    positions
      .map(([lon, lat]) => [rounded(lon!), rounded(lat!)])
      .filter((position, k, all) => k === 0 || position[0] !== all[k - 1]![0] || position[1] !== all[k - 1]![1])
  return geometry.type === 'Polygon'
    ? { type: 'Polygon', coordinates: geometry.coordinates.map(ring) }
    : { type: 'MultiPolygon', coordinates: geometry.coordinates.map((rings) => rings.map(ring)) }
}
