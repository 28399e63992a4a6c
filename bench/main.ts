// npm run bench [name …]: measures, and prints a table and one JSON line a figure.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Bench, BenchOptions } from './bench.ts'
import { printFigures, runBench } from './run-bench.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '30' },
    legs: { type: 'string', default: '5' },
    scale: { type: 'string', default: '1' },
    list: { type: 'boolean', default: false },
  },
})
const options: BenchOptions = { seconds: Number(values.seconds), legs: Number(values.legs), scale: Number(values.scale) }
const known = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.slice(0, -'.bench.ts'.length))
const unknown = positionals.filter((name) => !known.includes(name))
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}. There are: ${known.join(', ')}.`)
  process.exit(2)
}

let failed = 0
for (const name of positionals.length > 0 ? positionals : known) {
  const { bench } = (await import(join(import.meta.dirname, `${name}.bench.ts`))) as { bench: Bench }
  if (values.list) {
    console.log(`${name.padEnd(14)} ${bench.what}`)
    continue
  }
  const { figures, failure } = await runBench(bench, options)
  printFigures(bench, figures)
  if (failure) {
    failed++
    console.error(`${name} failed:`, failure)
  }
}
process.exit(failed === 0 ? 0 : 1)
