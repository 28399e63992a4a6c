import { calendars, entry, foldAll, ladder, plan, registered, START, told } from './fold.fixture.ts'
import { fold, UnknownCaseError } from './fold.ts'

const dueOf = (entries: Parameters<typeof foldAll>[0], kind: string) =>
  (foldAll(entries).case.running.find((clock) => clock.kind === kind)!.dueAt - START) / 1000

describe('which entry starts and stops which clock', () => {
  it.each([
    ['a registration starts case and step at reception', [registered(5)], ['CASE started at 0', 'STEP started at 0']],
    ['a case that a centre triages has the triage budget', [registered()], ['CASE started at 0', 'STEP started at 0']],
    ['taking a case starts nothing', [registered(), entry('accepted', 10, 'TRIAGE')], []],
    ['handing over starts nothing', [registered(), entry('handed_over', 10, 'TRIAGE')], []],
    ['a remark starts nothing', [registered(), entry('commented', 10, 'TRIAGE')], []],
    ['asking for a void starts nothing', [registered(), entry('void_asked', 10, 'TRIAGE')], []],
    ['the echo of an escalation starts nothing', [registered(), entry('escalated', 10, 'TRIAGE')], []],
    ['dispatching is the next step', [registered(), entry('dispatched', 10, 'HANDLING')], ['STEP stopped at 10', 'STEP started at 10']],
    ['reporting up is the next step', [registered(), entry('reported_up', 10, 'TRIAGE')], ['STEP stopped at 10', 'STEP started at 10']],
    ['solving is the next step', [registered(), entry('solved', 10, 'VERIFYING')], ['STEP stopped at 10', 'STEP started at 10']],
    ['feeding back is the next step', [registered(), entry('fed_back', 10, 'VERIFYING')], ['STEP stopped at 10', 'STEP started at 10']],
    ['rework is the next step', [registered(), entry('rework_ordered', 10, 'HANDLING')], ['STEP stopped at 10', 'STEP started at 10']],
    ['what is solved and not drawn ends', [registered(), entry('solved', 10, 'CLOSED')], ['CASE stopped at 10', 'STEP stopped at 10']],
    ['verifying ends case and step', [registered(), entry('verified', 10, 'CLOSED')], ['CASE stopped at 10', 'STEP stopped at 10']],
    [
      "verifying a resident's case asks the resident",
      [registered(), entry('verified', 10, 'ANSWERING')],
      ['CASE stopped at 10', 'STEP stopped at 10', 'ANSWER started at 10'],
    ],
    ['declining ends all', [registered(), entry('declined', 10, 'DECLINED')], ['CASE stopped at 10', 'STEP stopped at 10']],
    ['withdrawing ends all', [registered(), entry('withdrawn', 10, 'WITHDRAWN')], ['CASE stopped at 10', 'STEP stopped at 10']],
    ['voiding ends all', [registered(), entry('voided', 10, 'VOID')], ['CASE stopped at 10', 'STEP stopped at 10']],
    ['a close by its source ends all', [registered(), entry('closed', 10, 'CLOSED')], ['CASE stopped at 10', 'STEP stopped at 10']],
  ])('%s', (_, entries, expected) => {
    const started = entries.length > 1 ? ['CASE started at 0', 'STEP started at 0'] : []
    expect(told(entries)).toEqual([...started, ...expected])
  })

  it("the answer ends the resident's three days", () => {
    const asked = [registered(), entry('verified', 10, 'ANSWERING')]
    expect(told([...asked, entry('answered', 20, 'CLOSED')]).at(-1)).toBe('ANSWER stopped at 20')
  })

  it('a reopening starts a new case clock and a new step', () => {
    const closed = [registered(), entry('verified', 10, 'ANSWERING')]
    expect(told([...closed, entry('reopened', 20, 'TRIAGE', { plan })]).slice(-3)).toEqual([
      'ANSWER stopped at 20',
      'CASE started at 20',
      'STEP started at 20',
    ])
  })

  it('every clock has an id of its own, and the same one whenever it is made again', () => {
    const entries = [registered(), entry('dispatched', 10, 'HANDLING'), entry('fed_back', 20, 'VERIFYING')]
    const ids = () =>
      foldAll(entries)
        .effects.filter((effect) => effect.fact === 'started')
        .map((effect) => effect.clock.id)
    expect(new Set(ids()).size).toBe(4)
    expect(ids()).toEqual(ids())
  })

  it('an entry of a case that was never registered is refused', () => {
    expect(() => fold(undefined, entry('accepted', 10, 'TRIAGE'), calendars)).toThrow(UnknownCaseError)
  })
})

describe('rungs and the instant of a step’s end', () => {
  it('a rung planned before the end stands, also when the sweep had not come by', () => {
    expect(told([registered(), entry('dispatched', 90, 'HANDLING')])).toContain('STEP raised 1 at 80')
  })

  it('at the end itself nothing is late', () => {
    expect(told([registered(), entry('dispatched', 80, 'HANDLING')]).filter((line) => line.includes('raised'))).toEqual([])
  })

  it('several that were due fire in order with their planned instants', () => {
    const lines = told([registered(), entry('dispatched', 130, 'HANDLING')])
    expect(lines.filter((line) => line.startsWith('STEP raised'))).toEqual([
      'STEP raised 1 at 80',
      'STEP raised 2 at 100',
      'STEP raised 3 at 125',
    ])
  })

  it('a rung reports who held the case at its planned instant', () => {
    const { effects } = foldAll([
      registered(),
      entry('accepted', 70, 'TRIAGE', { holder: { level: 'STREET', unit: 'centre', post: 'desk', person: 'wang' } }),
      entry('dispatched', 90, 'HANDLING', { holder: { level: 'STREET', unit: 'office' } }),
    ])
    expect(effects.find((effect) => effect.fact === 'raised')!.case.holder).toMatchObject({ unit: 'centre', person: 'wang' })
  })

  it('a rung at 0 per cent is planned for the start', () => {
    const emergency = { ...plan, ladder: [{ percent: 0, tell: ['NEXT_CENTRE', 'DISTRICT_CENTRE'] }, ...ladder] }
    const lines = told([registered(1, 'TRIAGE', { plan: emergency }), entry('accepted', 2, 'TRIAGE')])
    expect(lines.slice(2)).toEqual(['CASE raised 1 at 0', 'STEP raised 1 at 0'])
  })
})

describe('reclassification', () => {
  const budget = (amount: number) => ({ amount, unit: 'WALL_SECONDS' as const })
  const reclassified = (second: number, to: Partial<typeof plan>) => entry('reclassified', second, 'TRIAGE', { plan: { ...plan, ...to } })

  it('moves case and step to the new budgets, counted from their starts', () => {
    const entries = [registered(), reclassified(10, { case: budget(500), triage: budget(50) })]
    expect([dueOf(entries, 'CASE'), dueOf(entries, 'STEP')]).toEqual([500, 50])
    expect(told(entries).slice(2)).toEqual(['CASE moved at 10', 'STEP moved at 10'])
  })

  it('moves nothing to later', () => {
    const entries = [registered(), reclassified(10, { case: budget(5000), triage: budget(500) })]
    expect([dueOf(entries, 'CASE'), dueOf(entries, 'STEP')]).toEqual([1000, 100])
    expect(told(entries).slice(2)).toEqual([])
  })

  it('opens no epoch', () => {
    const { case: kase } = foldAll([registered(), reclassified(10, { case: budget(500), triage: budget(50) })])
    expect(kase.running.map((clock) => clock.epoch)).toEqual([1, 1])
  })

  it('arms what now lies behind for the instant at which it was armed', () => {
    const { case: kase } = foldAll([registered(), reclassified(60, { triage: budget(50) })])
    const step = kase.running.find((clock) => clock.kind === 'STEP')!
    expect(step.plans.map((at) => (at! - START) / 1000)).toEqual([60, 60, 62.5, 75])
  })

  it('keeps a ladder of which a rung has fired', () => {
    const lines = told([
      registered(),
      reclassified(90, { triage: budget(85), ladder: [{ percent: 0, tell: [] }] }),
      entry('dispatched', 95, 'HANDLING'),
    ])
    expect(lines.filter((line) => line.startsWith('STEP raised'))).toEqual(['STEP raised 1 at 80', 'STEP raised 2 at 90'])
  })

  it('takes the ladder of an emergency while nothing has fired, and is told at once', () => {
    const emergency = { ladder: [{ percent: 0, tell: ['NEXT_CENTRE', 'DISTRICT_CENTRE'] }, ...ladder] }
    const lines = told([registered(), reclassified(10, emergency), entry('accepted', 11, 'TRIAGE')])
    expect(lines.filter((line) => line.includes('raised'))).toEqual(['CASE raised 1 at 10', 'STEP raised 1 at 10'])
  })
})
