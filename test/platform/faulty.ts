import { setTimeout as pause } from 'node:timers/promises'
import type { GuardedProcess } from '@yiwang/testing'

const patienceMs = 60_000

/** Starts the process, tells it by `spawned` at once, and settles when it serves. */
export type Launch = (spawned: (process: GuardedProcess) => void) => Promise<unknown>

/** A server or service that may be killed, frozen and started again at the same place. */
export class Faulty {
  private process: GuardedProcess | undefined
  private starting = new AbortController()

  constructor(private readonly launch: Launch) {}

  get pid(): number {
    return this.process?.pid ?? -1
  }

  isRunning(): boolean {
    return this.process !== undefined && !this.process.ended()
  }

  /**
   * Starts it and settles when it serves. While what is left of the one before still holds its place, or what it needs is away, it is tried
   * again for a minute. A kill or a stop meanwhile ends the trying with an error.
   */
  async start(): Promise<void> {
    if (this.isRunning()) throw new Error('it is running already')
    const { signal } = (this.starting = new AbortController())
    for (const end = performance.now() + patienceMs; ; await pause(200)) {
      try {
        await this.launch((process) => {
          this.process = process
          if (signal.aborted) process.child.kill('SIGKILL')
        })
        return
      } catch (failure) {
        if (signal.aborted) throw new Error('it was ended while it started', { cause: failure })
        if (performance.now() > end) throw failure
      }
    }
  }

  /** Without a word: what it had in hand is left as it is. */
  async kill(): Promise<void> {
    this.starting.abort()
    this.process?.child.kill('SIGKILL')
    await this.process?.exit
  }

  /** It is there and does nothing. */
  freeze(): void {
    this.process?.child.kill('SIGSTOP')
  }

  thaw(): void {
    this.process?.child.kill('SIGCONT')
  }

  async stop(): Promise<void> {
    this.starting.abort()
    if (!this.isRunning()) return
    this.thaw()
    await this.process?.stop()
  }
}
