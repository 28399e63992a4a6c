import { wgs84ToGcj02 } from '@yiwang/geo'
import { type Ground, placeOf } from './place.ts'

/** One micro-grid: a square degree around (106.5, 29.5). */
const ground: Ground = {
  locate: ({ lon, lat }) => (Math.abs(lon - 106.5) < 0.5 && Math.abs(lat - 29.5) < 0.5 ? '50010500100100101' : undefined),
  areaNow: (code) => ({ '500105': '500105', '500105001': '500105001', '500105009': '500105010' })[code],
}

describe('the area of a matter', () => {
  it.each([
    [
      'the micro-grid of its point',
      { point: { lon: 106.5, lat: 29.5, crs: 'wgs84' as const }, areaCode: '500105001' },
      '50010500100100101',
    ],
    ['without a point the area that was named', { areaCode: '500105001' }, '500105001'],
    ['what became of an area that was split', { areaCode: '500105009' }, '500105010'],
    ['without both the first area of last resort that exists', {}, '500105'],
  ])('is %s', (_, given, area) => {
    expect(placeOf(given, [undefined, '110101', '500105'], ground)).toMatchObject({ area })
  })

  it.each([
    ['a point outside the district', { point: { lon: 100, lat: 29.5, crs: 'wgs84' as const } }, 'point-outside-district'],
    ['an area that there is not', { areaCode: '110101' }, 'unknown-area'],
  ])('is not guessed from %s', (_, given, fault) => {
    expect(placeOf(given, ['500105'], ground)).toBe(fault)
  })

  it('is found in WGS 84, and what was sent is kept', () => {
    // The conversion moves a point by some 500 m here: only after it the point is inside.
    const inside = { lon: 106.0005, lat: 29.5 }
    const sent = { ...wgs84ToGcj02(inside), crs: 'gcj02' as const }
    const place = placeOf({ point: sent }, [], ground)
    expect(place).toMatchObject({ sent, point: { lon: expect.closeTo(inside.lon, 5), lat: expect.closeTo(inside.lat, 5) } })
  })
})
