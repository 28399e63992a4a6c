import type { TestPlatform } from '../platform/platform.ts'

/** What falls due at an instant is done a little later. */
const A_MINUTE_MS = 60_000

interface Waiting {
  readonly until: number
  readonly goOn: () => void
  readonly fail: (failure: unknown) => void
}

/**
 * Several stories told at once, in one time. When each of them waits or is over, the clock of the platform jumps to the last of the instants that
 * they wait for: so four decisions of two months take as many jumps as one.
 */
export class SharedTime {
  private waiting: Waiting[] = []
  private living = 0

  constructor(private readonly platform: TestPlatform) {}

  /** Begins a story; what becomes of it is for who asks. */
  tell<Told>(story: () => Promise<Told>): Promise<Told> {
    this.living++
    const told = story().finally(() => {
      this.living--
      this.jumpIfAllWait()
    })
    told.catch(() => {})
    return told
  }

  /** Until the last of these instants is over. */
  passes(...instants: readonly (string | undefined)[]): Promise<void> {
    const until = Math.max(...instants.map((instant) => Date.parse(instant ?? ''))) + A_MINUTE_MS
    if (Number.isNaN(until)) throw new Error(`nothing falls due at ${instants.join(', ')}`)
    return new Promise((goOn, fail) => {
      this.waiting.push({ until, goOn, fail })
      this.jumpIfAllWait()
    })
  }

  private jumpIfAllWait(): void {
    if (this.waiting.length === 0 || this.waiting.length < this.living) return
    const waiting = this.waiting
    this.waiting = []
    this.platform.jumpTo(Math.max(this.platform.now(), ...waiting.map(({ until }) => until))).then(
      () => {
        for (const { goOn } of waiting) goOn()
      },
      (failure) => {
        for (const { fail } of waiting) fail(failure)
      },
    )
  }
}
