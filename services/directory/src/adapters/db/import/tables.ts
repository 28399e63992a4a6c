/** The tables that an import keeps equal to the folder, column by column. */
export type ColumnType = 'text' | 'int4' | 'uuid' | 'timestamptz' | 'sealed'
export type Value = string | number | Date | null
/** One row, by the names of its columns. Sealed columns are in the clear here. */
export type Row = Readonly<Record<string, Value>>

export interface Table {
  readonly name: string
  readonly key: readonly string[]
  readonly columns: Readonly<Record<string, ColumnType>>
}

const room = { compound: 'text', building: 'text', unit: 'text', room: 'text' } as const

export const tables = {
  area: {
    name: 'area',
    key: ['code'],
    columns: { code: 'text', name: 'text', level: 'text', parent: 'text', households: 'int4', succeeded_by: 'text' },
  },
  geometry: { name: 'area_geometry', key: ['area'], columns: { area: 'text', geojson: 'text' } },
  unit: {
    name: 'unit',
    key: ['id'],
    columns: { id: 'uuid', code: 'text', name: 'text', kind: 'text', level: 'text', area: 'text', parent: 'uuid', board: 'text' },
  },
  post: { name: 'post', key: ['id'], columns: { id: 'uuid', code: 'text', name: 'text', role: 'text', unit: 'uuid' } },
  staff: { name: 'staff', key: ['id'], columns: { id: 'uuid', code: 'text', login: 'text', name: 'text', phone: 'sealed' } },
  holding: {
    name: 'holding',
    key: ['staff', 'post', 'held_from'],
    columns: { staff: 'uuid', post: 'uuid', held_from: 'timestamptz', held_to: 'timestamptz' },
  },
  resident: {
    name: 'resident',
    key: ['login'],
    columns: { login: 'text', name: 'sealed', phone: 'sealed', area: 'text', ...room },
  },
  compound: {
    name: 'compound',
    key: ['code'],
    columns: { code: 'text', name: 'text', area: 'text', property_company: 'text', built_year: 'int4' },
  },
  room: {
    name: 'room',
    key: ['compound', 'building', 'unit', 'room'],
    columns: { ...room, kind: 'text', area: 'int4', area_basis: 'text' },
  },
  owner: {
    name: 'room_owner',
    key: ['compound', 'building', 'unit', 'room', 'owner', 'owned_from'],
    columns: {
      ...{ ...room, owner: 'text', owned_from: 'timestamptz', owned_to: 'timestamptz' },
      ...{ name: 'sealed', phone: 'sealed', id_last_digits: 'sealed' },
    },
  },
  household: {
    name: 'household',
    key: ['compound', 'building', 'unit', 'room', 'household'],
    columns: { ...room, household: 'text', persons: 'int4' },
  },
  approved: {
    name: 'approved_before',
    key: ['compound', 'building', 'unit', 'room', 'owner', 'household', 'login'],
    columns: { ...room, owner: 'text', household: 'text', login: 'text' },
  },
} as const satisfies Record<string, Table>

export type TableName = keyof typeof tables

/** Type, calendar and ladder: a content that differs becomes the next version, and earlier ones stay. */
export const versionedTables = { type: 'matter_type', calendar: 'calendar', ladder: 'ladder' } as const
export type VersionedName = keyof typeof versionedTables
