import fc from 'fast-check'
import { type Change, type Clock, type Effect, move, nextFireAt, recompute, resume, settle, start, stop, suspend } from './clock.ts'
import { at, calendar, ladder, START } from './fold.fixture.ts'

const opening = {
  id: 'clock',
  caseId: 'case',
  no: 1,
  kind: 'STEP',
  signal: 'ESCALATION',
  ladder,
  startedAt: START,
  amount: 100,
  unit: 'WALL_SECONDS',
} as const

const second = (n: number) => START + n * 1000
const seconds = (ms: number) => (ms - START) / 1000
const started = (more: object = {}) => start(calendar, { ...opening, ...more }).clock

/** What a sweep does that fires on what it does not know. */
const firedTo = (clock: Clock, n: number) => settle(clock, second(n) + 1).clock
const lines = (change: Change) =>
  change.effects.map((effect) => `${effect.fact} ${effect.rung ?? ''}/${effect.epoch} ${seconds(effect.at)}`)

describe('a clock', () => {
  it('knows due, warning and rungs from its budget on the working calendar', () => {
    const clock = started({ startedAt: at('11-24 11:30'), amount: 60, unit: 'WORKING_MINUTES' })
    expect(clock.dueAt).toBe(at('11-24 14:30'))
    expect(clock.warnAt).toBe(at('11-24 14:18'))
    expect(clock.plans).toEqual([at('11-24 14:18'), at('11-24 14:30'), at('11-24 14:45'), at('11-24 15:00')])
  })

  it('warns at 80 per cent whatever its ladder says', () => {
    expect(seconds(started({ ladder: [{ percent: 50, tell: [] }] }).warnAt)).toBe(80)
  })

  it('says when its due lies in a year that is not published', () => {
    expect(started().provisional).toBe(false)
    expect(started({ startedAt: Date.parse('2026-12-30T10:00:00+08:00'), amount: 5, unit: 'WORKING_DAYS' }).provisional).toBe(true)
  })

  it('withdraws what fired at or after its stop, once', () => {
    expect(lines(stop(firedTo(started(), 125), second(100)))).toEqual(['withdrawn 2/1 100', 'withdrawn 3/1 100', 'stopped /1 100'])
  })

  it('withdraws nothing that was planned before its stop', () => {
    expect(lines(stop(firedTo(started(), 100), second(101)))).toEqual(['stopped /1 101'])
  })

  it('is never taken back when it has elapsed', () => {
    const answer = started({ signal: 'ELAPSED', ladder: [{ percent: 100, tell: [] }] })
    expect(lines(settle(answer, second(101)))).toEqual(['elapsed 1/1 100'])
    expect(lines(stop(firedTo(answer, 100), second(100)))).toEqual(['stopped /1 100'])
  })
})

describe('epochs', () => {
  it('a later due opens one and arms what lies ahead and what has not fired', () => {
    const moved = move(calendar, firedTo(started(), 80), { amount: 200, unit: 'WALL_SECONDS' }, second(90)).clock
    expect([moved.epoch, moved.nextRung, moved.plans.map((plan) => seconds(plan!))]).toEqual([2, 0, [160, 200, 250, 300]])
  })

  it('what fired and lies behind stays fired', () => {
    const moved = move(calendar, firedTo(started(), 100), { amount: 110, unit: 'WALL_SECONDS' }, second(105)).clock
    expect([moved.epoch, moved.nextRung]).toEqual([2, 1])
  })

  it('an earlier due keeps the epoch', () => {
    expect(move(calendar, started(), { amount: 50, unit: 'WALL_SECONDS' }, second(10)).clock.epoch).toBe(1)
  })

  it('a withdrawal opens one, so that the rung can fire again', () => {
    const change = move(calendar, firedTo(started(), 100), { amount: 90, unit: 'WALL_SECONDS' }, second(70))
    expect(change.effects.filter((effect) => effect.fact === 'withdrawn').map((effect) => effect.rung)).toEqual([1, 2])
    expect([change.clock.epoch, change.clock.nextRung, seconds(nextFireAt(change.clock)!)]).toEqual([2, 0, 72])
  })
})

describe('suspension', () => {
  it('arms nothing while it lasts, keeps the budget that is left, and opens an epoch when it ends', () => {
    const held = suspend(calendar, firedTo(started(), 80), second(90)).clock
    expect(nextFireAt(held)).toBeUndefined()
    const running = resume(calendar, held, second(500)).clock
    expect([running.epoch, seconds(running.dueAt), running.nextRung]).toEqual([2, 510, 1])
  })

  it('arms nothing that is reached at its very instant, before it ends', () => {
    const held = suspend(calendar, started(), second(80)).clock
    expect(nextFireAt(held)).toBeUndefined()
    expect(seconds(nextFireAt(resume(calendar, held, second(500)).clock)!)).toBe(500)
  })

  it('does not lose a rung that lay behind without having fired', () => {
    const running = resume(calendar, suspend(calendar, started(), second(79)).clock, second(500)).clock
    expect(seconds(nextFireAt(running)!)).toBe(501)
  })
})

describe('a changed calendar', () => {
  it('moves what lies ahead and takes nothing back', () => {
    const clock = firedTo(started({ amount: 5, unit: 'WORKING_DAYS', ladder }), 0)
    const same = recompute(calendar, clock, second(10))
    expect(same.effects).toEqual([])
    expect(same.clock.dueAt).toBe(clock.dueAt)
  })
})

type Step =
  | { readonly what: 'suspend' | 'resume' | 'stop' | 'recompute' }
  | { readonly what: 'move'; readonly amount: number; readonly unit: 'WALL_SECONDS' | 'WORKING_MINUTES' | 'WORKING_DAYS' | 'CALENDAR_DAYS' }

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ what: fc.constantFrom('suspend', 'resume', 'stop', 'recompute') }),
  fc.record({
    what: fc.constant('move' as const),
    amount: fc.integer({ min: 1, max: 6 }),
    unit: fc.constantFrom('WORKING_MINUTES' as const, 'WORKING_DAYS' as const, 'CALENDAR_DAYS' as const),
  }),
)
/** A life: steps with the minutes before each, and how far ahead a sweep has fired without knowing. */
const life = fc.record({
  ladder: fc.constantFrom(ladder, [{ percent: 0, tell: [] }, ...ladder]),
  steps: fc.array(fc.record({ step, minutes: fc.integer({ min: 0, max: 4000 }), ahead: fc.integer({ min: 0, max: 6000 }) }), {
    maxLength: 8,
  }),
})

function take(clock: Clock, { what, ...to }: Step, instant: number): Change {
  if (clock.stoppedAt !== undefined) return { clock, effects: [] }
  if (what === 'stop') return stop(clock, instant)
  if (what === 'move') return move(calendar, clock, to as never, instant)
  return { suspend, resume, recompute }[what](calendar, clock, instant)
}

/** Lives it with a sweep that fires `ahead` of what is known, or with one that never does. */
function live({ ladder, steps }: typeof life extends fc.Arbitrary<infer L> ? L : never, falsely: boolean) {
  let clock = start(calendar, { ...opening, ladder, amount: 2, unit: 'WORKING_DAYS' }).clock
  let instant = START
  const effects: Effect[] = []
  for (const { step: next, minutes, ahead } of steps) {
    instant += minutes * 60_000
    // A recomputation knows no more than the sweep: it comes at the watermark, so nothing has fired beyond it.
    const swept = falsely && next.what !== 'recompute' ? settle(clock, instant + ahead * 60_000) : { clock, effects: [] }
    const change = take(swept.clock, next, instant)
    effects.push(...swept.effects, ...change.effects)
    clock = change.clock
  }
  const rest = clock.stoppedAt === undefined ? settle(clock, instant + 60 * 86_400_000) : { clock, effects: [] }
  return { clock: rest.clock, effects: [...effects, ...rest.effects] }
}

const kept = (effects: readonly Effect[]) => {
  const withdrawn = new Set(effects.filter((e) => e.fact === 'withdrawn').map((e) => `${e.epoch}/${e.rung}`))
  return effects.filter((e) => e.fact === 'raised' && !withdrawn.has(`${e.epoch}/${e.rung}`))
}

describe('whatever happens to a clock', () => {
  it('each rung fires at most once an epoch, also under false firings, and each withdrawal takes back one that fired', () => {
    fc.assert(
      fc.property(life, (story) => {
        const { effects } = live(story, true)
        const names = (fact: string) => effects.filter((e) => e.fact === fact).map((e) => `${e.epoch}/${e.rung}`)
        expect(new Set(names('raised')).size).toBe(names('raised').length)
        expect(new Set(names('withdrawn')).size).toBe(names('withdrawn').length)
        expect(names('withdrawn').every((name) => names('raised').includes(name))).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  it('rungs of an epoch fire in order, and a stopped clock keeps exactly what was planned before its stop', () => {
    fc.assert(
      fc.property(life, (story) => {
        const { clock, effects } = live(story, true)
        const standing = kept(effects)
        for (const epoch of new Set(standing.map((e) => e.epoch))) {
          const planned = standing.filter((e) => e.epoch === epoch).map((e) => e.plannedAt!)
          expect(planned).toEqual([...planned].sort((a, b) => a - b))
        }
        const { stoppedAt } = clock
        if (stoppedAt === undefined) return
        expect(standing.every((e) => e.plannedAt! < stoppedAt)).toBe(true)
        expect(clock.plans.slice(clock.nextRung).every((plan) => plan === undefined || plan >= stoppedAt)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  it('the same rungs stand at the same instants whether or not some were fired too early', () => {
    fc.assert(
      fc.property(life, (story) => {
        const names = (effects: readonly Effect[]) => kept(effects).map((e) => `${e.rung} ${e.plannedAt}`)
        const ended = { ...story, steps: [...story.steps, { step: { what: 'stop' as const }, minutes: 4000, ahead: 6000 }] }
        expect(names(live(ended, true).effects)).toEqual(names(live(ended, false).effects))
      }),
      { numRuns: 2000 },
    )
  })

  it('the epoch rises with each later due, and never without one or a withdrawal', () => {
    fc.assert(
      fc.property(life, (story) => {
        const { effects } = live(story, false)
        let before: Effect | undefined
        for (const effect of effects) {
          if (before) expect(effect.clock.epoch - before.clock.epoch).toBe(effect.clock.dueAt > before.clock.dueAt ? 1 : 0)
          before = effect
        }
      }),
      { numRuns: 2000 },
    )
  })
})
