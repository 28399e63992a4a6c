import { clone } from '@bufbuild/protobuf'
import { dispatchEvents } from '@yiwang/contracts'
import { directory, person, post, unit } from '../../test/small-district.ts'
import { RECEIVED_AT, Story } from '../../test/story.ts'
import { stretchesOf } from './stretches.ts'

const HOUR_MS = 3_600_000
const office = directory.calendar('office')!
/** Gives the triage another budget in the plan of an entry. */
function replan(story: Story, entry: number, amount: number, unit: string): void {
  const copy = clone(dispatchEvents.LedgerEntrySchema, story.entries[entry]!)
  Object.assign(copy.details!.plan!.triage!, { amount, unit })
  story.entries[entry] = copy
}

const at = (story: Story) => stretchesOf(story.entries, office, story.now)

describe('the stretches of holding', () => {
  it('start at the reception and say who held the case, in which post, for how many working ms', () => {
    // Received on Tuesday at 10:00 in Shanghai; the office is closed from 12:00 to 14:00.
    const story = new Story()
      .wait(HOUR_MS)
      .give('dispatcher-1', 'accept')
      .wait(HOUR_MS)
      .give('dispatcher-1', 'dispatch', { to: { unit: unit('property-office') } })
      .wait(3 * HOUR_MS)
    const centre = { round: 1, level: 'STREET', unit: unit('street-centre'), overdueMs: 0 }
    expect(at(story)).toEqual([
      { ...centre, from: RECEIVED_AT, to: new Date('2026-11-24T03:01:00Z'), post: undefined, person: undefined, workingMs: 61 * 60_000 },
      {
        ...centre,
        from: new Date('2026-11-24T03:01:00Z'),
        to: new Date('2026-11-24T04:02:00Z'),
        post: post('dispatcher'),
        person: person('dispatcher-1'),
        workingMs: 59 * 60_000,
      },
      {
        ...centre,
        unit: unit('property-office'),
        from: new Date('2026-11-24T04:02:00Z'),
        to: undefined,
        post: undefined,
        person: undefined,
        workingMs: 62 * 60_000,
      },
    ])
  })

  it('are not cut by what only says something', () => {
    const story = new Story().give('supervisor-1', 'comment', { text: 'hurry' }).give('dispatcher-1', 'void', { reason: 'a test' })
    expect(at(story)).toHaveLength(1)
  })

  it('end with the case and begin again with its reopening: between them nobody holds', () => {
    const story = new Story({ reporter: 'grid-worker-1' })
      .give('dispatcher-1', 'dispatch', { to: { unit: unit('property-office') } })
      .give('post-1', 'feed-back')
      .give('verifier-1', 'verify', { result: 'PASSED' })
      .wait(HOUR_MS)
      .give('grid-worker-1', 'answer', { solved: false })
    const [closed, reopened] = at(story).slice(-2)
    expect(closed).toMatchObject({ round: 1, to: new Date('2026-11-24T02:03:00Z') })
    expect(reopened).toMatchObject({ round: 2, from: new Date('2026-11-24T03:04:00Z'), to: undefined })
  })

  it('count as overdue the working time after the step was due, by who held it then', () => {
    // Five working days from Tuesday the 24th are used up on Tuesday 1 December at 18:00 in Shanghai.
    const story = new Story()
      .wait(Date.parse('2026-12-02T02:59:00Z') - RECEIVED_AT.getTime())
      .give('dispatcher-1', 'dispatch', { to: { unit: unit('property-office') } })
      .wait(HOUR_MS)
    expect(at(story).map(({ overdueMs }) => overdueMs)).toEqual([2 * HOUR_MS, 0])
  })

  it('count as overdue in an office what lies after the deadline of the step that it held', () => {
    const story = new Story().give('dispatcher-1', 'dispatch', { to: { unit: unit('property-office') } })
    story.wait(Date.parse('2026-12-02T02:00:00Z') - story.now.getTime())
    expect(at(story).map(({ overdueMs }) => overdueMs)).toEqual([0, HOUR_MS])
  })

  it('count neither as worked nor as overdue what the case was suspended, and measure its step by the due instant that follows', () => {
    const story = new Story().give('dispatcher-1', 'dispatch', { to: { unit: unit('property-office') } }).give('post-1', 'accept')
    const until = (instant: string) => story.wait(Date.parse(instant) - story.now.getTime() - 60_000)
    until('2026-11-26T01:00:00Z').give('post-1', 'suspend', { reason: 'MATERIAL' })
    until('2026-12-01T01:00:00Z').give('post-1', 'resume')
    // One day was used: the other four end on Friday at 18:00.
    until('2026-12-07T02:01:00Z')
    const held = at(story).at(-1)!
    expect([held.from, held.to]).toEqual([new Date('2026-11-24T02:02:00Z'), undefined])
    // From Tuesday 10:02 to Thursday 09:00, and from Tuesday 09:00 to Monday 10:00, seven hours a day.
    expect(held.workingMs).toBe((2 - 2 / 60 + 4 + 7 + 4 * 7 + 1) * HOUR_MS)
    expect(held.overdueMs).toBe(HOUR_MS)
  })

  it('count nothing while the suspension goes on, and go on holding', () => {
    const story = new Story().give('dispatcher-1', 'dispatch', { to: { unit: unit('property-office') } }).give('post-1', 'accept')
    story.give('post-1', 'suspend', { reason: 'COURT' }).wait(100 * 86_400_000)
    expect(at(story).at(-1)).toMatchObject({ person: person('post-1'), to: undefined, workingMs: 60_000, overdueMs: 0 })
  })

  it('count wall time where the step’s budget does', () => {
    const story = new Story()
    replan(story, 0, 20, 'WALL_SECONDS')
    story.wait(60_000)
    expect(at(story)[0]).toMatchObject({ overdueMs: 40_000 })
  })

  it('measure a reclassified step by the new budget from its own start, and never by a later one', () => {
    const story = new Story().give('dispatcher-1', 'reclassify', { reason: 'it is', type: 'plain-grid' })
    replan(story, 1, 60, 'WALL_SECONDS')
    expect(at(story.wait(60_000))[0]!.overdueMs).toBe(60_000)
    replan(story, 1, 50, 'WORKING_DAYS')
    story.wait(Date.parse('2026-12-02T02:00:00Z') - story.now.getTime())
    expect(at(story)[0]!.overdueMs).toBe(HOUR_MS)
  })
})
