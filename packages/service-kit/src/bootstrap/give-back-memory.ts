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
const LOOKS = 3
const QUIET = 0.1

/**
 * Once more in a quiet moment soon after the start: the first fetches, probes and gauges leave as much again. Never later: it also throws away what
 * V8 has compiled, and a service that has been busy would be slow for minutes when it is needed again.
 */
export function giveBackMemoryOnceQuiet(utilization = utilizationSince(), collect = giveBackMemory): void {
  let looks = 0
  const timer = setInterval(() => {
    const quiet = utilization() <= QUIET
    if (quiet) collect()
    if (quiet || ++looks === LOOKS) clearInterval(timer)
  }, LOOK_EVERY_MS).unref()
}

/** How busy the event loop was since it was asked last, from 0 to 1. */
function utilizationSince(): () => number {
  let seen = performance.eventLoopUtilization()
  return () => {
    const { utilization } = performance.eventLoopUtilization(seen)
    seen = performance.eventLoopUtilization()
    return utilization
  }
}
