import { readOptions } from './options.ts'

describe('the options of npm start', () => {
  it('plays the feed on the data that is there unless told otherwise', () => {
    expect(readOptions([])).toEqual({ fresh: false, feed: true })
  })

  it('takes servers that are there already', () => {
    const args = ['--fresh', '--no-feed', '--kafka', 'k:9092', '--postgres', 'postgres://p', '--issuer', 'http://i/', '--clock-speed', '60']
    const expected = { fresh: true, feed: false, kafka: 'k:9092', postgres: 'postgres://p', issuer: 'http://i', clockSpeed: 60 }
    expect(readOptions(args)).toEqual(expected)
  })

  it.each([
    ['a speed that is no number', ['--clock-speed', 'fast'], 'number above 0'],
    ['a clock that stands still', ['--clock-speed', '0'], 'number above 0'],
    ['an option that does not exist', ['--fresch'], '--fresch'],
  ])('refuses %s and says why', (_, args, why) => {
    expect(() => readOptions(args)).toThrow(why)
  })
})
