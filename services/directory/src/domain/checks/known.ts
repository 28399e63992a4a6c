import type { AreaRow, CompoundRow, DistrictFolder, PostRow, StaffRow, UnitRow } from '../district.ts'
import type { Place, Report } from '../report.ts'

/** What has been read of a folder: `unreadable` names, as `<table>/<code>`, rows that were reported and left out. */
export type FolderAsRead = DistrictFolder & { readonly unreadable: ReadonlySet<string> }

type Table = 'areas' | 'units' | 'posts' | 'staff' | 'compounds'

/** The rows of a folder by their codes, and what is said when a code names nothing. */
export class Known {
  readonly areas: ReadonlyMap<string, AreaRow>
  readonly units: ReadonlyMap<string, UnitRow>
  readonly posts: ReadonlyMap<string, PostRow>
  readonly staff: ReadonlyMap<string, StaffRow>
  readonly compounds: ReadonlyMap<string, CompoundRow>
  readonly #report: Report
  readonly #unreadable: ReadonlySet<string>

  constructor(folder: FolderAsRead, report: Report) {
    this.#report = report
    this.#unreadable = folder.unreadable
    this.areas = byCode(folder.areas, report)
    this.units = byCode(folder.units, report)
    this.posts = byCode(folder.posts, report)
    this.staff = byCode(folder.staff, report)
    this.compounds = byCode(folder.compounds, report)
  }

  /** Whether the code names a row; a row that was left out counts, so that one fault is reported once. */
  has(table: Table, code: string): boolean {
    return this[table].has(code) || this.wasLeftOut(table, code)
  }

  wasLeftOut(table: string, code: string): boolean {
    return this.#unreadable.has(`${table}/${code}`)
  }

  /** Reports a code that names nothing. */
  refers(place: Place, field: string, table: Table, code: string | undefined, what: string): boolean {
    if (code === undefined || this.has(table, code)) return true
    this.#report.error(place, field, `unknown-${what.replaceAll(' ', '-')}`, `no ${what} has the code "${code}"`)
    return false
  }
}

function byCode<R extends { readonly code: string; readonly place: Place }>(rows: readonly R[], report: Report): ReadonlyMap<string, R> {
  unique(rows, (row) => row.code, 'code', 'duplicate-code', report)
  return new Map(rows.map((row) => [row.code, row]))
}

/** Reports every row whose key an earlier row has. */
export function unique<R extends { readonly place: Place }>(
  rows: Iterable<R>,
  key: (row: R) => string,
  field: string,
  rule: string,
  report: Report,
): void {
  const first = new Map<string, R>()
  for (const row of rows) {
    const earlier = first.get(key(row))
    if (!earlier) first.set(key(row), row)
    else report.error(row.place, field, rule, `"${key(row)}" stands already in ${earlier.place.file}, line ${earlier.place.line()}`)
  }
}
