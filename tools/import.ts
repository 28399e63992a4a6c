// npm run import -- <folder> [--strict] [--dry-run] [--postgres <url>]: makes the directory say what the folder says.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { openDatabase } from '@yiwang/database'
import { type Clock, clockFrom, loadConfig, Sealing } from '@yiwang/service-kit'
import { importConfig } from '../services/directory/src/config.ts'
import type { Violation } from '../services/directory/src/domain/report.ts'
import type { Difference } from '../services/directory/src/import-differences.ts'
import { ImportDistrict, type ImportResult } from '../services/directory/src/import-district.ts'
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
const database = openDatabase({ url: directoryUrl(), applicationName: 'import', max: 2 })
try {
  process.exitCode = await importFolder(folder)
} catch (error) {
  const { code, message } = error as { code?: string; message: string }
  console.error(code === '42P01' || code === '3D000' ? `The database has no directory yet: start the platform once. (${message})` : error)
  process.exitCode = 1
} finally {
  await database.close()
}

async function importFolder(folder: string): Promise<number> {
  const importer = new ImportDistrict(database, new Sealing(config.PERSONAL_DATA_KEY), config.TOPIC_PREFIX)
  const began = performance.now()
  const dryRun = values['dry-run'] ?? false
  const result = await importer.run({
    ...{ folder: resolve(folder), strict: values.strict ?? false, dryRun, at: clock().now() },
    progress: (step) => console.log(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${step}`),
  })
  show(result, dryRun, (performance.now() - began) / 1000)
  return result.errors.length > 0 ? 1 : 0
}

function show({ errors, findings, differences, events }: ImportResult, dryRun: boolean, seconds: number): void {
  for (const violation of [...findings, ...errors]) console.log(line(violation))
  for (const difference of differences) console.log(summary(difference))
  if (dryRun) for (const difference of differences) console.log(details(difference))
  const counted = `${errors.length} errors, ${findings.length} findings`
  if (errors.length > 0) console.log(`Nothing was changed: ${counted}.`)
  else if (differences.length === 0) console.log(`Nothing differs: ${counted}.`)
  else console.log(`${dryRun ? 'Would be imported' : 'Imported'} in ${seconds.toFixed(1)} s: ${counted}, ${events} events.`)
}

function line({ severity, file, line, field, rule, message }: Violation): string {
  return `${severity.padEnd(7)} ${file}:${line}${field ? ` ${field}` : ''} [${rule}] ${message}`
}

function summary({ table, added, changed, retired }: Difference): string {
  return `${table.padEnd(10)} +${added.length} added, ~${changed.length} changed, -${retired.length} retired`
}

function details({ table, added, changed, retired }: Difference): string {
  const listed = (sign: string, names: readonly string[]) => names.map((name) => `${sign} ${table} ${name}`)
  return [...listed('+', added), ...listed('~', changed), ...listed('-', retired)].join('\n')
}

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
