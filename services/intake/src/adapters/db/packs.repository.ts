import { type Queryable, sql } from '@yiwang/database'
import type { MappingPack } from '../../domain/pack/mapping-pack.ts'

export interface StoredPack {
  readonly system: string
  readonly version: number
  readonly importedAt: Date
  readonly importedBy: string
  readonly pack: MappingPack
}

interface Row {
  readonly system: string
  readonly version: number
  readonly imported_at: Date
  readonly imported_by: string
  readonly pack: MappingPack
}

const COLUMNS = sql`system, version, pack, imported_at, imported_by`

export async function latestPack(db: Queryable, system: string): Promise<StoredPack | undefined> {
  const row = await db.one<Row>(sql`select ${COLUMNS} from mapping_pack where system = ${system} order by version desc limit 1`)
  return row && packOf(row)
}

/** The newest version of each of these systems. */
export async function latestPacks(db: Queryable, systems: readonly string[]): Promise<StoredPack[]> {
  const rows = await db.rows<Row>(
    sql`select distinct on (system) ${COLUMNS} from mapping_pack where system = any(${systems}) order by system, version desc`,
  )
  return rows.map(packOf)
}

/** The newest version of each system, by name, after the one named `after`. */
export async function listPacks(db: Queryable, limit: number, after: string): Promise<StoredPack[]> {
  const rows = await db.rows<Row>(
    sql`select distinct on (system) ${COLUMNS} from mapping_pack where system > ${after} order by system, version desc limit ${limit}`,
  )
  return rows.map(packOf)
}

export async function systemsWithPack(db: Queryable): Promise<string[]> {
  return (await db.rows<{ system: string }>(sql`select distinct system from mapping_pack order by system`)).map(({ system }) => system)
}

/** Two imports of one system wait for each other, so that versions count without gaps. */
export const lockPacksOf = (tx: Queryable, system: string): Promise<number> =>
  tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`intake/pack/${system}`}, 0))`)

export async function insertPack(tx: Queryable, { system, version, pack, importedAt, importedBy }: StoredPack): Promise<void> {
  await tx.run(sql`
    insert into mapping_pack (system, version, pack, imported_at, imported_by)
    values (${system}, ${version}, ${JSON.stringify(pack)}::json, ${importedAt}, ${importedBy})`)
}

const packOf = (row: Row): StoredPack => ({
  system: row.system,
  version: row.version,
  importedAt: row.imported_at,
  importedBy: row.imported_by,
  pack: row.pack,
})
