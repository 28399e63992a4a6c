/** What is to be done at the end, whatever brings the end about: Ctrl-C, SIGTERM, an orphaned launcher, a failed start. */
export class Shutdown {
  readonly #steps: (() => unknown)[] = []
  #running: Promise<never> | undefined

  constructor(private readonly say: (line: string) => void) {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => this.#onSignal(signal))
  }

  /** Steps are done in the opposite order: what was started last is stopped first. */
  add(step: () => unknown): void {
    this.#steps.unshift(step)
  }

  run(why: string, exitCode = 0): Promise<never> {
    this.#running ??= this.#stopEverything(why, exitCode)
    return this.#running
  }

  /** A second Ctrl-C ends at once; the guards of the children end them. */
  #onSignal(signal: NodeJS.Signals): void {
    if (this.#running && signal === 'SIGINT') process.exit(130)
    void this.run(`stopping (${signal})`)
  }

  async #stopEverything(why: string, exitCode: number): Promise<never> {
    this.say(why)
    for (const step of this.#steps) {
      try {
        await step()
      } catch (error) {
        this.say(String(error))
      }
    }
    this.say('stopped')
    process.exit(exitCode)
  }
}
