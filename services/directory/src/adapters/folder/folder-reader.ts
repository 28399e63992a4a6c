import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse as parseCsv } from 'csv-parse/sync'
import type { Place, Report } from '../../domain/report.ts'
import { type Columns, Fault, type RowOf } from './columns.ts'
import { JsonLines } from './json-lines.ts'

type Path = readonly (string | number)[]
interface RawRow {
  readonly fields: Readonly<Record<string, unknown>>
  readonly place: Place
}
interface RawTable {
  readonly rows: readonly RawRow[]
  /** Of CSV: the columns that its first line names. */
  readonly header?: readonly string[]
  readonly place: Place
}
export interface JsonFile {
  readonly value: unknown
  at(path: Path): Place
}

const CSV = { bom: true, info: true, skip_empty_lines: true, trim: true, relax_column_count: true } as const

/** Reads the files of a folder, and reports what cannot be read. */
export class FolderReader {
  readonly root: string
  readonly report: Report
  /** `<table>/<code>` of rows that were reported: what refers to them is not reported again. */
  readonly unreadable = new Set<string>()

  constructor(root: string, report: Report) {
    this.root = root
    this.report = report
  }

  /** Names of the files and folders below a folder, but hidden ones; none if it is not there. */
  names(folder: string): string[] {
    const path = join(this.root, folder)
    const names = existsSync(path) ? readdirSync(path) : []
    return names.filter((name) => !name.startsWith('.')).toSorted()
  }

  has(file: string): boolean {
    return existsSync(join(this.root, file))
  }

  /** A JSON file with the places of its elements; undefined if it is missing or no JSON, which is reported. */
  json(file: string): JsonFile | undefined {
    const text = this.#text(file)
    if (text === undefined) return undefined
    const lines = new JsonLines(text)
    const at = (path: Path): Place => ({ file, line: () => lines.of(path) })
    try {
      return { value: JSON.parse(text), at }
    } catch (error) {
      this.report.error(at([]), '', 'unreadable-file', `this is not JSON: ${(error as Error).message}`)
      return undefined
    }
  }

  /** The rows of `<name>.csv` or `<name>.json`. A row with a fault is reported and left out. */
  table<C extends Columns>(name: string, columns: C, options: { needed: boolean; key?: string }): (RowOf<C> & { place: Place })[] {
    const table = this.#raw(name, options.needed)
    if (!table) return []
    if (table.header && !this.#headerFits(table.header, columns, table.place)) return []
    return table.rows.flatMap((row) => this.#row(table, row, columns, `${name}/${String(row.fields[options.key ?? 'code'])}`))
  }

  #row<C extends Columns>(table: RawTable, { fields, place }: RawRow, columns: C, name: string): (RowOf<C> & { place: Place })[] {
    const row: Record<string, unknown> = { place }
    let sound = table.header !== undefined || this.#knownOnly(Object.keys(fields), columns, place)
    for (const [column, { needed, parse }] of Object.entries(columns)) {
      const value = this.#field(fields[column], needed, parse)
      if (value instanceof Fault) {
        this.report.error(place, column, value.rule, value.message)
        sound = false
      } else if (value !== undefined) row[column] = value
    }
    if (!sound) this.unreadable.add(name)
    return sound ? [row as RowOf<C> & { place: Place }] : []
  }

  #field(raw: unknown, needed: boolean, parse: (raw: string) => unknown): unknown {
    if (typeof raw === 'object' && raw !== null) return new Fault('bad-value', 'this is neither text nor a number')
    const text = raw === undefined || raw === null ? '' : String(raw).trim()
    if (text !== '') return parse(text)
    return needed ? new Fault('missing-value', 'a value is needed here') : undefined
  }

  #raw(name: string, isNeeded: boolean): RawTable | undefined {
    const [csv, json] = [`${name}.csv`, `${name}.json`]
    const [hasCsv, hasJson] = [this.has(csv), this.has(json)]
    if (hasCsv && hasJson) this.report.error(placeOf(json), '', 'two-formats', `there is ${csv} too: give one of the two`)
    if (hasCsv) return this.#csv(csv)
    if (hasJson) return this.#jsonTable(json)
    if (isNeeded) this.report.error(placeOf(csv), '', 'missing-file', `the folder has neither ${csv} nor ${json}`)
    return undefined
  }

  #csv(file: string): RawTable | undefined {
    const text = this.#text(file)
    if (text === undefined) return undefined
    try {
      const [first, ...lines] = parseCsv(text, CSV) as unknown as { record: string[]; info: { lines: number } }[]
      const header = first?.record ?? []
      const rows = lines.flatMap(({ record, info }) => {
        const place = placeOf(file, info.lines)
        if (record.length === header.length) return [{ fields: Object.fromEntries(header.map((column, k) => [column, record[k]])), place }]
        this.report.error(place, '', 'bad-row', `the row has ${record.length} fields, the first line names ${header.length} columns`)
        return []
      })
      return { rows, header, place: placeOf(file) }
    } catch (error) {
      const { message, lines = 1 } = error as Error & { lines?: number }
      this.report.error(placeOf(file, lines), '', 'unreadable-file', `this is not CSV: ${message}`)
      return undefined
    }
  }

  #jsonTable(file: string): RawTable | undefined {
    const json = this.json(file)
    if (!json) return undefined
    if (!Array.isArray(json.value)) {
      this.report.error(json.at([]), '', 'bad-value', 'this is not an array')
      return undefined
    }
    const rows = json.value.flatMap((fields: unknown, k) => {
      if (typeof fields === 'object' && fields !== null && !Array.isArray(fields)) {
        return [{ fields: fields as Record<string, unknown>, place: json.at([k]) }]
      }
      this.report.error(json.at([k]), '', 'bad-value', 'this is not an object')
      return []
    })
    return { rows, place: json.at([]) }
  }

  #headerFits(header: readonly string[], columns: Columns, place: Place): boolean {
    const missing = Object.keys(columns).filter((column) => columns[column]!.needed && !header.includes(column))
    const twice = header.filter((column, k) => header.indexOf(column) < k)
    for (const column of missing) this.report.error(place, column, 'missing-column', `the first line names no column "${column}"`)
    for (const column of twice) this.report.error(place, column, 'duplicate-column', `the first line names the column "${column}" twice`)
    this.#knownOnly(header, columns, place)
    return missing.length + twice.length === 0
  }

  #knownOnly(names: readonly string[], columns: Columns, place: Place): boolean {
    const unknown = names.filter((name) => !Object.hasOwn(columns, name))
    for (const name of unknown) this.report.error(place, name, 'unknown-column', `there is no column "${name}" here`)
    return unknown.length === 0
  }

  #text(file: string): string | undefined {
    try {
      const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(join(this.root, file)))
      return text
    } catch (error) {
      const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
      this.report.error(
        placeOf(file),
        '',
        missing ? 'missing-file' : 'unreadable-file',
        missing ? 'the folder has no such file' : `this cannot be read as UTF-8 text: ${(error as Error).message}`,
      )
      return undefined
    }
  }
}

export const placeOf = (file: string, line = 1): Place => ({ file, line: () => line })
