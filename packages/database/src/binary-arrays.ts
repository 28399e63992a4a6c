/** Types whose arrays are written in the server's own form: no quoting here, no parsing there. */
const OIDS = { boolean: 16, smallint: 21, int: 23, text: 25, timestamptz: 1184, uuid: 2950, jsonb: 3802 } as const
export type ColumnType = keyof typeof OIDS

/** PostgreSQL counts microseconds from the year 2000. */
const ORIGIN_MS = Date.UTC(2000, 0, 1)
const TWO_32 = 2 ** 32

/**
 * Rows as parameters for `unnest($1::uuid[], …)`, one array a column, in binary. Instants are Dates or ms since 1970; undefined is null.
 * Where an array of an array is wanted, give it as text and cast it: unnest would flatten it.
 */
export const binaryColumns = (rows: readonly (readonly unknown[])[], types: readonly ColumnType[]): Buffer[] =>
  types.map((type, column) => {
    begin(OIDS[type], rows.length)
    for (const row of rows) element(type, row[column])
    return Buffer.from(scratch.subarray(0, end))
  })

let scratch = Buffer.allocUnsafe(64 * 1024)
let end = 0

function room(bytes: number): void {
  if (end + bytes <= scratch.length) return
  const larger = Buffer.allocUnsafe(Math.max(scratch.length * 2, end + bytes))
  scratch.copy(larger, 0, 0, end)
  scratch = larger
}

/** One dimension that begins at 1; whether there are nulls, the server finds itself. */
function begin(oid: number, length: number): void {
  end = 0
  for (const header of length === 0 ? [0, 0, oid] : [1, 1, oid, length, 1]) int32(header)
}

function int32(value: number): void {
  room(4)
  end = scratch.writeInt32BE(value, end)
}

function element(type: ColumnType, value: unknown): void {
  if (value === null || value === undefined) int32(-1)
  else write[type](value)
}

const write: Record<ColumnType, (value: unknown) => void> = {
  text: (value) => text(String(value), 0),
  jsonb: (value) => text(String(value), 1),
  uuid: (value) => uuid(String(value)),
  timestamptz: (value) => instant(Number(value)),
  int: (value) => {
    int32(4)
    int32(Number(value))
  },
  smallint: (value) => {
    int32(2)
    room(2)
    end = scratch.writeInt16BE(Number(value), end)
  },
  boolean: (value) => {
    int32(1)
    room(1)
    end = scratch.writeUInt8(value ? 1 : 0, end)
  },
}

/** @param version the byte by which the binary form of jsonb begins; 0: none */
function text(value: string, version: number): void {
  room(5 + value.length * 3)
  const at = end
  end += 4
  if (version > 0) end = scratch.writeUInt8(version, end)
  end += scratch.write(value, end)
  scratch.writeInt32BE(end - at - 4, at)
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

function uuid(value: string): void {
  if (!UUID.test(value)) throw Object.assign(new Error(`invalid input syntax for type uuid: "${value}"`), { code: '22P02' })
  int32(16)
  room(16)
  end += scratch.write(value.replaceAll('-', ''), end, 'hex')
}

function instant(ms: number): void {
  const micros = (ms - ORIGIN_MS) * 1_000
  int32(8)
  room(8)
  end = scratch.writeInt32BE(Math.floor(micros / TWO_32), end)
  end = scratch.writeUInt32BE(((micros % TWO_32) + TWO_32) % TWO_32, end)
}
