import { setTimeout as pause } from 'node:timers/promises'

/** Tries until `attempt` no longer throws and returns what it returned; after `timeout` ms it throws the last failure. */
export async function eventually<T>(attempt: () => T | Promise<T>, { timeout = 15_000, interval = 25 } = {}): Promise<T> {
  const end = performance.now() + timeout
  for (;;) {
    try {
      return await attempt()
    } catch (failure) {
      if (performance.now() > end) throw failure
      await pause(interval)
    }
  }
}
