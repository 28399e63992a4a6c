import fc from 'fast-check'
import type { Polygon, Position } from 'geojson'
import { coversExactly, crossesItself } from './exact-cover.ts'
import { Plane, squareMetres } from './plane.ts'

const degrees = (thousandths: number, origin: number) => Number((origin + thousandths / 1000).toFixed(6))

/** A rectangle with a vertex at every thousandth of a degree of its border. */
function rectangle(west: number, south: number, east: number, north: number): Polygon {
  const ring: Position[] = []
  const add = (x: number, y: number) => ring.push([degrees(x, 106.5), degrees(y, 29.5)])
  for (let x = west; x < east; x++) add(x, south)
  for (let y = south; y < north; y++) add(east, y)
  for (let x = east; x > west; x--) add(x, north)
  for (let y = north; y > south; y--) add(west, y)
  add(west, south)
  return { type: 'Polygon', coordinates: [ring] }
}

/** A rectangle cut into parts by random cuts, each part again. */
function cut(west: number, south: number, east: number, north: number, cuts: readonly number[]): Polygon[] {
  const [share, ...rest] = cuts
  const across = east - west >= north - south
  const length = across ? east - west : north - south
  if (share === undefined || length < 2) return [rectangle(west, south, east, north)]
  const at = 1 + Math.floor(share * (length - 1))
  const half = Math.ceil(rest.length / 2)
  const [one, other] = [rest.slice(0, half), rest.slice(half)]
  return across
    ? [...cut(west, south, west + at, north, one), ...cut(west + at, south, east, north, other)]
    : [...cut(west, south, east, south + at, one), ...cut(west, south + at, east, north, other)]
}

const tiling = fc
  .record({
    width: fc.integer({ min: 2, max: 12 }),
    height: fc.integer({ min: 2, max: 12 }),
    cuts: fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 12 }),
  })
  .map(({ width, height, cuts }) => ({ whole: rectangle(0, 0, width, height), parts: cut(0, 0, width, height, cuts) }))

describe('an exact cover', () => {
  it('is seen in every tiling, whichever way its rings run', () => {
    fc.assert(
      fc.property(tiling, fc.boolean(), ({ whole, parts }, reversed) => {
        const turned = parts.map((part, k) =>
          reversed && k % 2 === 0 ? { ...part, coordinates: part.coordinates.map((ring) => ring.toReversed()) } : part,
        )
        return coversExactly(turned, whole)
      }),
    )
  })

  it('is not seen when a part is missing, doubled or moved', () => {
    fc.assert(
      fc.property(tiling, fc.nat(), ({ whole, parts }, n) => {
        const k = n % parts.length
        const moved = parts.map((part, i) =>
          i === k ? { ...part, coordinates: part.coordinates.map((ring) => ring.map(([x, y]) => [x! + 0.001, y!])) } : part,
        )
        return !coversExactly(parts.toSpliced(k, 1), whole) && !coversExactly([...parts, parts[k]!], whole) && !coversExactly(moved, whole)
      }),
    )
  })

  it('is not seen where neighbours overlap by four centimetres: along a kilometre that is more than a square metre', () => {
    const [west, east] = [rectangle(0, 0, 10, 10), rectangle(10, 0, 20, 10)]
    const wider = { ...west, coordinates: west.coordinates.map((ring) => ring.map(([x, y]) => [x! === 106.51 ? x! + 4e-7 : x!, y!])) }
    expect(coversExactly([west, east], rectangle(0, 0, 20, 10))).toBe(true)
    expect(coversExactly([wider, east], rectangle(0, 0, 20, 10))).toBe(false)
  })
})

it('sees a ring that crosses itself, and none that does not', () => {
  expect(
    crossesItself([
      [0, 0],
      [1, 1],
      [1, 0],
      [0, 1],
      [0, 0],
    ]),
  ).toBe(true)
  expect(crossesItself(rectangle(0, 0, 5, 7).coordinates[0]!)).toBe(false)
})

it('measures square metres as the ellipsoid has them', () => {
  // A hundredth of a degree each way at 29.5°: 1,108.59 m by 969.28 m (WGS 84).
  const square = rectangle(0, 0, 10, 10)
  expect(squareMetres(new Plane(square.coordinates[0]![0]!).project(square)) / (1108.59 * 969.8)).toBeCloseTo(1, 3)
})
