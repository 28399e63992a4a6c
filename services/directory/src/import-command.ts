import { resolve } from 'node:path'
import { openDatabase } from '@yiwang/database'
import { type Clock, Sealing } from '@yiwang/service-kit'
import type { DirectoryConfig } from './config.ts'
import type { Violation } from './domain/report.ts'
import type { Difference } from './import-differences.ts'
import { ImportDistrict, type ImportResult } from './import-district.ts'

export interface ImportCommand {
  readonly folder: string
  readonly strict?: boolean | undefined
  readonly dryRun?: boolean | undefined
}

type ImportConfig = Pick<DirectoryConfig, 'DATABASE_URL' | 'TOPIC_PREFIX' | 'PERSONAL_DATA_KEY'>

/** Imports a folder, prints what became of it, and gives the status with which the program ends. */
export async function importCommand({ folder, strict = false, dryRun = false }: ImportCommand, config: ImportConfig, clock: Clock) {
  const database = openDatabase({ url: config.DATABASE_URL, applicationName: 'import', max: 2 })
  const began = performance.now()
  try {
    const result = await new ImportDistrict(database, new Sealing(config.PERSONAL_DATA_KEY), config.TOPIC_PREFIX).run({
      ...{ folder: resolve(folder), strict, dryRun, at: clock.now() },
      progress: (step) => console.log(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${step}`),
    })
    show(result, dryRun, (performance.now() - began) / 1000)
    return result.errors.length > 0 ? 1 : 0
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    console.error(code === '42P01' || code === '3D000' ? `The database has no directory yet: start the platform once. (${message})` : error)
    return 1
  } finally {
    await database.close()
  }
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
