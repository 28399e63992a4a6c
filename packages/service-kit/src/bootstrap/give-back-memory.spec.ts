import { jest } from '@jest/globals'
import { giveBackMemoryOnceQuiet } from './give-back-memory.ts'

/** How often it collects within five minutes, where the event loop is as busy as this in each stretch of 20 s. */
function collections(utilizations: readonly number[]): number {
  let collected = 0
  let look = 0
  giveBackMemoryOnceQuiet(
    () => utilizations[look++] ?? 0,
    () => void collected++,
  )
  jest.advanceTimersByTime(300_000)
  return collected
}

describe('what the start has used is given back', () => {
  beforeEach(() => void jest.useFakeTimers())
  afterEach(() => void jest.useRealTimers())

  it.each([
    ['once, when it is quiet', [0.04, 0.04], 1],
    ['once, when it becomes quiet within a minute', [0.8, 0.5, 0.04], 1],
    ['not after a minute of work: what is compiled by then is worth more', [0.8, 0.5, 0.7, 0.04, 0], 0],
  ])('%s', (_, utilizations, expected) => {
    expect(collections(utilizations)).toBe(expected)
  })
})
