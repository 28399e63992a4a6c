import type { Changes } from './adapters/db/import/changes.ts'
import { type Row, type Table, type TableName, tables } from './adapters/db/import/tables.ts'

/** What an import does to one table, by what people call its rows. */
export interface Difference {
  readonly table: string
  readonly added: readonly string[]
  readonly changed: readonly string[]
  readonly retired: readonly string[]
}

/** Tables whose rows have ids have codes too. */
const nameOf = (table: Table, row: Row): string =>
  'code' in table.columns ? String(row['code']) : table.key.map((column) => shown(row[column])).join(' ')

const shown = (value: Row[string] | undefined): string => (value instanceof Date ? value.toISOString() : String(value ?? ''))

export function differencesOf(changes: Changes): Difference[] {
  const ofTables = (Object.keys(tables) as TableName[]).map((table) => {
    const named = (rows: readonly Row[]) => rows.map((row) => nameOf(tables[table], row))
    const { added, changed, retired } = changes.tables[table]
    return { table, added: named(added), changed: named(changed), retired: named(retired) }
  })
  const ofVersions = (['calendar', 'ladder', 'type'] as const).map((table) => {
    const named = (versions: readonly { code: string; version: number }[]) => versions.map(({ code, version }) => `${code}@${version}`)
    const { added, changed, retired } = changes.versions[table]
    return { table, added: named(added), changed: named(changed), retired: named(retired) }
  })
  return [...ofTables, ...ofVersions].filter(({ added, changed, retired }) => added.length + changed.length + retired.length > 0)
}
