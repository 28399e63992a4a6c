import { existsSync, readFileSync } from 'node:fs'
import { writeWhole } from './data-folder.ts'

/** A Tuesday without a holiday near it, 09:00 in Shanghai. */
const firstMorning = Date.parse('2026-03-03T09:00:00+08:00')
const saveEveryMs = 1000

/** The time of the demo: it begins on a working morning, runs at its speed while the platform runs, and stands while it does not. */
export class DemoClock {
  readonly realOrigin: number
  readonly demoOrigin: number
  readonly speed: number
  readonly #file: string
  readonly #timer: NodeJS.Timeout

  /** `real` tells the real time in ms. */
  constructor(
    file: string,
    speed: number | undefined,
    readonly real: () => number = Date.now,
  ) {
    const saved: { now: number; speed: number } = existsSync(file)
      ? JSON.parse(readFileSync(file, 'utf8'))
      : { now: firstMorning, speed: 1 }
    this.#file = file
    this.realOrigin = real()
    this.demoOrigin = saved.now
    this.speed = speed ?? saved.speed
    this.#saveAsOf(saveEveryMs)
    this.#timer = setInterval(() => this.#saveAsOf(saveEveryMs), saveEveryMs)
  }

  now(): number {
    return this.demoOrigin + Math.floor((this.real() - this.realOrigin) * this.speed)
  }

  /** For the environment of a service. */
  environment(): Record<string, string> {
    return {
      CLOCK_REAL_ORIGIN: String(this.realOrigin),
      CLOCK_DEMO_ORIGIN: String(this.demoOrigin),
      CLOCK_SPEED: String(this.speed),
    }
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#saveAsOf(0)
  }

  /** Saved ahead while it runs: after a kill it goes on a little later than it stopped, and never earlier. */
  #saveAsOf(aheadMs: number): void {
    const now = this.now() + Math.ceil(aheadMs * this.speed)
    writeWhole(this.#file, { now, at: new Date(now).toISOString(), speed: this.speed })
  }
}
