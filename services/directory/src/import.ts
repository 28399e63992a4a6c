// The import where the service is installed: DATABASE_URL=… node services/directory/dist/import.js <folder> [--strict] [--dry-run]
import { parseArgs } from 'node:util'
import { clockFrom, loadConfig } from '@yiwang/service-kit'
import { importConfig } from './config.ts'
import { importCommand } from './import-command.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { strict: { type: 'boolean' }, 'dry-run': { type: 'boolean' } },
})
const [folder] = positionals
const config = loadConfig(importConfig.required({ DATABASE_URL: true }))
if (!folder) throw new Error('Which folder? node services/directory/dist/import.js <folder> [--strict] [--dry-run]')
process.exitCode = await importCommand({ folder, strict: values.strict, dryRun: values['dry-run'] }, config, clockFrom(config))
