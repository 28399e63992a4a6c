import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { TestPlatform } from '../test/platform/platform.ts'
import type { ServiceName } from '../tools/services.ts'
import type { Bench, BenchContext } from './bench.ts'
import { cpuSecondsOf } from './cpu.ts'
import { lifecycles, peopleOf } from './lifecycle.ts'

const IDLE_SECONDS = 60
const USERS = 50
const MB = 1024 * 1024
/** With Prisma's client in it. */
const withPrisma: readonly ServiceName[] = ['directory', 'notify']

export const bench: Bench = {
  name: 'memory',
  what: 'resident memory of each service idle and after lifecycle-7, and what all of them use of the CPU while nothing happens',
  async run(context) {
    const platform = await TestPlatform.start({ servers: {}, shipped: true })
    context.onEnd(() => platform.stop())
    await idle(platform, context)
    await afterLoad(platform, context)
  },
}

async function idle(platform: TestPlatform, { report, say, scale }: BenchContext): Promise<void> {
  const processes = platform.processes()
  const cpu = () => processes.map(({ process }) => cpuSecondsOf(process.pid))
  await pause(IDLE_SECONDS * scale * 1000)
  const resident = processes.map(({ process }) => residentOf(process.pid))
  // After the first minute, in which a service compacts its memory once.
  const [before, began] = [cpu(), performance.now()]
  await pause(IDLE_SECONDS * scale * 1000)
  const [after, seconds] = [cpu(), (performance.now() - began) / 1000]
  const shares = after.map((used, n) => ((used - before[n]!) / seconds) * 100)
  for (const [n, { name }] of processes.entries()) {
    say(`${name} uses ${shares[n]!.toFixed(1)} % of a core`)
    const goal = { atMost: withPrisma.includes(name) ? 180 : 150 }
    report({ figure: `${name} idle`, value: resident[n]! / MB, unit: 'MB', goal })
  }
  report({ figure: 'all idle', value: shares.reduce((sum, share) => sum + share, 0), unit: '% of a core', goal: { atMost: 10 } })
}

async function afterLoad(platform: TestPlatform, { report, say, seconds, legs }: BenchContext): Promise<void> {
  const input = { ...platform.http, ...(await peopleOf(platform)) }
  const { done } = await lifecycles('lifecycle-7', input, { users: USERS, seconds: seconds * legs })
  say(`${done} lifecycles`)
  for (const { name, process } of platform.processes()) {
    report({ figure: `${name} after lifecycle-7`, value: residentOf(process.pid) / MB, unit: 'MB', goal: { atMost: 250 } })
  }
}

/** Linux only. */
function residentOf(pid: number): number {
  const status = `/proc/${pid}/status`
  const [, kilobytes] = (existsSync(status) && /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(status, 'utf8'))) || []
  if (!kilobytes) throw new Error(`there is no process ${pid}`)
  return Number(kilobytes) * 1024
}
