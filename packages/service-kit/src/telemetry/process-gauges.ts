import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { record } from './telemetry.ts'

const NANOSECONDS = 1e9
const MICROSECONDS = 1e6
/** Each sample wakes the process. */
const SAMPLE_EVERY_MS = 100

/** How the process itself does, since the last look. */
export function processGauges(): () => void {
  const delay = monitorEventLoopDelay({ resolution: SAMPLE_EVERY_MS })
  delay.enable()
  let cpu = process.cpuUsage()
  let busy = performance.eventLoopUtilization()
  return () => {
    record('eventLoopDelayP99', secondsOf(delay.percentile(99)))
    record('eventLoopDelayMax', secondsOf(delay.max))
    delay.reset()
    const busyNow = performance.eventLoopUtilization()
    record('eventLoopUtilization', performance.eventLoopUtilization(busyNow, busy).utilization)
    busy = busyNow
    record('memory', process.memoryUsage.rss())
    const now = process.cpuUsage()
    record('cpuTime', (now.user - cpu.user) / MICROSECONDS, { 'cpu.mode': 'user' })
    record('cpuTime', (now.system - cpu.system) / MICROSECONDS, { 'cpu.mode': 'system' })
    cpu = now
  }
}

/** The histogram holds the time from one sample to the next; before its first one it answers with what no delay can be. */
const secondsOf = (nanoseconds: number): number =>
  nanoseconds > 3_600 * NANOSECONDS ? 0 : Math.max(0, nanoseconds / NANOSECONDS - SAMPLE_EVERY_MS / 1_000)
