// npm run import -- <folder> [--strict] [--dry-run] [--postgres <url>]: makes the directory say what the folder says.
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type Clock, clockFrom, loadConfig } from '@yiwang/service-kit'
import { importConfig } from '../services/directory/src/config.ts'
import { importCommand } from '../services/directory/src/import-command.ts'
import { endpointsFile } from './start/paths.ts'

interface Endpoints {
  readonly postgres: string
  readonly clock?: { readonly realOrigin: number; readonly demoOrigin: number; readonly speed: number }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { strict: { type: 'boolean' }, 'dry-run': { type: 'boolean' }, postgres: { type: 'string' } },
})
const [folder] = positionals
if (!folder) stop('Which folder? npm run import -- <folder> [--strict] [--dry-run] [--postgres <url>]')

const config = loadConfig(importConfig)
const endpoints = readEndpoints()
const command = { folder, strict: values.strict, dryRun: values['dry-run'] }
process.exitCode = await importCommand(command, { ...config, DATABASE_URL: directoryUrl() }, clock())

/** The demo clock that the environment gives, else of the platform that runs here, else real time. */
function clock(): Clock {
  const { clock: running } = endpoints ?? {}
  const given = config.CLOCK_DEMO_ORIGIN !== undefined || config.CLOCK_SPEED !== undefined || values.postgres !== undefined
  if (given || !running) return clockFrom(config)
  return clockFrom({ CLOCK_REAL_ORIGIN: running.realOrigin, CLOCK_DEMO_ORIGIN: running.demoOrigin, CLOCK_SPEED: running.speed })
}

function readEndpoints(): Endpoints | undefined {
  try {
    return JSON.parse(readFileSync(endpointsFile, 'utf8')) as Endpoints
  } catch {
    return undefined
  }
}

/** --postgres, else DATABASE_URL, else what runs here. A server's URL means its database called directory. */
function directoryUrl(): string {
  const url = values.postgres ?? config.DATABASE_URL ?? endpoints?.postgres
  if (!url) stop('Nothing runs here (no .yiwang/endpoints.json): start it with npm start, or give --postgres <url>.')
  const parsed = new URL(url)
  if (['', '/', '/postgres'].includes(parsed.pathname)) parsed.pathname = '/directory'
  return parsed.href
}

function stop(message: string): never {
  console.error(message)
  process.exit(1)
}
