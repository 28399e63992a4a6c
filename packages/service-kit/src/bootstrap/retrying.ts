import type { Logger } from '../logging/logger.ts'

const PAUSE_MS = 1_000

/** Tries to start something until it starts or the service stops, so that the order in which servers come up does not matter. */
export async function retrying(
  name: string,
  start: () => Promise<void>,
  { log, until }: { log: Logger; until: () => boolean },
): Promise<void> {
  while (!until()) {
    try {
      return await start()
    } catch (error) {
      log.warn({ err: error, part: name }, 'could not start yet; tried again')
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
  }
}
