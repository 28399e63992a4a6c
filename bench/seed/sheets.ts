import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'

/** Rows of one table on their way into it, by COPY. */
export class Sheet {
  private lines: string[] = []
  private readonly copy: string

  constructor(table: string, columns: readonly string[]) {
    this.copy = `copy ${table} (${columns.map((column) => `"${column}"`).join(', ')}) from stdin`
  }

  add(values: readonly unknown[]): void {
    this.lines.push(`${values.map(cell).join('\t')}\n`)
  }

  /** What was added so far; the sheet goes on with an empty page. */
  async writeTo(client: pg.Client): Promise<void> {
    const lines = this.lines
    this.lines = []
    if (lines.length > 0) await pipeline(Readable.from(pagesOf(lines)), client.query(copyFrom(this.copy)))
  }
}

const LINES_A_PAGE = 500

function* pagesOf(lines: readonly string[]): Generator<string> {
  for (let n = 0; n < lines.length; n += LINES_A_PAGE) yield lines.slice(n, n + LINES_A_PAGE).join('')
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '\\N'
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'string' ? value.replace(SPECIAL, escaped) : String(value)
}

const SPECIAL = /[\\\t\n\r]/g
const escaped = (character: string): string => ({ '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' })[character]!
