/** Fields that never reach a log, whatever object they are in: people’s data and secrets. */
const HIDDEN = new Set([
  ...['authorization', 'cookie', 'password', 'secret', 'token', 'access_token', 'client_secret'],
  ...[
    'contact',
    'name',
    'phone',
    'email',
    'text',
    'reason',
    'title',
    'content',
    'body',
    'headers',
    'value',
    'raw',
    'payload',
    'original',
    'desc',
    'addr',
  ],
  ...['partyname', 'partyphone', 'login', 'point', 'lon', 'lat'],
])
const DEPTH = 6

/** A copy of what is to be logged, without personal data and secrets. */
export function redact(value: unknown, depth = 0): unknown {
  if (value instanceof Error) return describeError(value)
  if (value === null || typeof value !== 'object') return value
  if (value instanceof Date) return value
  if (depth === DEPTH) return '[deep]'
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, HIDDEN.has(key.toLowerCase()) ? '[redacted]' : redact(item, depth + 1)]),
  )
}

/** Class, code, message and stack only; what PostgreSQL quotes from the data stays out. */
export function describeError(error: Error): Record<string, unknown> {
  const { code, cause, routine } = error as Error & { code?: unknown; routine?: unknown }
  const fromPostgres = typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && 'severity' in error
  const message = fromPostgres ? error.message.replace(/"[^"]*"|\([^)]*\)=\([^)]*\)/g, '"…"') : error.message
  const stack = error.stack
    ?.split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
    .join('\n')
  return {
    type: error.name,
    message,
    ...(code !== undefined && { code }),
    ...(fromPostgres && { routine }),
    ...(stack && { stack }),
    ...(cause instanceof Error && { cause: describeError(cause) }),
  }
}
