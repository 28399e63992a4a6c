import type { Database } from '@yiwang/database'
import { Outbox } from '@yiwang/messaging'
import type { Sealing } from '@yiwang/service-kit'
import { changeEvents } from './adapters/db/import/change-events.ts'
import { type Changes, changesOf, writeChanges } from './adapters/db/import/changes.ts'
import { approvalKey, type DecidedHere, decidedHere, without } from './adapters/db/import/decided-here.ts'
import { ImportStore } from './adapters/db/import/import-store.ts'
import { approvedRow } from './adapters/db/import/wanted-rows.ts'
import { readFolder } from './adapters/folder/read-folder.ts'
import { checkDistrict } from './domain/checks/check-district.ts'
import type { DistrictFolder } from './domain/district.ts'
import { Report, type Violation } from './domain/report.ts'
import { type Difference, differencesOf } from './import-differences.ts'

export interface ImportOptions {
  readonly folder: string
  /** Findings are errors too. */
  readonly strict?: boolean
  /** Says what would change, and changes nothing. */
  readonly dryRun?: boolean
  /** The instant of the import. */
  readonly at: Date
  readonly progress?: (step: string) => void
}

export interface ImportResult {
  /** With one of these nothing was changed. */
  readonly errors: readonly Violation[]
  readonly findings: readonly Violation[]
  readonly differences: readonly Difference[]
  /** How many events will tell the others. */
  readonly events: number
}

/** Makes the directory say what a folder says: everything in one transaction, or nothing. */
export class ImportDistrict {
  readonly #store: ImportStore
  readonly #topicPrefix: string

  constructor(database: Database, sealing: Sealing, topicPrefix: string) {
    this.#store = new ImportStore(database, sealing)
    this.#topicPrefix = topicPrefix
  }

  async run({ folder: root, strict = false, dryRun = false, at, progress = () => {} }: ImportOptions): Promise<ImportResult> {
    const report = new Report({ strict })
    progress('reading')
    const folder = readFolder(root, report)
    progress('checking')
    checkDistrict(folder, report, at)
    const { errors, findings } = report
    if (errors.length > 0) return { errors, findings, differences: [], events: 0 }
    return this.#store.transaction(async (tx) => {
      progress('comparing')
      const stored = await this.#store.storedDistrict(tx)
      if (stored && stored.code !== folder.district.code) {
        report.error(folder.district.place, 'code', 'other-district', `this directory is of the district ${stored.code}`)
        return { errors: report.errors, findings, differences: [], events: 0 }
      }
      const compared = await changesOf(tx, this.#store, folder, at)
      const decided = await decidedHere(tx, compared.tables.approved)
      reportDecided(folder, decided, report)
      const changes = { ...compared, tables: { ...compared.tables, approved: without(compared.tables.approved, decided) } }
      if (report.errors.length > 0) return { errors: report.errors, findings: report.findings, differences: [], events: 0 }
      const differences = differencesOf(changes)
      const events = isNothing(changes) ? [] : changeEvents(changes, folder.district.code, at)
      if (!dryRun && !isNothing(changes)) {
        progress('writing')
        await writeChanges(tx, this.#store, changes, folder, at)
        await this.#outboxOf(folder.district.code).emit(tx, events)
      }
      return { errors, findings: report.findings, differences, events: events.length }
    })
  }

  /** Its rows are published by the relay of the service, wherever the import runs. */
  #outboxOf(district: string): Outbox {
    return new Outbox({ source: `/districts/${district}/directory`, topicPrefix: this.#topicPrefix })
  }
}

/** What people did here stands, and the folder is told of it until it says the same. */
function reportDecided(folder: DistrictFolder, decided: ReadonlyMap<string, DecidedHere>, report: Report): void {
  for (const row of folder.approved) {
    const [rule, { owner, login, place }] = [decided.get(approvalKey(approvedRow(row))), row]
    if (rule === 'owner-bound')
      report.finding(place, 'owner', rule, `the owner ${owner} is another person already: revoke that claim, or take the row out`)
    if (rule === 'revoked-here')
      report.finding(place, 'login', rule, `the officer revoked what this says of ${login}: approve a claim of theirs, or take the row out`)
  }
}

const isNothing = (changes: Changes): boolean => !changes.district && differencesOf(changes).length === 0
