/** A clock that stands until the test moves it. */
export interface FixedClock {
  readonly speed: number
  now(): Date
  set(iso: string): void
  advance(ms: number): void
}

export function fixedClock(iso: string): FixedClock {
  let ms = Date.parse(iso)
  return {
    speed: 1,
    now: () => new Date(ms),
    set: (to) => {
      ms = Date.parse(to)
    },
    advance: (by) => {
      ms += by
    },
  }
}
