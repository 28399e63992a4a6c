import { Calendar } from '@yiwang/calendar'
import { nextFireAt, suspendedSince } from './clock.ts'
import { at, calendar, calendars, entry, foldAll, ladder, office, plan, registered, START, told } from './fold.fixture.ts'
import { fold, type TimedCase, UnknownCaseError } from './fold.ts'
import { lightOf } from './light.ts'

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

describe('suspension', () => {
  const maximum = { amount: 300, unit: 'WALL_SECONDS' as const }
  const handling = [registered(), entry('dispatched', 20, 'HANDLING')]
  const suspended = (second: number, more: object = {}) => entry('suspended', second, 'HANDLING', { maximum, ...more })

  it('holds the clocks of case and step, and starts one that says when it ends by itself', () => {
    const { case: kase, effects } = foldAll([...handling, suspended(60)])
    expect(kase.running.map((clock) => [clock.kind, suspendedSince(clock) !== undefined, nextFireAt(clock) !== undefined])).toEqual([
      ['CASE', true, false],
      ['STEP', true, false],
      ['SUSPENSION', false, true],
    ])
    expect(effects.slice(-3).map(({ fact, clock }) => `${clock.kind} ${fact}`)).toEqual(['CASE moved', 'STEP moved', 'SUSPENSION started'])
    expect(dueOf([...handling, suspended(60)], 'SUSPENSION')).toBe(360)
  })

  it('keeps what is left of the budgets, and opens an epoch when it ends', () => {
    const entries = [...handling, suspended(60), entry('resumed', 160, 'HANDLING')]
    expect([dueOf(entries, 'CASE'), dueOf(entries, 'STEP')]).toEqual([1100, 220])
    expect(told(entries).slice(-3)).toEqual(['CASE moved at 160', 'STEP moved at 160', 'SUSPENSION stopped at 160'])
    expect(foldAll(entries).case.running.map(({ epoch }) => epoch)).toEqual([2, 2])
  })

  it('elapses when its maximum is used up, also where only the resumption tells of it', () => {
    const resumed = entry('resumed', 360, 'HANDLING', { actor: { kind: 'SYSTEM', id: 'sla' } })
    const lines = told([...handling, suspended(60), resumed]).filter((line) => line.startsWith('SUSPENSION'))
    expect(lines).toEqual(['SUSPENSION started at 60', 'SUSPENSION elapsed 1 at 360', 'SUSPENSION stopped at 360'])
  })

  it('that a person ends at the very instant has not elapsed', () => {
    const resumed = entry('resumed', 360, 'HANDLING', { actor: { kind: 'STAFF', id: 'wang' } })
    expect(told([...handling, suspended(60), resumed])).not.toContain('SUSPENSION elapsed 1 at 360')
  })

  it('of a case that asks for a decision of the owners is the same', () => {
    const { case: kase } = foldAll([...handling, entry('decision_requested', 60, 'HANDLING', { maximum })])
    expect(kase.running.map(({ kind }) => kind)).toEqual(['CASE', 'STEP', 'SUSPENSION'])
    expect(nextFireAt(kase.running[0]!)).toBeUndefined()
  })

  it.each(['WITHDRAWN', 'VOID', 'CLOSED'])('ends with the case: %s', (state) => {
    const entries = [...handling, suspended(60), entry('ended', 200, state)]
    expect(foldAll(entries).case.running).toEqual([])
    expect(told(entries).filter((line) => line.includes('raised'))).toEqual([])
  })

  it('goes on when the case is handed over', () => {
    const { case: kase } = foldAll([...handling, suspended(60), entry('handed_over', 70, 'HANDLING'), entry('accepted', 80, 'HANDLING')])
    expect(kase.running.map((clock) => suspendedSince(clock) !== undefined)).toEqual([true, true, false])
  })

  it('its light stays as it was', () => {
    const [, step] = foldAll([...handling, suspended(60)]).case.running
    expect(lightOf(step!, START + 10_000_000)).toBe('GREEN')
  })

  // Rows 21 to 26 of the worked cases: start, budget, pause, and due, 80 and 125 per cent; a rung that lies behind is armed for the resumption.
  it.each([
    ['11-24 09:00', 240, 'WORKING_MINUTES', '11-24 11:00', '11-26 15:00', '11-26 17:00', '11-26 16:12', '11-26 18:00'],
    ['11-02 10:00', 5, 'WORKING_DAYS', '11-04 15:00', '11-16 10:00', '11-19 18:00', '11-18 16:12', '11-23 15:00'],
    ['11-02 10:00', 5, 'WORKING_DAYS', '11-04 10:00', '11-04 10:05', '11-09 18:00', '11-06 16:49', '11-11 14:13:45'],
    ['11-02 10:00', 5, 'WORKING_DAYS', '11-04 17:59', '11-05 09:00', '11-10 18:00', '11-09 15:24:12', '11-12 15:59:45'],
    ['11-02 10:00', 1, 'WORKING_DAYS', '11-03 10:00', '11-04 17:59', '11-04 18:00', '11-04 17:59', '11-05 10:45:15'],
    ['11-18 10:00', 3, 'CALENDAR_DAYS', '11-22 10:00', '11-24 10:00', '11-24 18:00', '11-24 10:48', '11-25 17:30'],
  ] as const)('from %s of %i %s, held from %s to %s, is due at %s', (start, amount, unit, from, to, due, yellow, late) => {
    const noHolidays = { ...calendar, time: new Calendar({ ...office, holidays: [] }) }
    const ofStep = { ...plan, handling: { amount, unit } }
    const entries = [
      { ...registered(0, 'HANDLING', { plan: ofStep, receivedAt: at(start) }), at: at(start) },
      { ...suspended(0), at: at(from) },
      { ...entry('resumed', 0, 'HANDLING'), at: at(to) },
    ]
    let kase: TimedCase | undefined
    for (const one of entries) kase = fold(kase, one, () => noHolidays).case
    const step = kase!.running.find(({ kind }) => kind === 'STEP')!
    expect([step.dueAt, step.plans[0], step.plans[2]]).toEqual([at(due), at(yellow), at(late)])
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
