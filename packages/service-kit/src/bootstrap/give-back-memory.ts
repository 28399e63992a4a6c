import { performance } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

type Collect = (options: { type: 'major'; flavor: 'last-resort' }) => void

/**
 * Collects and compacts what the start has used: loading the code and reading the directory leave a third of the heap empty, and V8 gives
 * that back only under pressure, which an idle service never feels. Some 150 ms, once.
 */
export function giveBackMemory(): void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as Collect
  setFlagsFromString('--no-expose-gc')
  collect({ type: 'major', flavor: 'last-resort' })
}

const LOOK_AFTER_MS = 20_000
const QUIET = 0.1

/**
 * Once more if nothing happens at first: the first fetches, probes and gauges leave as much again. Never under load: what V8 compiled for
 * the paths that are in use goes with the rest, and costs a busy service half a minute of half its pace.
 */
export function giveBackMemoryIfQuiet(): void {
  const start = performance.eventLoopUtilization()
  setTimeout(() => {
    if (performance.eventLoopUtilization(start).utilization < QUIET) giveBackMemory()
  }, LOOK_AFTER_MS).unref()
}
