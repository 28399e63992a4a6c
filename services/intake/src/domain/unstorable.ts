const NUL = 'has a NUL character'
export const HALF_PAIR = 'has half of a surrogate pair'
const DEEP = 'is nested too deeply'
/** Whatever reads a value goes down by recursion, and a stack has an end. */
const DEEPEST = 64

/** What no column of JSON keeps, wherever in a value it is; undefined if there is nothing of it. */
export function unstorable(value: unknown, depth = 0): typeof NUL | typeof HALF_PAIR | typeof DEEP | undefined {
  if (typeof value === 'string') {
    if (value.includes('\0')) return NUL
    return value.isWellFormed() ? undefined : HALF_PAIR
  }
  if (value === null || typeof value !== 'object') return undefined
  if (depth === DEEPEST) return DEEP
  for (const [name, member] of Object.entries(value)) {
    const found = unstorable(name) ?? unstorable(member, depth + 1)
    if (found) return found
  }
  return undefined
}
