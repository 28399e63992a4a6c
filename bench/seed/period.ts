export const DAY_MS = 86_400_000
/** The clock of the tests and the benches begins here: a Tuesday, 09:00 in Shanghai. */
export const NOW = Date.parse('2026-03-03T09:00:00+08:00')
/** One year of matters before it, in days of Shanghai; the last of them is not over. */
export const DAYS = 365
export const BEGIN = Date.parse('2025-03-04T00:00:00+08:00')
