import { eventually } from '@yiwang/testing'
import { type ServiceName, services } from '../../tools/services.ts'
import type { Report } from './report.ts'
import type { Town } from './town.ts'

export interface Memory {
  readonly heap: number
  readonly rss: number
}
/** The logs are large by then. */
const POLL = { timeout: 60_000, interval: 1_000 }

export type Memories = Record<ServiceName, Memory>

/** What is left in every service once all garbage is collected. */
export async function memoryAfterSettling({ platform }: Town): Promise<Memories> {
  const all = await Promise.all(services.map(async (name) => [name, await settledMemory(platform, name)] as const))
  return Object.fromEntries(all) as Memories
}

async function settledMemory(platform: Town['platform'], name: ServiceName): Promise<Memory> {
  const before = settledLines(platform, name).length
  process.kill(platform.process(name).pid, 'SIGUSR2')
  return eventually(() => {
    const lines = settledLines(platform, name)
    if (lines.length <= before) throw new Error(`${name} has not said yet what memory it has`)
    const { heapUsed, external, rss } = JSON.parse(lines.at(-1)!) as { heapUsed: number; external: number; rss: number }
    return { heap: heapUsed + external, rss }
  }, POLL)
}

const settledLines = (platform: Town['platform'], name: ServiceName) =>
  platform
    .logText(name)
    .split('\n')
    .filter((line) => line.startsWith('{"settled":true'))

const megabytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(0)} MB`

/** What may be more after a second equal round: caches that had not seen every id, compiled code. A leak of 100 bytes an input is far more. */
const SLACK = 12 * 1024 * 1024

export function checkMemory(report: Report, first: Memories, second: Memories): void {
  for (const name of services) {
    const [before, after] = [first[name], second[name]]
    report.check(
      `memory of ${name} does not grow`,
      after.heap - before.heap < SLACK,
      `heap ${megabytes(before.heap)}, after as many inputs again ${megabytes(after.heap)}; resident ${megabytes(before.rss)}, ${megabytes(after.rss)}`,
    )
  }
}
