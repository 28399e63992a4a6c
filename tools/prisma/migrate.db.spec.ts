import { randomBytes } from 'node:crypto'
import { databaseUrl, testServers } from '@yiwang/testing'
import pg from 'pg'
import { deployMigrations } from './migrate.ts'

it('makes a database and migrates it once; the second time there is nothing to do', async () => {
  const { postgres } = await testServers()
  const name = `migrate_${randomBytes(4).toString('hex')}`
  expect(await deployMigrations('sla', databaseUrl(postgres, name))).toBe(true)
  expect(await deployMigrations('sla', databaseUrl(postgres, name))).toBe(false)
  const client = new pg.Client(databaseUrl(postgres, name))
  await client.connect()
  const { rows } = await client.query("select count(*)::int as tables from pg_tables where schemaname = 'messaging'")
  await client.end()
  expect(rows[0].tables).toBeGreaterThan(0)
})
