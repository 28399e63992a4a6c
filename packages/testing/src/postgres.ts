import { execFile } from 'node:child_process'
import { chownSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { type GuardedProcess, guarded } from './guarded-process.ts'
import { freePort, portOpen } from './ports.ts'
import { postgresBinaries, type Unprivileged, unprivileged } from './postgres-binaries.ts'

/** For data that must survive: PostgreSQL's own durable defaults. */
export const durablePostgres = { shared_buffers: '128MB', max_connections: '300' } as const

/** For data that ends with the run: nothing waits for the disk, nothing is cleaned up behind a test. */
export const throwAwayPostgres = {
  ...durablePostgres,
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  autovacuum: 'off',
  max_wal_size: '2GB',
  checkpoint_timeout: '1h',
} as const

export interface PostgresServer {
  /** The database `postgres`, as its superuser. */
  readonly url: string
  readonly port: number
  readonly process: GuardedProcess
  stop(): Promise<void>
}

export interface PostgresOptions {
  /** Holds the data and the log; what is there is used again. */
  folder: string
  port?: number
  settings?: Readonly<Record<string, string>>
  /** Of a cluster that is made, not of one that is there. */
  walSegmentMb?: number
  /** Is told the process at once, before it serves. */
  spawned?: (process: GuardedProcess) => void
}

/** Starts a PostgreSQL on loopback that ends with this process. */
export async function startPostgres({
  folder,
  port,
  settings = durablePostgres,
  walSegmentMb = 16,
  spawned,
}: PostgresOptions): Promise<PostgresServer> {
  const binaries = postgresBinaries()
  const as = unprivileged()
  const data = join(folder, 'data')
  mkdirSync(folder, { recursive: true })
  if (as.options.uid !== undefined) chownSync(folder, as.options.uid, as.options.gid as number)
  if (!existsSync(join(data, 'PG_VERSION'))) await createCluster(binaries, data, as, walSegmentMb)
  const listenOn = port ?? (await freePort())
  const options = { listen_addresses: '127.0.0.1', unix_socket_directories: '', ...settings }
  const [command, ...args] = [
    ...as.prefix,
    join(binaries, 'postgres'),
    ...['-D', data, '-p', String(listenOn)],
    ...Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]
  const server = guarded({
    command: command as string,
    args,
    stopSignal: 'INT', // fast shutdown; TERM would wait for the clients to leave
    logFile: join(folder, 'postgres.log'),
    options: { ...as.options, env: { ...process.env, LC_ALL: 'C' } },
  })
  spawned?.(server)
  const url = `postgres://postgres@127.0.0.1:${listenOn}/postgres`
  await portOpen(listenOn, server.ended)
  await answersQueries(url, server)
  return {
    url,
    port: listenOn,
    process: server,
    stop: () => server.stop(),
  }
}

/** After a crash it listens before it has recovered, and refuses its clients until then. */
async function answersQueries(url: string, server: GuardedProcess): Promise<void> {
  for (;;) {
    const client = new pg.Client(url)
    // It may be killed while it is asked: what was asked fails by itself, and nobody else has to hear of it.
    client.on('error', () => {})
    try {
      await client.connect()
      await client.query('select 1')
      return
    } catch (error) {
      if (server.ended()) throw error
      await pause(50)
    } finally {
      await client.end().catch(() => {})
    }
  }
}

async function createCluster(binaries: string, data: string, as: Unprivileged, walSegmentMb: number): Promise<void> {
  const [command, ...args] = [
    ...as.prefix,
    join(binaries, 'initdb'),
    ...[
      '-D',
      data,
      '-U',
      'postgres',
      '--auth=trust',
      '--encoding=UTF8',
      '--locale=C',
      '--no-sync',
      '--no-instructions',
      `--wal-segsize=${walSegmentMb}`,
    ],
  ]
  await promisify(execFile)(command as string, args, { ...as.options, env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' } })
}
