import fc from 'fast-check'
import { type Numbered, place } from './place.ts'

/** `a1` = event 1 of subject a, under the key a; `a1/k` = under the key k. */
function event(text: string): Numbered & { text: string } {
  const [, subject = '', number = '', , key = subject] = /^([a-z]+)(\d+)(\/(.+))?$/.exec(text) ?? []
  return { text, subject, key, sequence: Number(number) }
}
const events = (text: string) => text.split(' ').filter(Boolean).map(event)
const texts = (list: readonly { text: string }[]) => list.map(({ text }) => text).join(' ')

function placed(
  arriving: string,
  { marks = {}, parked = '', gapless = true }: { marks?: Record<string, number>; parked?: string; gapless?: boolean } = {},
) {
  const result = place(events(arriving), new Map(Object.entries(marks)), new Set(parked.split(' ').filter(Boolean)), gapless)
  return {
    fresh: texts(result.fresh),
    waiting: result.waiting.map(({ event, reason }) => (reason ? `${event.text}!` : event.text)).join(' '),
    advanced: Object.fromEntries(result.advanced),
  }
}

describe('placing a batch', () => {
  it.each([
    ['events in order are new', 'a1 a2 b1', {}, { fresh: 'a1 a2 b1', waiting: '', advanced: { a: 2, b: 1 } }],
    ['what was applied before is a duplicate', 'a1 a2 a3', { marks: { a: 2 } }, { fresh: 'a3', waiting: '', advanced: { a: 3 } }],
    ['a run published again inside one batch', 'a1 a2 a1 a2 a3', {}, { fresh: 'a1 a2 a3', waiting: '', advanced: { a: 3 } }],
    ['a gap parks its key from there on', 'a1 a3 a4 b1', {}, { fresh: 'a1 b1', waiting: 'a3! a4', advanced: { a: 1, b: 1 } }],
    ['the missing one, come late, waits too: order is kept', 'a2 a1', {}, { fresh: '', waiting: 'a2! a1', advanced: {} }],
    ['a gap also holds other subjects of its key', 'a2/k b1/k c1/m', {}, { fresh: 'c1/m', waiting: 'a2/k! b1/k', advanced: { c: 1 } }],
    ['behind a parked key everything waits', 'a3 b1', { marks: { a: 2 }, parked: 'a' }, { fresh: 'b1', waiting: 'a3', advanced: { b: 1 } }],
    [
      'a duplicate of a parked key is still a duplicate',
      'a1 a2',
      { marks: { a: 1 }, parked: 'a' },
      { fresh: '', waiting: 'a2', advanced: {} },
    ],
    [
      'on a compacted topic a higher number is no gap',
      'a4 a9 a9 a2',
      { gapless: false },
      { fresh: 'a4 a9', waiting: '', advanced: { a: 9 } },
    ],
    ['what has no number is always new', 'x0 x0', {}, { fresh: 'x0 x0', waiting: '', advanced: {} }],
    ['what has no number waits behind its key', 'x0/k', { parked: 'k' }, { fresh: '', waiting: 'x0/k', advanced: {} }],
  ])('%s', (_, arriving, stand, expected) => expect(placed(arriving, stand)).toEqual(expected))

  it('leaves the parked keys that it was given as they were', () => {
    const parked = new Set<string>()
    place(events('a2'), new Map(), parked, true)
    expect(parked.size).toBe(0)
  })
})

describe('whatever is delivered how often, cut into batches anywhere', () => {
  const subjects = ['a', 'b', 'c']
  /** Deliveries as a relay makes them: runs in order, each perhaps again from some earlier point. */
  const deliveries = fc
    .array(fc.record({ subject: fc.constantFrom(...subjects), back: fc.nat(3), ahead: fc.nat(4) }), { maxLength: 40 })
    .map((runs) => {
      const published = new Map<string, number>()
      return runs.flatMap(({ subject, back, ahead }) => {
        const top = published.get(subject) ?? 0
        const from = Math.max(1, top + 1 - back)
        const to = top + ahead
        published.set(subject, Math.max(top, to))
        return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => event(`${subject}${from + i}`))
      })
    })

  function consume(all: readonly Numbered[], cuts: readonly number[]) {
    const marks = new Map<string, number>()
    const parked = new Set<string>()
    const applied: Numbered[] = []
    const waiting: Numbered[] = []
    const at = [0, ...cuts.map((cut) => cut % (all.length + 1)), all.length].sort((one, other) => one - other)
    for (let i = 1; i < at.length; i++) {
      const placement = place(all.slice(at[i - 1], at[i]), marks, parked, true)
      for (const [subject, mark] of placement.advanced) marks.set(subject, mark)
      for (const { event } of placement.waiting) parked.add(event.key)
      applied.push(...placement.fresh)
      waiting.push(...placement.waiting.map((one) => one.event))
    }
    return { applied, waiting }
  }
  const numbersOf = (list: readonly Numbered[], subject: string) => list.filter((one) => one.subject === subject).map((one) => one.sequence)
  const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1)

  it('each event is applied once and in order', () => {
    fc.assert(
      fc.property(deliveries, fc.array(fc.nat(), { maxLength: 6 }), (all, cuts) => {
        const { applied, waiting } = consume(all, cuts)
        expect(waiting).toEqual([])
        for (const subject of subjects) expect(numbersOf(applied, subject)).toEqual(upTo(Math.max(0, ...numbersOf(all, subject))))
      }),
    )
  })

  it('with events missing: applied is what lies before the gap, and nothing behind it is lost', () => {
    fc.assert(
      fc.property(
        deliveries,
        fc.array(fc.nat(), { maxLength: 6 }),
        fc.constantFrom(...subjects),
        fc.integer({ min: 1, max: 6 }),
        (all, cuts, subject, n) => {
          const delivered = all.filter((one) => one.subject !== subject || one.sequence !== n)
          const { applied, waiting } = consume(delivered, cuts)
          const present = numbersOf(delivered, subject)
          expect(numbersOf(applied, subject)).toEqual(upTo(Math.min(n - 1, Math.max(0, ...present))))
          expect(new Set(numbersOf(waiting, subject))).toEqual(new Set(present.filter((one) => one > n)))
        },
      ),
    )
  })
})
