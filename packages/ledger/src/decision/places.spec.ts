import { hash } from 'node:crypto'
import { Places } from './places.ts'

const name = (n: number) => hash('sha256', String(n))

describe('places of pseudonyms', () => {
  it('are numbered by their first appearance, and found again however many there are', () => {
    const places = new Places()
    for (let n = 0; n < 10_000; n++) expect(places.add(name(n))).toBe(true)
    for (let n = 0; n < 10_000; n += 3) expect([places.of(name(n)), places.add(name(n))]).toEqual([n, false])
    expect([places.size, places.of(name(10_000))]).toEqual([10_000, undefined])
  })

  it('tell pseudonyms apart that differ in one digit', () => {
    const places = new Places()
    const names = Array.from({ length: 64 }, (_, n) => `${'0'.repeat(n)}1${'0'.repeat(63 - n)}`)
    for (const one of names) places.add(one)
    expect(names.map((one) => places.of(one))).toEqual(names.map((_, n) => n))
  })

  it.each(['', 'abc', 'g'.repeat(64), '0'.repeat(66)])('refuse what is no pseudonym: %s', (text) => {
    expect(() => new Places().add(text)).toThrow(RangeError)
  })
})
