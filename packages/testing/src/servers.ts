import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startKafka } from './kafka.ts'
import { startPostgres, throwAwayPostgres } from './postgres.ts'
import { isRunning } from './running.ts'
import type { StartedServers, TestServers } from './started-servers.ts'

/** By this variable the start of a jest run tells its workers where the servers are. */
const announced = 'YIWANG_TEST_SERVERS'

let onDemand: Promise<StartedServers> | undefined

/** The servers of this run: those that the run started for all its files, else servers of this process's own. */
export async function testServers(): Promise<TestServers> {
  const announcement = process.env[announced]
  if (announcement) return JSON.parse(announcement)
  onDemand ??= startTestServers()
  return onDemand
}

/** Starts servers and tells everything that this process starts from now on where they are. */
export async function announceTestServers(): Promise<StartedServers> {
  const servers = await startTestServers()
  const { postgres, brokers } = servers
  process.env[announced] = JSON.stringify({ postgres, brokers } satisfies TestServers)
  return servers
}

/** Starts an empty PostgreSQL and an empty Kafka for tests, in this machine's processes or, with TEST_SERVERS=containers, in containers. */
export async function startTestServers(): Promise<StartedServers> {
  if (serverKind() === 'containers') return (await import('./servers-in-containers.ts')).startInContainers(say)
  removeLeftovers()
  const folder = testFolder()
  const [postgres, kafka] = await Promise.all([
    startPostgres({ folder: join(folder, 'postgres'), settings: throwAwayPostgres }),
    startKafka({ folder: join(folder, 'kafka'), say }),
  ])
  say(`local servers: PostgreSQL on port ${postgres.port}, Kafka on port ${kafka.port}`)
  return {
    postgres: postgres.url,
    brokers: kafka.brokers,
    async stop() {
      await Promise.all([postgres.stop(), kafka.stop()])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export function serverKind(): 'local' | 'containers' {
  const kind = process.env['TEST_SERVERS'] ?? 'local'
  if (kind === 'local' || kind === 'containers') return kind
  throw new Error(`TEST_SERVERS is "${kind}"; it may be "local" or "containers".`)
}

const folderPrefix = 'yiwang-test-'

/** For what a local server of this process keeps. */
export function testFolder(): string {
  return mkdtempSync(join(tmpdir(), `${folderPrefix}${process.pid}-`))
}

/** A run that was killed could not remove its folder. */
function removeLeftovers(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(new RegExp(`^${folderPrefix}(\\d+)-`).exec(name)?.[1])
    if (pid && !isRunning(pid)) rmSync(join(tmpdir(), name), { recursive: true, force: true })
  }
}

function say(line: string): void {
  process.stderr.write(`test servers: ${line}\n`)
}
