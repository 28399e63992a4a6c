import { secondsToNext } from './daily.ts'

const now = new Date('2026-12-02T12:00:00Z')
const ago = (hours: number) => new Date(now.getTime() - hours * 3_600_000)

it.each([
  ['what was never done may be done now', { done: [], most: 1, speed: 1 }, undefined],
  ['one less than may be', { done: [5], most: 2, speed: 1 }, undefined],
  ['as often as may be: until the first is a day old', { done: [23, 5], most: 2, speed: 1 }, 3_600],
  ['more often, since the limit was lowered: until enough of them are a day old', { done: [23, 20, 1], most: 2, speed: 1 }, 4 * 3_600],
  ['a clock that runs sixty times as fast', { done: [23], most: 1, speed: 60 }, 60],
])('%s', (_, { done, most, speed }, seconds) => {
  expect(secondsToNext(done.map(ago), most, now, { speed })).toBe(seconds)
})
