import type { Database, Transaction } from '@yiwang/database'
import { sql } from '@yiwang/database'
import type { SealedPlace, Sealing } from '@yiwang/service-kit'
import { keyOf, type StoredRow, type TableDiff } from './table-diff.ts'
import type { ColumnType, Row, Table, Value, VersionedName } from './tables.ts'
import { versionedTables } from './tables.ts'
import type { Version, VersionsDiff } from './versions-diff.ts'

/** Names two imports that must not run at once. */
const ONE_IMPORT_AT_A_TIME = 0x6469_7265n

/** Reads and writes whole tables, a statement each: `unnest` writes ten times as many rows a second as Prisma's createMany. */
export class ImportStore {
  readonly #database: Database
  readonly #sealing: Sealing

  constructor(database: Database, sealing: Sealing) {
    this.#database = database
    this.#sealing = sealing
  }

  /** One import at a time: the second waits for the first, and then sees what it brought. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.#database.transaction(
      async (tx) => {
        // Between reading and writing it compares tens of thousands of rows: on a busy machine the session stands still for seconds.
        await tx.run(sql`set local idle_in_transaction_session_timeout = '2min'`)
        return work(tx)
      },
      { lock: ONE_IMPORT_AT_A_TIME },
    )
  }

  async stored(tx: Transaction, table: Table): Promise<StoredRow[]> {
    const columns = Object.keys(table.columns)
    const text = `select ${columns.join(', ')}, retired_at from ${table.name}`
    const rows = await tx.rows<Record<string, unknown>>({ text, values: [] })
    return rows.map((row) => ({
      row: Object.fromEntries(columns.map((column) => [column, this.#read(table, column, row)])),
      retiredAt: row['retired_at'] as Date | null,
    }))
  }

  async write(tx: Transaction, table: Table, { added, changed, retired }: TableDiff, at: Date): Promise<void> {
    const rows = [...added, ...changed]
    if (rows.length > 0) await tx.run({ text: upsertOf(table), values: this.#columnsOf(table, Object.keys(table.columns), rows) })
    if (retired.length > 0) await tx.run({ text: retireOf(table), values: [at, ...this.#columnsOf(table, table.key, retired)] })
  }

  async storedVersions<Content>(tx: Transaction, name: VersionedName): Promise<Version<Content>[]> {
    const text = `select code, version, content, retired_at as "retiredAt" from ${versionedTables[name]}`
    return tx.rows<Version<Content>>({ text, values: [] })
  }

  async writeVersions(tx: Transaction, name: VersionedName, { added, changed, retired }: VersionsDiff, at: Date): Promise<void> {
    const table = versionedTables[name]
    const [codes, versions] = [
      (of: readonly Version[]) => of.map(({ code }) => code),
      (of: readonly Version[]) => of.map(({ version }) => version),
    ]
    const contents = added.map(({ content }) => JSON.stringify(content))
    const insert = `insert into ${table} (code, version, content, since) select *, $4::timestamptz from unnest($1::text[], $2::int[], $3::jsonb[])`
    if (added.length > 0) await tx.run({ text: insert, values: [codes(added), versions(added), contents, at] })
    const mark = `update ${table} t set retired_at = $3::timestamptz from unnest($1::text[], $2::int[]) k (code, version)
      where (t.code, t.version) = (k.code, k.version)`
    if (changed.length > 0) await tx.run({ text: mark, values: [codes(changed), versions(changed), null] })
    if (retired.length > 0) await tx.run({ text: mark, values: [codes(retired), versions(retired), at] })
  }

  async storedDistrict(tx: Transaction): Promise<{ code: string; name: string; calendar: string } | undefined> {
    return tx.one(sql`select code, name, calendar from district limit 1`)
  }

  /** Everything that the service keeps in memory is read again when the revision moves. */
  async writeDistrict(tx: Transaction, { code, name, calendar }: { code: string; name: string; calendar: string }): Promise<void> {
    await tx.run(sql`insert into district (code, name, calendar, revision) values (${code}, ${name}, ${calendar}, 1)
      on conflict (code) do update set name = excluded.name, calendar = excluded.calendar, revision = district.revision + 1`)
  }

  #columnsOf(table: Table, names: readonly string[], rows: readonly Row[]): unknown[][] {
    return names.map((name) => rows.map((row) => this.#written(table, name, row)))
  }

  #read(table: Table, column: string, row: StoredValues): Value {
    const value = row[column]
    const isSealed = table.columns[column] === 'sealed' && value !== null
    return isSealed ? this.#sealing.open(value as Buffer, placeOf(table, column, row as Row)) : (value as Value)
  }

  #written(table: Table, column: string, row: Row): unknown {
    const value = row[column] ?? null
    const isSealed = table.columns[column] === 'sealed' && value !== null
    return isSealed ? this.#sealing.seal(String(value), placeOf(table, column, row)) : value
  }
}

/** The columns of a row as the database gives them: the key's are never sealed. */
type StoredValues = Readonly<Record<string, unknown>>

/** Where a sealed column of an imported row belongs. */
export const placeOf = (table: Table, column: string, row: Row): SealedPlace => ({
  purpose: `${table.name}.${column}`,
  row: keyOf(table, row),
})

const sqlType = (type: ColumnType): string => (type === 'sealed' ? 'bytea' : type)

function upsertOf({ name, key, columns }: Table): string {
  const names = Object.keys(columns)
  const arrays = names.map((column, k) => `$${k + 1}::${sqlType(columns[column]!)}[]`)
  const others = names.filter((column) => !key.includes(column)).map((column) => `${column} = excluded.${column}`)
  return `insert into ${name} (${names.join(', ')}) select * from unnest(${arrays.join(', ')})
    on conflict (${key.join(', ')}) do update set ${[...others, 'retired_at = null'].join(', ')}`
}

function retireOf({ name, key, columns }: Table): string {
  const arrays = key.map((column, k) => `$${k + 2}::${sqlType(columns[column]!)}[]`)
  const matches = key.map((column) => `t.${column} = k.${column}`)
  return `update ${name} t set retired_at = $1 from unnest(${arrays.join(', ')}) k (${key.join(', ')}) where ${matches.join(' and ')}`
}
