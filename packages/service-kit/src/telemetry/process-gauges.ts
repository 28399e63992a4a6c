import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { record } from './telemetry.ts'

const NANOSECONDS = 1e9
const MICROSECONDS = 1e6

/** How the process itself does, since the last look. */
export function processGauges(): () => void {
  const delay = monitorEventLoopDelay({ resolution: 20 })
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

/** Before its first sample the histogram answers with what no delay can be. */
const secondsOf = (nanoseconds: number): number => (nanoseconds > 3_600 * NANOSECONDS ? 0 : nanoseconds / NANOSECONDS)
