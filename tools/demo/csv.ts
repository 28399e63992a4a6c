/** One value of a table; absent = an empty field. */
export type Cell = string | number | undefined

/** RFC 4180 with LF, as docs/formats/district-folder.md asks. */
export function csv(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [columns, ...rows].map((row) => `${row.map(field).join(',')}\n`).join('')
}

function field(cell: Cell): string {
  const text = cell === undefined ? '' : String(cell)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
