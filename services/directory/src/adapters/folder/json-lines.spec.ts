import { JsonLines } from './json-lines.ts'

const text = `[
  { "a": "}],\\"{", "b": [1, 2,
    { "c": { "d": null } }
  ] },
  {
    "e": -1.5e3
  }
]`

it.each([
  ['the whole', [], 1],
  ['an element', [1], 5],
  ['a member behind text with brackets and quotes', [0, 'b'], 2],
  ['a nested element', [0, 'b', 2], 3],
  ['a nested member', [0, 'b', 2, 'c', 'd'], 3],
  ['a member on a line of its own', [1, 'e'], 6],
  ['what is not there, as near as it gets', [1, 'zzz'], 5],
  ['an element past the end, as near as it gets', [0, 'b', 9], 2],
])('finds the line of %s', (_, path: (string | number)[], line) => {
  expect(new JsonLines(text).of(path)).toBe(line)
})
