// Brings a service's database (made if absent) to its last migration and keeps Prisma's table of migrations; plain JavaScript, so that an
// image needs neither a compiler nor Prisma's command line: DATABASE_URL=… node packages/database/migrations/deploy.mjs <service>
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openSchemaEngine, panic } from './engine.mjs'
import { connectionFields, runSql } from './postgres-adapter.mjs'

const [service] = process.argv.slice(2)
const folder = fileURLToPath(new URL(`../../../services/${service}/prisma/migrations`, import.meta.url))
const url = process.env.DATABASE_URL

try {
  if (!service || !existsSync(folder))
    throw new Error(`There are no migrations of a service ${service}: node packages/database/migrations/deploy.mjs <service>`)
  if (!url) throw new Error('DATABASE_URL is missing: postgres://user:password@host:port/database')
  await createIfAbsent(connectionFields(url))
  const applied = await applyMigrations()
  console.log(applied.length > 0 ? `${service}: migrated, ${applied.join(', ')}` : `${service}: was up to date`)
  process.exit(0)
} catch (error) {
  console.error(`The migrations of ${service} failed: ${panic.message || error.message}`)
  process.exit(1)
}

async function applyMigrations() {
  const engine = await openSchemaEngine(url)
  const lockfile = join(folder, 'migration_lock.toml')
  const migrationsList = {
    baseDir: folder,
    lockfile: { path: 'migration_lock.toml', content: readFileSync(lockfile, 'utf8') },
    shadowDbInitScript: '',
    migrationDirectories: migrations(),
  }
  const filters = { externalTables: [], externalEnums: [] }
  return (await engine.applyMigrations({ migrationsList, filters })).appliedMigrationNames
}

function migrations() {
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return names
    .map(({ name }) => name)
    .sort()
    .map((name) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: readFileSync(join(folder, name, 'migration.sql'), 'utf8') } },
    }))
}

/** Whoever may not make databases is given one. */
async function createIfAbsent(connection) {
  const absent = await runSql(connection).then(
    () => false,
    (error) => error.code === '3D000' || Promise.reject(error),
  )
  if (absent) await runSql({ ...connection, database: 'postgres' }, `create database "${connection.database}"`)
}
