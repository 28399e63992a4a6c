/** A wait that can be cut short. A ring that meets nobody waiting is kept for the next wait. */
export class Alarm {
  private rung = false
  private wake: (() => void) | undefined

  ring(): void {
    this.rung = true
    this.wake?.()
  }

  /** True if it was rung, false if the time has passed. */
  async wait(ms: number): Promise<boolean> {
    if (!this.rung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms)
        this.wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
      this.wake = undefined
    }
    const wasRung = this.rung
    this.rung = false
    return wasRung
  }
}
