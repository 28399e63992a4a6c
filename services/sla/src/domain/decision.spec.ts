import { decisionFact, goodDecision, stage } from './decision.fixture.ts'
import { type DecisionFact, foldDecision } from './decision.ts'
import { at, calendars, START } from './fold.fixture.ts'
import type { CaseEffect, TimedCase } from './fold.ts'

function foldAll(facts: readonly DecisionFact[]) {
  let decision: TimedCase | undefined
  const effects: CaseEffect[] = []
  for (const fact of facts) {
    const folded = foldDecision(decision, fact, calendars)
    decision = folded?.case ?? decision
    effects.push(...(folded?.effects ?? []))
  }
  return { decision: decision!, effects }
}

const told = (facts: readonly DecisionFact[]) =>
  foldAll(facts).effects.map(({ clock, fact, at: instant }) => `${clock.kind} ${fact} at ${(instant - START) / 1000}`)

const published = decisionFact('published', 0, { starts: [stage('NOTICE', 100), stage('OPINIONS', 60)] })

describe('the clocks of a decision', () => {
  it('start and stop as voting says, and elapse at their due instants, also where only the fact that follows tells of it', () => {
    expect(told(goodDecision())).toEqual([
      'NOTICE started at 1',
      'OPINIONS started at 1',
      'OPINIONS elapsed at 61',
      'OPINIONS stopped at 61',
      'NOTICE elapsed at 101',
      'NOTICE stopped at 101',
      'VOTING started at 110',
      'VOTING elapsed at 160',
      'VOTING stopped at 160',
      'OBJECTIONS started at 162',
      'OBJECTIONS elapsed at 202',
      'OBJECTIONS stopped at 202',
    ])
  })

  it('that a person ends before its due has not elapsed, also not at the very instant', () => {
    expect(told([published, decisionFact('revised', 60, { stops: ['OPINIONS'] })]).slice(2)).toEqual(['OPINIONS stopped at 60'])
  })

  it('that elapsed before a fact is told before it, though the fact says nothing of it', () => {
    expect(told([published, decisionFact('revised', 80)]).slice(2)).toEqual(['OPINIONS elapsed at 60'])
  })

  it('of a kind that runs starts anew, with another id', () => {
    const opened = decisionFact('opened', 0, { starts: [stage('VOTING', 50)] })
    const extended = decisionFact('extended', 40, { starts: [stage('VOTING', 30)] })
    expect(told([opened, extended])).toEqual(['VOTING started at 0', 'VOTING stopped at 40', 'VOTING started at 40'])
    const { running } = foldAll([opened, extended]).decision
    expect(running.map(({ dueAt, epoch }) => [(dueAt - START) / 1000, epoch])).toEqual([[70, 1]])
    expect(running[0]!.id).not.toBe(foldAll([opened]).decision.running[0]!.id)
  })

  it('all stop when it is withdrawn', () => {
    expect(told([published, decisionFact('withdrawn', 30)]).slice(2)).toEqual(['NOTICE stopped at 30', 'OPINIONS stopped at 30'])
  })

  it.each(['archived', 'failed'])('%s stops none that it does not name', (fact) => {
    expect(told([published, decisionFact(fact, 30)]).slice(2)).toEqual([])
  })

  it.each(['told', 'closed'])('%s says nothing of time', (fact) => {
    expect(foldDecision(foldAll([published]).decision, decisionFact(fact, 90), calendars)).toBeUndefined()
  })

  it('run on the calendar that they come with', () => {
    const notice = { kind: 'NOTICE', calendar: 'office', amount: 1, unit: 'WORKING_DAYS' as const }
    const { running } = foldAll([decisionFact('published', 0, { starts: [notice] })]).decision
    // The day after is a holiday.
    expect(running[0]!.dueAt).toBe(at('11-26 18:00'))
  })
})
