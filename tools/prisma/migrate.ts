import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { migrationsFolder } from './prisma.ts'

/** The program that migrates in the images too. */
const deploy = resolve(import.meta.dirname, '../../packages/database/migrations/deploy.mjs')

/** Brings a service's database (made if absent) to its last migration. Says false if there was nothing to do, which takes milliseconds. */
export async function deployMigrations(service: string, url: string): Promise<boolean> {
  if (await isUpToDate(service, url)) return false
  await promisify(execFile)(process.execPath, [deploy, service], { env: { ...process.env, DATABASE_URL: url } })
  return true
}

async function isUpToDate(service: string, url: string): Promise<boolean> {
  const applied = await appliedMigrations(url)
  return applied !== undefined && migrationsOf(service).every(({ name, checksum }) => applied.get(name) === checksum)
}

/** Names and checksums as Prisma keeps them; undefined where there is no database or no table yet. */
async function appliedMigrations(url: string): Promise<Map<string, string> | undefined> {
  const client = new pg.Client(url)
  try {
    await client.connect()
    const { rows } = await client.query('select migration_name, checksum from _prisma_migrations where finished_at is not null')
    return new Map(rows.map((row) => [row.migration_name, row.checksum]))
  } catch (error) {
    const absent = ['3D000', '42P01'] // no such database, no such table
    if (absent.includes((error as { code?: string }).code ?? '')) return undefined
    throw error
  } finally {
    await client.end()
  }
}

function migrationsOf(service: string): { name: string; checksum: string }[] {
  const folder = migrationsFolder(service)
  const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'migration.sql')))
  return names.map((name) => {
    const sql = readFileSync(join(folder, name, 'migration.sql'))
    return { name, checksum: createHash('sha256').update(sql).digest('hex') }
  })
}
