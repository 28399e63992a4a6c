/**
 * SQLSTATE of faults that pass by themselves: connection (08), resources (53), operator intervention (57P), sessions ended for idling in a
 * transaction (25P03, 25P04), serialization and deadlock (40001, 40P01), lock timeout (55P03), statement cancelled (57014).
 */
const TRANSIENT_STATES = /^(08|53|57P|25P0[34]|40001|40P01|55P03|57014)/
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

/** Whether the same work may succeed later without anyone changing it. Looks through `cause`. */
export function isTransient(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  const { transient, code, cause } = error as { transient?: unknown; code?: unknown; cause?: unknown }
  if (transient === true) return true
  if (typeof code === 'string' && (TRANSIENT_STATES.test(code) || TRANSIENT_SOCKET_CODES.has(code))) return true
  return cause !== undefined && cause !== error && isTransient(cause)
}

/** The driver gives "Connection terminated" no code, so whoever knows that the connection is gone says it here. */
export function markTransient(error: unknown): unknown {
  if (error instanceof Error) return Object.assign(error, { transient: true })
  return Object.assign(new Error('the connection to the database is gone', { cause: error }), { transient: true })
}
