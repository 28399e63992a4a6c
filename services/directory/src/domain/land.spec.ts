import { outlineOf } from '@yiwang/geo'
import { Land } from './land.ts'

const square = (west: number, east: number) =>
  outlineOf({
    type: 'Polygon',
    coordinates: [
      [
        [west, 0],
        [east, 0],
        [east, 1],
        [west, 1],
        [west, 0],
      ],
    ],
  })
const area = (code: string, level: string, parent: string | null) => ({ code, name: code, level, parent, succeededBy: null })
const land = new Land(
  [
    area('500105', 'DISTRICT', null),
    area('500105001', 'STREET', '500105'),
    area('500105002', 'STREET', '500105'),
    { ...area('500105004', 'STREET', '500105'), succeededBy: '500105002' },
  ],
  [
    { code: '500105001', outline: square(0, 1) },
    { code: '500105002', outline: square(1, 2) },
    { code: '500105003', outline: square(2, 3) },
    { code: '500105004', outline: square(1, 4) },
  ],
)
const codes = (lon: number) => land.locate({ lon, lat: 0.5 }).map(({ code }) => code)

it('locates a point from the district down, also where a larger area has no polygon', () => {
  expect(codes(0.5)).toEqual(['500105', '500105001'])
  expect(codes(1.5)).toEqual(['500105', '500105002'])
})

it('locates nothing outside, nothing in the polygon of an area that is not in force, and nothing in one that another succeeded', () => {
  expect(codes(5)).toEqual([])
  expect([codes(2.5), codes(3.5)]).toEqual([[], []])
})

it('knows a point in every area that has a polygon or holds one that has', () => {
  for (const code of ['500105', '500105001', '500105002']) {
    const { lon } = land.insideOf(code)!
    expect(codes(lon)).toContain(code)
  }
  expect(land.insideOf('500106')).toBeUndefined()
})
