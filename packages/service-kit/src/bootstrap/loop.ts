import { setTimeout as sleep } from 'node:timers/promises'

/** Work that is looked for again and again: after the pause that the last look asked for, or at once where somebody wakes it. */
export class Loop {
  private alarm = new AbortController()
  private ended = false

  /** @param once Returns how many milliseconds to wait for the next look. Never throws. */
  constructor(private readonly once: () => Promise<number>) {}

  /** Returns how to stop it: what is under way is done to its end. */
  start(): () => Promise<void> {
    const done = this.run()
    return async () => {
      this.ended = true
      this.wake()
      await done
    }
  }

  /** What takes long asks between two parts of it. */
  get isEnding(): boolean {
    return this.ended
  }

  readonly wake = (): void => this.alarm.abort()

  private async run(): Promise<void> {
    while (!this.ended) {
      // Armed before it looks: what comes meanwhile is not missed.
      this.alarm = new AbortController()
      const pauseMs = await this.once()
      if (pauseMs > 0 && !this.ended) await sleep(pauseMs, undefined, { signal: this.alarm.signal }).catch(() => {})
    }
  }
}
