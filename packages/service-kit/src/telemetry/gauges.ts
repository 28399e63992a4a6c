import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common'
import { isTransient } from '@yiwang/database'
import type { Logger } from '../logging/logger.ts'

const EVERY_MS = 15_000

/** Looks and records; each statement of it touches a bounded number of rows, by an index. */
export type Look = () => unknown

/** What is no event but a state is looked at four times a minute, however often it is scraped, and by every replica alike. */
export class Gauges implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly looks = new Map<string, Look>()
  private timer: NodeJS.Timeout | undefined
  private looking: Promise<void> | undefined

  constructor(private readonly log: Logger) {}

  register(name: string, look: Look): void {
    this.looks.set(name, look)
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.look(), EVERY_MS).unref()
    void this.look()
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer)
    await this.looking
  }

  /** Looks now; a look that takes longer than the interval is not begun again meanwhile. */
  async look(): Promise<void> {
    this.looking ??= this.lookAtAll().finally(() => (this.looking = undefined))
    await this.looking
  }

  private async lookAtAll(): Promise<void> {
    for (const [name, look] of this.looks) {
      try {
        await look()
      } catch (error) {
        // Readiness says what is away; a gauge keeps what was seen last.
        this.log[isTransient(error) ? 'debug' : 'warn']({ err: error, gauge: name }, 'a gauge could not be read')
      }
    }
  }
}
