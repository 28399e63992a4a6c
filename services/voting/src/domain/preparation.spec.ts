import type { Decision, Stage } from './decision.ts'
import { STAGES } from './decision.ts'
import { requireBeforeVoting, requireOpinionsTaken, requirePlanOpen } from './preparation.ts'

const day = { amount: 1, unit: 'CALENDAR_DAYS' }
const over = new Date('2026-12-20T00:00:00Z')
const decision = (stage: Stage, opinions: object | undefined, more: Partial<Decision> = {}) =>
  ({ stage, ruleSet: { stages: { notice: day, opinions } }, ...more }) as unknown as Decision
const refusedWith = (check: () => void) => {
  try {
    check()
    return undefined
  } catch (error) {
    return (error as { code: string }).code
  }
}

describe('opinions', () => {
  it.each<[string, Decision, string | undefined]>([
    ['are taken during the notice', decision('NOTICE', day), undefined],
    ['are not taken once their time is over', decision('NOTICE', day, { opinionsEndedAt: over }), 'opinions-closed'],
    ['are taken when only the notice is over', decision('NOTICE', day, { noticeEndedAt: over }), undefined],
    ['of a rule set without a time for them are taken as long as the notice has to lie open', decision('NOTICE', undefined), undefined],
    ['of such a rule set are not taken after that', decision('NOTICE', undefined, { noticeEndedAt: over }), 'opinions-closed'],
    ['are taken while the plan is being revised, too', decision('REVISION', day), undefined],
    ...STAGES.filter((stage) => stage !== 'NOTICE' && stage !== 'REVISION').map((stage): [string, Decision, string] => [
      `are not taken in the stage ${stage}`,
      decision(stage, day),
      'opinions-closed',
    ]),
  ])('%s', (_, given, code) => expect(refusedWith(() => requireOpinionsTaken(given))).toBe(code))
})

describe('a plan', () => {
  it.each(STAGES)('is open in the stage %s only before voting', (stage) =>
    expect(refusedWith(() => requirePlanOpen({ stage }))).toBe(['DRAFT', 'NOTICE', 'REVISION'].includes(stage) ? undefined : 'plan-frozen'),
  )
})

it('what belongs to a stage is refused in another', () => {
  expect(refusedWith(() => requireBeforeVoting({ stage: 'NOTICE' }))).toBeUndefined()
  expect(refusedWith(() => requireBeforeVoting({ stage: 'VOTING' }))).toBe('command-not-legal')
})
