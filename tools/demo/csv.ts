/** RFC 4180 with LF, as docs/formats/district-folder.md asks: the named members of each row; what is absent is an empty field. */
export function csv<Row extends object>(columns: readonly (keyof Row & string)[], rows: readonly Row[]): string {
  return [columns, ...rows.map((row) => columns.map((column) => row[column]))].map((fields) => `${fields.map(field).join(',')}\n`).join('')
}

function field(value: unknown): string {
  const text = value === undefined ? '' : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
