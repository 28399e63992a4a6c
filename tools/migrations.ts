// npm run -s migrations -- check|diff <service>: does the schema agree with the migrations; the SQL that is missing in them.
// npm run -s migrations -- deploy <service> <database url>
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres, throwAwayPostgres } from '@yiwang/testing'
import { drift, missingSql } from './prisma/drift.ts'
import { deployMigrations } from './prisma/migrate.ts'
import { servicesWithMigrations } from './prisma/prisma.ts'

const [action, service = '', url = ''] = process.argv.slice(2)
if (!servicesWithMigrations().includes(service)) throw new Error(`One of these is needed: ${servicesWithMigrations().join(', ')}`)

switch (action) {
  case 'deploy':
    console.log((await deployMigrations(service, url)) ? 'migrated' : 'was up to date')
    break
  case 'check':
    await onScratchServer(async (scratch) => {
      const found = await drift(service, scratch)
      console.log(found ?? 'schema = migrations')
      if (found) process.exitCode = 1
    })
    break
  case 'diff':
    await onScratchServer(async (scratch) => console.log(await missingSql(service, scratch)))
    break
  default:
    throw new Error('npm run -s migrations -- check|diff|deploy <service> [database url]')
}

async function onScratchServer(work: (url: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'yiwang-migrations-'))
  const server = await startPostgres({ folder, settings: throwAwayPostgres })
  try {
    await work(server.url)
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
