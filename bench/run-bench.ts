import { availableParallelism, cpus, totalmem } from 'node:os'
import { type Bench, type BenchContext, type BenchOptions, type FigureLine, lineOf } from './bench.ts'

interface Outcome {
  readonly figures: readonly FigureLine[]
  readonly failure?: unknown
}

/** Runs a bench and everything that it left for its end, whatever comes of it; what it reported until then counts. */
export async function runBench(bench: Bench, options: BenchOptions): Promise<Outcome> {
  const figures: FigureLine[] = []
  const stops: (() => unknown)[] = []
  const began = performance.now()
  const say = (line: string) =>
    process.stderr.write(`${bench.name} ${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${line}\n`)
  say(bench.what)
  try {
    await bench.run({
      ...options,
      say,
      report: (figure) => figures.push(lineOf(bench.name, figure)),
      onEnd: (stop) => stops.unshift(stop),
    })
    return { figures }
  } catch (failure) {
    return { figures, failure }
  } finally {
    for (const stop of stops) await Promise.resolve(stop()).catch((error) => say(`could not be stopped: ${error}`))
    say('ended')
  }
}

/** A part of a bench, which ends what it started before the next part begins. */
export async function part(context: BenchContext, work: (context: BenchContext) => Promise<void>): Promise<void> {
  const stops: (() => unknown)[] = []
  try {
    await work({ ...context, onEnd: (stop) => stops.unshift(stop) })
  } finally {
    for (const stop of stops) await stop()
  }
}

export function printFigures({ name, what }: Bench, figures: readonly FigureLine[]): void {
  console.log(`\n${name}: ${what}\n${machine()}\n`)
  const head = ['figure', 'value', 'unit', 'floor', 'ratio', 'goal', 'met']
  const rows = figures.map(({ figure, value, unit, floor, ratio, goal, met }) =>
    [figure, value, unit, floor ?? '', ratio ?? '', goal ?? '', met === null ? '' : met ? 'yes' : 'NO'].map(String),
  )
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]!.length)))
  for (const row of [head, ...rows])
    console.log(
      `  ${row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd()}`,
    )
  console.log('')
  for (const line of figures) console.log(JSON.stringify(line))
}

function machine(): string {
  const memory = Math.round(totalmem() / 2 ** 30)
  return `${availableParallelism()} cores (${cpus()[0]?.model.trim()}), ${memory} GB, ${process.platform}, Node ${process.versions.node}`
}
