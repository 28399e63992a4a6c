/**
 * SQLSTATE of faults that pass by themselves: connection (08), resources (53), operator intervention (57P), sessions ended for idling in a
 * transaction (25P03, 25P04), serialization and deadlock (40001, 40P01), lock timeout (55P03), statement cancelled (57014). So are those of
 * the server's own disk and files (58, XX): they are never the fault of what was asked. PostgreSQL says XX000 when a file may not grow
 * because of a quota or a limit of its process, and 53100 only when the disk itself is full.
 */
const TRANSIENT_STATES = /^(08|53|57P|25P0[34]|40001|40P01|55P03|57014|58|XX)/
const TRANSIENT_SOCKET_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
])

/** Prisma's client has codes of its own: not reachable, timed out, closed, no connection free in the pool, write conflict. */
const TRANSIENT_PRISMA_CODES = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2034'])

const isTransientCode = (code: unknown): boolean =>
  typeof code === 'string' && (TRANSIENT_STATES.test(code) || TRANSIENT_SOCKET_CODES.has(code) || TRANSIENT_PRISMA_CODES.has(code))

interface Faulty {
  readonly transient?: unknown
  readonly code?: unknown
  readonly cause?: unknown
  /** Where Prisma's client keeps what its driver threw; the SQLSTATE is its `originalCode`. */
  readonly meta?: { readonly driverAdapterError?: unknown }
  readonly originalCode?: unknown
}

/** Whether the same work may succeed later without anyone changing it. Looks through `cause`, and through what Prisma wraps. */
export function isTransient(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  const { transient, code, originalCode, cause, meta } = error as Faulty
  if (transient === true || isTransientCode(code) || isTransientCode(originalCode)) return true
  return [cause, meta?.driverAdapterError].some((inner) => inner !== error && isTransient(inner))
}

/** A column, table, function or schema that is not there: the program is newer than the tables, and no other row would fare better. */
const BEHIND_STATES = /^(42703|42P01|42883|3F000)$/

/** Whether the database has not yet had the migrations that the program needs. */
export function isSchemaBehind(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  const { code, originalCode, cause, meta } = error as Faulty
  if ([code, originalCode].some((state) => typeof state === 'string' && BEHIND_STATES.test(state))) return true
  return [cause, meta?.driverAdapterError].some((inner) => inner !== error && isSchemaBehind(inner))
}

/** The driver gives "Connection terminated" no code, so whoever knows that the connection is gone says it here. */
export function markTransient(error: unknown): unknown {
  if (error instanceof Error) return Object.assign(error, { transient: true })
  return Object.assign(new Error('the connection to the database is gone', { cause: error }), { transient: true })
}
