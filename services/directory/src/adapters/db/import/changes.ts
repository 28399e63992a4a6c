import type { Transaction } from '@yiwang/database'
import type { CalendarContent, DistrictFolder, LadderContent } from '../../../domain/district.ts'
import { writeApprovals } from './approvals.ts'
import type { ImportStore } from './import-store.ts'
import { diffOf, keyOf, type StoredRow, type TableDiff } from './table-diff.ts'
import { type Row, type TableName, tables, type VersionedName } from './tables.ts'
import { type VersionsDiff, versionsDiff } from './versions-diff.ts'
import { type PlannedType, wantedRows, wantedTypes } from './wanted-rows.ts'

export interface Holding {
  readonly post: string
  readonly from: Date
  readonly to: Date | undefined
}

/** Everything that differs between a folder and what is stored. */
export interface Changes {
  readonly district: boolean
  readonly tables: Record<TableName, TableDiff>
  readonly versions: {
    readonly type: VersionsDiff<PlannedType>
    readonly calendar: VersionsDiff<CalendarContent>
    readonly ladder: VersionsDiff<LadderContent>
  }
  /** Staff with what they hold: changed when either is. */
  readonly staff: TableDiff
  holdingsOf(staff: Row): readonly Holding[]
  unitOf(post: Row): Row
}

export async function changesOf(tx: Transaction, store: ImportStore, folder: DistrictFolder, at: Date): Promise<Changes> {
  const wanted = wantedRows(folder)
  const names = Object.keys(tables) as TableName[]
  const stored = {} as Record<TableName, StoredRow[]>
  for (const name of names) stored[name] = await store.stored(tx, tables[name])
  const diffs = Object.fromEntries(names.map((name) => [name, diffOf(tables[name], wanted[name], stored[name])])) as Record<
    TableName,
    TableDiff
  >
  const versions = {
    calendar: versionsDiff(contents(folder.calendars), await store.storedVersions<CalendarContent>(tx, 'calendar')),
    ladder: versionsDiff(contents(folder.ladders), await store.storedVersions<LadderContent>(tx, 'ladder')),
    type: versionsDiff(wantedTypes(folder), await store.storedVersions<PlannedType>(tx, 'type')),
  }
  const { code, name, calendar } = folder.district
  const was = await store.storedDistrict(tx)
  const holdings = holdingsAfter(wanted.holding, stored.holding, at)
  const units = new Map([...stored.unit.map(({ row }) => row), ...wanted.unit].map((unit) => [String(unit['id']), unit]))
  return {
    district: was?.code !== code || was.name !== name || was.calendar !== calendar,
    tables: diffs,
    versions,
    staff: withHoldings(diffs.staff, diffs.holding, wanted.staff),
    holdingsOf: (staff) => holdings.get(String(staff['id'])) ?? [],
    unitOf: (post) => units.get(String(post['unit']))!,
  }
}

const contents = <C>(rows: readonly { readonly content: C }[]): C[] => rows.map(({ content }) => content)

/** What each person holds and held once the import has landed. What the folder no longer has ended with it. */
function holdingsAfter(wanted: readonly Row[], stored: readonly StoredRow[], at: Date): Map<string, Holding[]> {
  const kept = new Set(wanted.map((row) => keyOf(tables.holding, row)))
  const gone = stored.filter(({ row }) => !kept.has(keyOf(tables.holding, row)))
  const rows = [
    ...wanted.map((row) => ({ row, end: undefined as Date | undefined })),
    ...gone.map(({ row, retiredAt }) => ({ row, end: retiredAt ?? at })),
  ]
  const grouped = Map.groupBy(rows, ({ row }) => String(row['staff']))
  return new Map([...grouped].map(([staff, of]) => [staff, of.map(({ row, end }) => holdingOf(row, end))]))
}

function holdingOf(row: Row, end: Date | undefined): Holding {
  const to = (row['held_to'] as Date | null) ?? undefined
  return { post: String(row['post']), from: row['held_from'] as Date, to: to && end ? (to < end ? to : end) : (to ?? end) }
}

function withHoldings(staff: TableDiff, { added, changed, retired }: TableDiff, wanted: readonly Row[]): TableDiff {
  const said = new Set([...staff.added, ...staff.changed, ...staff.retired].map((row) => row['id']))
  const moved = new Set([...added, ...changed, ...retired].map((row) => row['staff']))
  return { ...staff, changed: [...staff.changed, ...wanted.filter(({ id = null }) => moved.has(id) && !said.has(id))] }
}

export async function writeChanges(tx: Transaction, store: ImportStore, changes: Changes, folder: DistrictFolder, at: Date): Promise<void> {
  // In the order of the tables: units before their posts, posts and staff before their holdings.
  const { approved, ...others } = changes.tables
  for (const name of Object.keys(others) as (keyof typeof others)[]) await store.write(tx, tables[name], others[name], at)
  for (const name of ['calendar', 'ladder', 'type'] satisfies VersionedName[])
    await store.writeVersions(tx, name, changes.versions[name], at)
  await writeApprovals(tx, store, approved, at)
  await store.writeDistrict(tx, folder.district)
}
