import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { openDatabase, sql } from '@yiwang/database'
import { databaseUrl, type PostgresServer, startPostgres, throwAwayPostgres } from '@yiwang/testing'
import { deployMigrations } from '../../tools/prisma/migrate.ts'
import { districtPostgres } from '../postgres.ts'
import { checkChains } from './check.ts'
import { importDistrict } from './district.ts'
import { BEGIN } from './period.ts'
import type { WorkerTask } from './worker.ts'

const root = resolve(import.meta.dirname, '../..')
const cache = join(root, '.cache/bench')
export const seededServices = ['dispatch', 'intake', 'sla', 'notify'] as const
type Seeded = (typeof seededServices)[number]
export const isSeeded = (service: string): service is Seeded => (seededServices as readonly string[]).includes(service)
const WORKERS = 2
const LEDGER_MONTHS = 13

export interface SeededServer {
  readonly server: PostgresServer
  /** The database of a service with so many cases in it. */
  url(service: Seeded, cases: number): string
}

/**
 * A durable PostgreSQL that keeps districts with so many cases each: made once, and anew when the migrations, the demo district or the
 * seed's own program change. What a bench adds to it stays.
 */
export async function seededServer(sizes: readonly number[], say: (line: string) => void): Promise<SeededServer> {
  const folder = join(cache, `seed-${fingerprint()}`)
  for (const old of existsSync(cache) ? readdirSync(cache) : []) {
    if (old.startsWith('seed-') && join(cache, old) !== folder && !isRunning(old))
      rmSync(join(cache, old), { recursive: true, force: true })
  }
  mkdirSync(folder, { recursive: true })
  const missing = sizes.filter((cases) => !existsSync(madeMark(folder, cases)))
  for (const cases of missing) await seed(folder, cases, say)
  const server = await startPostgres({ folder: join(folder, 'postgres'), settings: districtPostgres })
  return { server, url: (service, cases) => databaseUrl(server.url, `${service}_${cases}`) }
}

/** Whether a PostgreSQL is at work on it. */
const isRunning = (seeds: string): boolean => existsSync(join(cache, seeds, 'postgres/data/postmaster.pid'))

const madeMark = (folder: string, cases: number): string => join(folder, `made-${cases}.json`)

async function seed(folder: string, cases: number, say: (line: string) => void): Promise<void> {
  const began = performance.now()
  const server = await startPostgres({
    folder: join(folder, 'postgres'),
    settings: { ...throwAwayPostgres, maintenance_work_mem: '256MB' },
  })
  const tell = (line: string) => say(`seed of ${cases} cases: ${line} (${Math.round((performance.now() - began) / 1000)} s)`)
  try {
    const urls = await emptyDatabases(server.url, cases)
    tell('databases are migrated, the district is imported')
    const workers = Array.from({ length: WORKERS }, (_, worker) => start({ cases, urls, worker, workers: WORKERS }))
    await followed(workers, cases, tell)
    await Promise.all(seededServices.map((service) => finish(urls[service])))
    const dispatch = openDatabase({ url: urls.dispatch, applicationName: 'seed' })
    tell(await checkChains(dispatch, cases))
    await dispatch.close()
  } finally {
    await server.stop()
  }
  await promisify(execFile)('sync')
  writeFileSync(madeMark(folder, cases), JSON.stringify({ seconds: Math.round((performance.now() - began) / 1000) }))
  tell('made')
}

async function emptyDatabases(server: string, cases: number): Promise<WorkerTask['urls']> {
  const url = (service: string) => databaseUrl(server, `${service}_${cases}`)
  const admin = openDatabase({ url: server, applicationName: 'seed', max: 1 })
  await Promise.all(
    ['directory', ...seededServices].map(async (service) => {
      await admin.pool.query(`drop database if exists ${service}_${cases} with (force)`)
      await deployMigrations(service, url(service))
    }),
  )
  await admin.close()
  const directory = openDatabase({ url: url('directory'), applicationName: 'seed', max: 2 })
  await importDistrict(directory)
  await directory.close()
  const dispatch = openDatabase({ url: url('dispatch'), applicationName: 'seed', max: 1 })
  await dispatch.run(sql`select ledger.ensure_months(${new Date(BEGIN).toISOString().slice(0, 10)}::date, ${LEDGER_MONTHS}::int)`)
  await dispatch.close()
  return { directory: url('directory'), dispatch: url('dispatch'), intake: url('intake'), sla: url('sla'), notify: url('notify') }
}

function start(task: WorkerTask): ChildProcess {
  return spawn(process.execPath, [join(root, 'tools/run.mjs'), join(import.meta.dirname, 'worker.ts')], {
    env: { ...process.env, SEED_TASK: JSON.stringify(task) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

/** They say how many cases they have made, a line a day. */
async function followed(workers: readonly ChildProcess[], cases: number, tell: (line: string) => void): Promise<void> {
  let made = 0
  let told = 0
  for (const { stdout } of workers) {
    stdout!.on('data', (chunk) => {
      for (const line of String(chunk).trim().split('\n')) made += Number(line)
      if (made - told >= cases / 10) tell(`${(told = made)} are made`)
    })
  }
  const ended = await Promise.all(workers.map((worker) => new Promise<number | null>((done) => worker.on('close', done))))
  if (ended.some((status) => status !== 0)) throw new Error('a worker of the seed failed')
}

/** As autovacuum would have left it. */
async function finish(url: string): Promise<void> {
  const database = openDatabase({ url, applicationName: 'seed', max: 1 })
  await database.pool.query('vacuum (freeze, analyze)')
  await database.pool.query('checkpoint')
  await database.close()
}

/** What the rows come from: the migrations, the demo district, and the programs here that make them. */
const SOURCES = [
  'services/*/prisma/migrations/*/migration.sql',
  'demo/district/**/*.{csv,json}',
  'bench/seed/{conduct,district,ledgers,life,period,reports,worker}.ts',
]

function fingerprint(): string {
  const files = globSync(SOURCES, { cwd: root })
  const hash = createHash('sha256')
  for (const file of files.sort()) hash.update(file).update(readFileSync(join(root, file)))
  return hash.digest('hex').slice(0, 12)
}
