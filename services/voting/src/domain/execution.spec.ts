import { requireShown, requireStated, requireWithinPlan, type Step, type StepKind } from './execution.ts'
import type { Refusal } from './refusal.ts'

const step = (kind: StepKind, more: Partial<Step> = {}): Step => ({ kind, title: 'Pumps', ...more })
const document = '01890000-0000-7000-8000-000000000001'
const refusal = (check: () => void) => {
  try {
    check()
    return undefined
  } catch (error) {
    const { code, extra } = error as Refusal
    return { code, ...extra }
  }
}

describe('a step of the execution', () => {
  it.each<[string, Step, object | undefined]>([
    ['a milestone with its title alone', step('MILESTONE'), undefined],
    ['a contract without a partner', step('CONTRACT', { amount: 1, document }), { code: 'step-incomplete', missing: ['party'] }],
    ['a payment with nothing but its title', step('PAYMENT'), { code: 'step-incomplete', missing: ['party', 'amount', 'document'] }],
    ['a payment with all of it', step('PAYMENT', { party: 'Firm', amount: 1, document }), undefined],
  ])('says enough or not: %s', (_, given, expected) => {
    expect(refusal(() => requireStated(given))).toEqual(expected)
  })

  it('is done where a document shows it, the one it came with or a later one', () => {
    expect(refusal(() => requireShown([undefined, undefined]))).toEqual({ code: 'step-incomplete', missing: ['document'] })
    expect(refusal(() => requireShown([document, undefined]))).toBeUndefined()
    expect(refusal(() => requireShown([undefined, document]))).toBeUndefined()
  })

  it.each<[string, Step, number | undefined, object | undefined]>([
    ['exactly the plan', step('PAYMENT', { amount: 40 }), 100, undefined],
    ['one fen above it', step('PAYMENT', { amount: 41 }), 100, { code: 'payment-exceeds-plan', planned: 100, paid: 60, exceeds: 1 }],
    ['a plan without an amount', step('PAYMENT', { amount: 1_000 }), undefined, undefined],
    ['a contract, which pays nothing', step('CONTRACT', { amount: 1_000 }), 100, undefined],
  ])('pays within the plan: %s, after 60', (_, given, planned, expected) => {
    expect(refusal(() => requireWithinPlan(60, given, planned))).toEqual(expected)
  })
})
