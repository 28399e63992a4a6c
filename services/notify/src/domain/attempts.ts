const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/**
 * How long to wait after each failed attempt, ms: quick first, for a restart at the other end, then over a day in all, as
 * Standard Webhooks advises. After the last the delivery is dead until somebody replays it.
 */
const WAITS = [2 * SECOND, 5 * SECOND, 15 * SECOND, MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 7 * HOUR, 9 * HOUR]

/** When to try again after `attempts` failed ones; undefined: no more. `jitter` in [0, 1) spreads what failed together. */
export function nextAttempt(attempts: number, now: Date, jitter: number): Date | undefined {
  const wait = WAITS[attempts - 1]
  return wait === undefined ? undefined : new Date(now.getTime() + wait * (1 + jitter * 0.1))
}
