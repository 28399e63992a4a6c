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

const LOOK_EVERY_MS = 20_000
const QUIET = 0.1

/** Once more in the first quiet moment afterwards: the first fetches, probes and gauges leave as much again. */
export function giveBackMemoryOnceQuiet(): void {
  let seen = performance.eventLoopUtilization()
  const timer = setInterval(() => {
    const { utilization } = performance.eventLoopUtilization(seen)
    seen = performance.eventLoopUtilization()
    if (utilization > QUIET) return
    clearInterval(timer)
    giveBackMemory()
  }, LOOK_EVERY_MS).unref()
}
