/**
 * The first expected line that the output does not have, in this order; lines that nobody expects may stand between. `…` stands for anything
 * in a line; indentation does not count.
 */
export function firstMiss(expected: readonly string[], output: string): string | undefined {
  const lines = output.split('\n').map((line) => line.trim())
  let next = 0
  return expected.find((line) => {
    const pattern = patternOf(line.trim())
    const found = lines.findIndex((candidate, index) => index >= next && pattern.test(candidate))
    next = found + 1
    return found < 0
  })
}

function patternOf(line: string): RegExp {
  const parts = line.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`)
}
