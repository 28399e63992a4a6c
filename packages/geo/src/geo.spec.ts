import fc from 'fast-check'
import { AreaIndex } from './area-index.ts'
import { type AreaGeometry, holds, insidePoint, outlineOf } from './outline.ts'
import { boxAround, distanceM, gcj02ToWgs84, toWgs84, wgs84ToGcj02 } from './point.ts'

const square = (west: number, south: number, side: number): AreaGeometry => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, south],
      [west + side, south],
      [west + side, south + side],
      [west, south + side],
      [west, south],
    ],
  ],
})

/** A district of four by four squares, each with the code of its row and column. */
const tiles = Array.from({ length: 16 }, (_, k) => ({
  code: `5001050${String(k).padStart(2, '0')}`,
  outline: outlineOf(square(106 + (k % 4) * 0.25, 29 + Math.floor(k / 4) * 0.25, 0.25)),
}))
const index = new AreaIndex([{ code: '500105', outline: outlineOf(square(106, 29, 1)) }, ...tiles])
const inDistrict = fc.record({
  lon: fc.double({ min: 106, max: 106.999999, noNaN: true }),
  lat: fc.double({ min: 29, max: 29.999999, noNaN: true }),
})

describe('locating a point', () => {
  it('finds the chain of areas, the largest first', () => {
    expect(index.locate({ lon: 106.3, lat: 29.1 })).toEqual(['500105', '500105001'])
  })

  it('finds nothing outside', () => {
    expect(index.locate({ lon: 105.9, lat: 29.1 })).toEqual([])
    expect(new AreaIndex([]).locate({ lon: 106, lat: 29 })).toEqual([])
  })

  it('finds exactly one tile for every point of the district, on shared edges and corners too', () => {
    const onGrid = fc.record({ lon: fc.constantFrom(106.25, 106.5, 106.75), lat: fc.constantFrom(29.25, 29.5, 29.75, 29.1) })
    fc.assert(fc.property(fc.oneof(inDistrict, onGrid), (point) => index.locate(point).length === 2))
  })

  it('is outside inside a hole', () => {
    const ring: AreaGeometry = {
      type: 'Polygon',
      coordinates: [square(0, 0, 3).coordinates[0] as number[][], square(1, 1, 1).coordinates[0] as number[][]],
    }
    expect(holds(outlineOf(ring), { lon: 1.5, lat: 1.5 })).toBe(false)
    expect(holds(outlineOf(ring), { lon: 0.5, lat: 1.5 })).toBe(true)
  })

  it('answers an inside point that lies inside, whatever the shape', () => {
    const horseshoe: AreaGeometry = {
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [4, 0],
          [4, 4],
          [3, 4],
          [3, 1],
          [1, 1],
          [1, 4],
          [0, 4],
          [0, 0],
        ],
      ],
    }
    const two: AreaGeometry = {
      type: 'MultiPolygon',
      coordinates: [square(0, 0, 1).coordinates as number[][][], square(5, 5, 3).coordinates as number[][][]],
    }
    for (const outline of [horseshoe, two, square(106, 29, 1)].map(outlineOf)) expect(holds(outline, insidePoint(outline))).toBe(true)
    expect(insidePoint(outlineOf(two)).lon).toBeGreaterThan(5)
  })
})

describe('coordinates', () => {
  it('of a Chinese map lie some hundreds of metres off and come back to within a centimetre', () => {
    fc.assert(
      fc.property(inDistrict, (point) => {
        const shown = wgs84ToGcj02(point)
        const back = gcj02ToWgs84(shown)
        return distanceM(point, shown) > 100 && distanceM(point, shown) < 1_000 && distanceM(point, back) < 0.01
      }),
      { numRuns: 1_000 },
    )
  })

  it('are taken as they are unless they say gcj02', () => {
    const point = { lon: 106.6, lat: 29.6 }
    expect(toWgs84(point)).toEqual(point)
    expect(toWgs84({ ...point, crs: 'wgs84' })).toEqual(point)
    expect(distanceM(toWgs84({ ...point, crs: 'gcj02' }), point)).toBeGreaterThan(100)
  })

  it.each([
    ['the same point', { lon: 106.5, lat: 29.5 }, { lon: 106.5, lat: 29.5 }, 0],
    ['a thousandth of a degree north', { lon: 106.5, lat: 29.5 }, { lon: 106.5, lat: 29.501 }, 111.2],
    ['a thousandth of a degree east', { lon: 106.5, lat: 29.5 }, { lon: 106.501, lat: 29.5 }, 96.8],
  ])('measure %s', (_, one, other, metres) => {
    expect(distanceM(one, other)).toBeCloseTo(metres, 0)
  })

  it('of a box hold everything within the distance', () => {
    fc.assert(
      fc.property(inDistrict, inDistrict, (centre, other) => {
        const distance = distanceM(centre, other)
        const [west, south, east, north] = boxAround(centre, distance * 1.01)
        return other.lon >= west && other.lon <= east && other.lat >= south && other.lat <= north
      }),
    )
  })
})
