// npm run tour: the tour of README, command by command, against a running `npm start`; stops at the first step that does not hold.
import { readFileSync } from 'node:fs'
import { firstMiss } from './tour/expectation.ts'
import { Session } from './tour/session.ts'
import { type Step, stepsOf } from './tour/steps.ts'

const steps = stepsOf(readFileSync(new URL('../README.md', import.meta.url), 'utf8'))
const session = new Session()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => session.end())

try {
  for (const step of steps) await take(step)
  console.log(`The tour holds: ${steps.length} steps.`)
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
} finally {
  session.end()
}

async function take(step: Step): Promise<void> {
  const start = performance.now()
  const { output, status } = await session.run(step.commands)
  const expected = await filledIn(step.expected)
  const miss = firstMiss(expected, output)
  if (status !== 0 || miss !== undefined) throw new Error(report(step, { expected, miss, output, status }))
  console.log(`✓ ${step.name} (${((performance.now() - start) / 1000).toFixed(1)} s)`)
}

/** What is expected, with the session's values in place of `$NAME`. */
async function filledIn(lines: readonly string[]): Promise<string[]> {
  const names = new Set(lines.flatMap((line) => [...line.matchAll(/\$([A-Z]+)/g)].map(([, name]) => name as string)))
  const values = new Map<string, string>()
  for (const name of names) values.set(name, await session.value(name))
  return lines.map((line) => line.replace(/\$([A-Z]+)/g, (_, name) => values.get(name) ?? ''))
}

interface Result {
  readonly expected: readonly string[]
  readonly miss: string | undefined
  readonly output: string
  readonly status: number
}

function report(step: Step, { expected, miss, output, status }: Result): string {
  const what = miss === undefined ? `its last command ended with ${status}` : `this line did not come: ${miss}`
  const blocks = { commands: step.commands, expected: expected.join('\n'), came: output }
  const told = Object.entries(blocks).map(([name, text]) => `--- ${name}\n${text.trimEnd()}`)
  return `✗ ${step.name}: ${what}\n${told.join('\n')}`
}
