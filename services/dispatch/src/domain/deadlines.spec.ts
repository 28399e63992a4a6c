import { directory, unit } from '../../test/small-district.ts'
import { RECEIVED_AT, Story } from '../../test/story.ts'
import type { Case } from './case.ts'
import { deadlinesOf } from './deadlines.ts'

/** Five working days after Tuesday, 24 November: the Tuesday after it, 18:00. */
const DUE = new Date('2026-12-01T10:00:00Z')
const said = new Date('2026-11-25T03:00:00Z')

const of = (kase: Case) => deadlinesOf(kase, directory)

describe('the deadlines of a case', () => {
  it('follow from its type until sla has said them', () => {
    const { kase } = new Story()
    expect(of(kase)).toMatchObject({ caseDueAt: DUE, stepDueAt: DUE })
    const { stepWarnAt } = of(kase)
    expect(stepWarnAt!.getTime()).toBeGreaterThan(RECEIVED_AT.getTime())
    expect(stepWarnAt!.getTime()).toBeLessThan(DUE.getTime())
  })

  it('are those that sla has said', () => {
    const kase = { ...new Story().kase, caseDueAt: said, caseWarnAt: said, stepDueAt: said, stepWarnAt: said }
    expect(of(kase)).toEqual({ caseDueAt: said, caseWarnAt: said, stepDueAt: said, stepWarnAt: said })
  })

  it('of a new step count from its own start, and not those of the case', () => {
    const kase = { ...new Story().kase, caseDueAt: said, caseWarnAt: said }
    const story = new Story()
    story.kase = kase
    story.wait(86_400_000).give('dispatcher-1', 'dispatch', { to: { unit: unit('property-office') } })
    expect(of(story.kase)).toMatchObject({ caseDueAt: said, stepDueAt: new Date('2026-12-02T10:00:00Z') })
  })

  it('of a step are none while the reporter is asked, and after the end', () => {
    const asked = new Story()
      .give('dispatcher-1', 'dispatch', { to: { unit: unit('property-office') } })
      .give('post-1', 'feed-back')
      .give('verifier-1', 'verify', { result: 'PASSED' })
    expect(of(asked.kase)).toMatchObject({ caseDueAt: DUE, stepDueAt: undefined, stepWarnAt: undefined })
    expect(of(asked.give('resident-1', 'answer', { solved: true }).kase)).toMatchObject({ caseDueAt: DUE, stepDueAt: undefined })
  })

  it('are left open while the calendar is not known here', () => {
    const ignorant = Object.assign(Object.create(directory), { calendar: () => undefined })
    expect(deadlinesOf(new Story().kase, ignorant)).toMatchObject({ caseDueAt: undefined, stepDueAt: undefined })
  })
})
