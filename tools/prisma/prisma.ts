import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')

export interface PrismaResult {
  readonly status: number
  readonly output: string
}

/** Runs the official command line for one service against one database, with our schema engine. */
export function prisma(service: string, args: readonly string[], url: string): Promise<PrismaResult> {
  const env = {
    ...process.env,
    PATH: join(root, 'node_modules/.bin') + delimiter + process.env['PATH'],
    DATABASE_URL: url,
    PRISMA_SCHEMA_ENGINE_BINARY: join(root, 'tools/prisma/schema-engine.mjs'),
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
    NO_COLOR: '1',
  }
  const cwd = join(root, 'services', service)
  return new Promise((settle) => {
    execFile(process.execPath, [join(root, 'node_modules/prisma/build/index.js'), ...args], { cwd, env }, (error, stdout, stderr) => {
      settle({ status: error ? Number(error.code) || 1 : 0, output: stdout + stderr })
    })
  })
}

export const migrationsFolder = (service: string) => join(root, 'services', service, 'prisma/migrations')

/** The services that have a database. */
export function servicesWithMigrations(): string[] {
  const names = readdirSync(join(root, 'services'))
  return names
    .filter((name) => existsSync(migrationsFolder(name)) && existsSync(join(root, 'services', name, 'prisma/schema.prisma')))
    .sort()
}
