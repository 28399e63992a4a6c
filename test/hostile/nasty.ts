import type { Random } from './random.ts'

/** Texts on which programs have stumbled before. */
export const NASTY_TEXTS: readonly string[] = [
  ...['', ' ', '\0', 'a\0b', '\u200b', '\ufeff', '\u202eabc', '\ud800', '\udfff\ud800', '🛗', '\t\r\n', '\u0001\u001f\u007f'],
  ...["' OR 1=1 --", '"; drop table matter; --', '$1', '%s%n', '{{7*7}}', '<script>alert(1)</script>', '`id`', '| ls', '\\'],
  ...['../../../etc/passwd', '..%2f..%2fetc%2fpasswd', '%00', '%zz', '%', 'file:///etc/passwd', 'http://127.0.0.1/', '//evil', '~root'],
  ...['null', 'undefined', 'NaN', 'Infinity', '-0', '1e999', '0x10', '01', '١٢٣', 'true', '[object Object]', '[]', '{}'],
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '/__proto__/x', 'length', 'then'],
  ...['9'.repeat(400), '-1', '0', '1.5', '9007199254740993', '-9223372036854775809', '4294967296', '2147483648'],
  ...['0000-01-01T00:00:00Z', '9999-12-31T23:59:60Z', '+275760-09-13T00:00:00Z', '2026-02-30T00:00:00Z', '1e10', '24:00'],
  ...['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '{00000000-0000-4000-8000-000000000000}'],
  ...['a'.repeat(300), '江'.repeat(300), '\u0301'.repeat(200), 'ß'.repeat(100), 'x'.repeat(5000), '*', '%', '_', '500105', '500105%'],
]

const NASTY_VALUES: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1.5, 1e308, -1e308, Number.MIN_VALUE, 2 ** 53, [], {}, [[]], [null], { a: 1 }],
  ...[{ length: 1e9 }, { toJSON: 1 }, { valueOf: 1 }, [1, 'a', null, {}], { lon: 'east', lat: [] }, { lon: 1e300, lat: -1e300 }],
]

export const nastyText = (random: Random): string => random.of(NASTY_TEXTS)
export const nastyValue = (random: Random): unknown => (random.chance(0.6) ? nastyText(random) : random.of(NASTY_VALUES))

/** JSON that is nested this deep. */
export const deepJson = (depth: number, random: Random): string =>
  random.chance(0.5) ? '['.repeat(depth) + ']'.repeat(depth) : `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`

/** Bytes that are no UTF-8, inside what would else be JSON. */
export const badUtf8 = (): Buffer =>
  Buffer.concat([
    Buffer.from('{"text":"'),
    Buffer.from([0xc3, 0x28, 0xa0, 0xa1, 0xe2, 0x28, 0xa1, 0xf0, 0x28, 0x8c, 0xbc, 0xff]),
    Buffer.from('"}'),
  ])

/** A value with one part of it replaced, removed or doubled. */
export function mutated(value: unknown, random: Random): unknown {
  if (value === null || typeof value !== 'object' || random.chance(0.15)) return nastyValue(random)
  if (Array.isArray(value)) {
    if (value.length === 0 || random.chance(0.3)) return [...value, nastyValue(random)]
    if (random.chance(0.2)) return Array.from({ length: 2_000 }, () => value[0])
    const at = random.below(value.length)
    return value.map((item, k) => (k === at ? mutated(item, random) : item))
  }
  const entries = Object.entries(value)
  if (entries.length === 0 || random.chance(0.25)) return withMember(value, nastyText(random) || 'x', nastyValue(random))
  const at = random.below(entries.length)
  if (random.chance(0.2)) return Object.fromEntries(entries.filter((_, k) => k !== at))
  return Object.fromEntries(entries.map(([key, item], k) => [key, k === at ? mutated(item, random) : item]))
}

/** Also a member named __proto__ is one that JSON can carry. */
function withMember(value: object, name: string, member: unknown): object {
  const copy = { ...value }
  Object.defineProperty(copy, name, { value: member, enumerable: true, configurable: true, writable: true })
  return copy
}
