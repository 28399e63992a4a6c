import { readFileSync } from 'node:fs'
import { servicesWithMigrations } from '../prisma/prisma.ts'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

describe('the tables of messaging', () => {
  it.each(servicesWithMigrations())('are made by the first migration of %s as the package says', (service) => {
    const migration = read(`services/${service}/prisma/migrations/20261124000000_messaging/migration.sql`)
    expect(migration).toBe(read('packages/messaging/sql/messaging.sql'))
  })
})
