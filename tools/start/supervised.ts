import { setTimeout as pause } from 'node:timers/promises'
import type { GuardedProcess } from '@yiwang/testing'

export interface ChildToSupervise {
  readonly name: string
  /** Starts it and settles when it serves; must give up when `stopping` is aborted. Starts it on the same ports each time. */
  launch(stopping: AbortSignal): Promise<GuardedProcess>
}

export interface Watcher {
  say(line: string): void
  /** A child serves again, with another process. */
  restarted(name: string): void
}

const longestPauseMs = 5000

/** A child process that is started again when it ends by itself. */
export class Supervised {
  readonly name: string
  readonly #launch: ChildToSupervise['launch']
  readonly #watcher: Watcher
  readonly #stopping = new AbortController()
  #current: GuardedProcess | undefined
  #launching: Promise<GuardedProcess> | undefined
  #keeping: Promise<void> | undefined

  constructor({ name, launch }: ChildToSupervise, watcher: Watcher) {
    this.name = name
    this.#launch = launch
    this.#watcher = watcher
  }

  get pid(): number | undefined {
    return this.#current?.pid
  }

  /** The first start: a failure is the caller's. */
  async start(): Promise<void> {
    this.#launching = this.#launch(this.#stopping.signal)
    this.#current = await this.#launching
    this.#keeping = this.#keepRunning()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    const current = await this.#launching?.catch(() => undefined)
    await current?.stop()
    await this.#current?.stop()
    await this.#keeping
  }

  async #keepRunning(): Promise<void> {
    for (;;) {
      const { code, signal } = await (this.#current as GuardedProcess).exit
      if (this.#stopping.signal.aborted) return
      this.#watcher.say(`${this.name} ended (${signal ?? `code ${code}`}); starting it again on its ports`)
      if (!(await this.#startAgain())) return
      this.#watcher.say(`${this.name} is back (process ${this.pid})`)
      this.#watcher.restarted(this.name)
    }
  }

  async #startAgain(): Promise<boolean> {
    for (let pauseMs = 200; !this.#stopping.signal.aborted; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      try {
        this.#current = await this.#launch(this.#stopping.signal)
        if (!this.#stopping.signal.aborted) return true
        await this.#current.stop()
        return false
      } catch (error) {
        if (this.#stopping.signal.aborted) return false
        this.#watcher.say(`${this.name} does not come up (${(error as Error).message}); trying again`)
        await pause(pauseMs, undefined, { signal: this.#stopping.signal }).catch(() => {})
      }
    }
    return false
  }
}
