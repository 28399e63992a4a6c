import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type PostgresServer, startPostgres, throwAwayPostgres } from '@yiwang/testing'
import { drift } from '../prisma/drift.ts'
import { servicesWithMigrations } from '../prisma/prisma.ts'
import type { Step } from './step.ts'

/** One step a service, all on one PostgreSQL that starts with the first and is stopped by `stop`. */
export function migrationSteps(): { steps: Step[]; stop(): Promise<void> } {
  const folder = mkdtempSync(join(tmpdir(), 'yiwang-check-'))
  let server: Promise<PostgresServer> | undefined
  const steps = servicesWithMigrations().map((service) => ({
    name: `schema = migrations: ${service}`,
    async run() {
      server ??= startPostgres({ folder, settings: throwAwayPostgres })
      const found = await drift(service, (await server).url)
      return found === undefined ? ({ passed: true } as const) : ({ passed: false, output: found } as const)
    },
  }))
  return {
    steps,
    async stop() {
      await (await server)?.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
