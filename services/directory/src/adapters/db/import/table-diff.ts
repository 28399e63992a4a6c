import type { Row, Table, Value } from './tables.ts'

/** A row as it is stored. */
export interface StoredRow {
  readonly row: Row
  readonly retiredAt: Date | null
}

/** What has to happen to a table so that it says what the folder says. */
export interface TableDiff {
  readonly added: readonly Row[]
  /** Also what comes back after it was retired. */
  readonly changed: readonly Row[]
  readonly retired: readonly Row[]
}

export const keyOf = (table: Table, row: Row): string => textOf(table.key, row)

const textOf = (columns: readonly string[], row: Row): string => JSON.stringify(columns.map((column) => plain(row[column])))
const plain = (value: Value | undefined): Value => (value instanceof Date ? value.toISOString() : (value ?? null))

export function diffOf(table: Table, wanted: readonly Row[], stored: readonly StoredRow[]): TableDiff {
  const columns = Object.keys(table.columns)
  const before = new Map(stored.map((row) => [keyOf(table, row.row), row]))
  const added: Row[] = []
  const changed: Row[] = []
  const kept = new Set<string>()
  for (const row of wanted) {
    const key = keyOf(table, row)
    const was = before.get(key)
    kept.add(key)
    if (!was) added.push(row)
    else if (was.retiredAt || textOf(columns, was.row) !== textOf(columns, row)) changed.push(row)
  }
  const gone = stored.filter(({ row, retiredAt }) => !retiredAt && !kept.has(keyOf(table, row)))
  return { added, changed, retired: gone.map(({ row }) => row) }
}
