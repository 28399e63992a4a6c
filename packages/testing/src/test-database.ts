import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Database, openDatabase } from '@yiwang/database'
import pg from 'pg'
import { testServers } from './servers.ts'

const services = resolve(import.meta.dirname, '../../../services')

export interface TestDatabase {
  readonly url: string
  readonly database: Database
  /** Closes `database` and removes what `url` names. */
  drop(): Promise<void>
}

/**
 * A database of one's own with the service's tables: a clone (some 40 ms) of a template that the first one of a run migrates. It is on the
 * run's server unless another is given.
 */
export async function testDatabase(service: string, server?: { readonly postgres: string }): Promise<TestDatabase> {
  const { postgres } = server ?? (await testServers())
  const name = `${service}_${randomBytes(6).toString('hex')}`
  await asAdministrator(postgres, async (admin) => {
    // One at a time: a template is made once, and it cannot be copied while somebody else is connected to it.
    await admin.query('select pg_advisory_lock(7271)')
    const template = await templateOf(service, postgres, admin)
    await admin.query(`create database ${name} template ${template} strategy file_copy`)
  })
  return opened(postgres, name)
}

/** A database of one's own that holds only what `sql` makes. */
export async function emptyTestDatabase(sql = ''): Promise<TestDatabase> {
  const { postgres } = await testServers()
  const name = `empty_${randomBytes(6).toString('hex')}`
  await asAdministrator(postgres, (admin) => admin.query(`create database ${name}`))
  if (sql) await asAdministrator(databaseUrl(postgres, name), (client) => client.query(sql))
  return opened(postgres, name)
}

function opened(server: string, name: string): TestDatabase {
  const url = databaseUrl(server, name)
  const database = openDatabase({ url, applicationName: 'test' })
  return {
    url,
    database,
    async drop() {
      await database.close()
      await asAdministrator(server, (admin) => admin.query(`drop database if exists ${name} with (force)`))
    },
  }
}

/** The template carries the hash of the migrations in its name: one for other migrations is never taken for it. */
async function templateOf(service: string, server: string, admin: pg.Client): Promise<string> {
  const migrations = migrationsOf(service)
  const hash = createHash('sha256').update(JSON.stringify(migrations)).digest('hex').slice(0, 12)
  const template = `template_${service}_${hash}`
  const there = await admin.query('select from pg_database where datname = $1', [template])
  if (there.rowCount) return template
  const half = `${template}_in_work`
  await admin.query(`drop database if exists ${half} with (force)`)
  await admin.query(`create database ${half}`)
  await asAdministrator(databaseUrl(server, half), async (client) => {
    for (const { name, sql } of migrations) {
      await client
        .query(sql)
        .catch((error) => Promise.reject(new Error(`migration ${name} of ${service}: ${error.message}`, { cause: error })))
    }
  })
  await admin.query(`alter database ${half} rename to ${template}`)
  return template
}

function migrationsOf(service: string): { name: string; sql: string }[] {
  const folder = join(services, service, 'prisma/migrations')
  if (!existsSync(folder)) throw new Error(`${service} has no migrations in ${folder}`)
  const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'migration.sql')))
  return names.sort().map((name) => ({ name, sql: readFileSync(join(folder, name, 'migration.sql'), 'utf8') }))
}

/** What a migration may do while a service runs: one more column in every table. */
export async function widenTables(database: Database): Promise<void> {
  await database.run({
    text: `do $$ declare one text; begin
      for one in select format('%I.%I', schemaname, tablename) from pg_tables t join pg_class c on c.oid = format('%I.%I', schemaname, tablename)::regclass
        where schemaname not in ('pg_catalog', 'information_schema') and not c.relispartition
      loop execute 'alter table ' || one || ' add column of_a_later_release int'; end loop;
    end $$`,
    values: [],
  })
}

export function databaseUrl(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

async function asAdministrator<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'test-administrator' })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
