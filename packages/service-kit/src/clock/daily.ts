import type { Clock } from './clock.ts'

export const DAY_MS = 24 * 3_600_000

/**
 * Seconds until a person may do once more what they may do `most` times within 24 hours; undefined where they may now.
 * @param today when they did it within the last 24 hours, the oldest first
 */
export function secondsToNext(today: readonly Date[], most: number, at: Date, { speed }: Pick<Clock, 'speed'>): number | undefined {
  if (today.length < most) return undefined
  const nextMs = today.at(-most)!.getTime() + DAY_MS - at.getTime()
  return Math.max(1, Math.ceil(nextMs / 1_000 / speed))
}
