import { Story } from '../../test/story.ts'
import type { Case } from './case.ts'
import { lightOf } from './light.ts'

const minute = (n: number) => new Date(Date.UTC(2026, 10, 24, 2, n))
const kase = (more: Partial<Case>): Case => ({ ...new Story().kase, caseWarnAt: minute(40), caseDueAt: minute(50), ...more })

describe('the light of a case', () => {
  it.each<[string, Partial<Case>, Date, string]>([
    ['is green before 80 per cent', {}, minute(39), 'GREEN'],
    ['is yellow from 80 per cent on', {}, minute(40), 'YELLOW'],
    ['is still yellow at the due instant itself', {}, minute(50), 'YELLOW'],
    ['is red when it is overdue', {}, new Date(minute(50).getTime() + 1), 'RED'],
    ['is that of the step if that is worse', { stepWarnAt: minute(10), stepDueAt: minute(20) }, minute(21), 'RED'],
    ['is that of the case if that is worse', { stepWarnAt: minute(60), stepDueAt: minute(70) }, minute(51), 'RED'],
    ['is green while sla has said nothing', { caseWarnAt: undefined, caseDueAt: undefined }, minute(59), 'GREEN'],
    ['stays as it was when the case was suspended', { pauses: [minute(30)] }, minute(59), 'GREEN'],
    ['stays yellow of what was suspended too late to be green', { pauses: [minute(45)] }, minute(59), 'YELLOW'],
    ['goes on when the case does', { pauses: [minute(30), minute(35)] }, minute(51), 'RED'],
    ['stays as it was of what ended while it was suspended', { pauses: [minute(30)], closedAt: minute(55) }, minute(59), 'GREEN'],
    ['stays as it was when the case was verified', { verifiedAt: minute(30) }, minute(59), 'GREEN'],
    ['stays red of what was verified too late', { verifiedAt: minute(55) }, minute(59), 'RED'],
  ])('%s', (_, more, now, light) => {
    expect(lightOf(kase(more), now)).toBe(light)
  })
})
