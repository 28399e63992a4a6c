import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../../..')
const tables = readFileSync(join(root, 'packages/messaging/sql/messaging.sql'), 'utf8')
const migrations = (service: string) => join(root, 'services', service, 'prisma/migrations')
const services = readdirSync(join(root, 'services')).filter((service) => existsSync(migrations(service)))

it.each(services)('the first migration of %s makes the tables of messaging as they stand here', (service) => {
  const [first] = readdirSync(migrations(service)).sort()
  expect(readFileSync(join(migrations(service), first!, 'migration.sql'), 'utf8').trim()).toBe(tables.trim())
})
