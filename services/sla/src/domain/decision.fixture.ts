import type { DecisionFact, StageClock } from './decision.ts'
import { START } from './fold.fixture.ts'

export const DECISION_ID = '01936000-0000-7000-8000-00000000d001'

/** A fact `second` seconds after START. */
export const decisionFact = (fact: string, second: number, more: Partial<DecisionFact> = {}): DecisionFact => ({
  decisionId: DECISION_ID,
  area: '500105001001001',
  fact,
  at: START + second * 1000,
  actor: { kind: 'STAFF', id: 'wang' },
  stops: [],
  starts: [],
  ...more,
})

export const stage = (kind: string, amount: number): StageClock => ({ kind, calendar: 'office', amount, unit: 'WALL_SECONDS' })

/** The facts of a decision that goes well: notice of 100 s with opinions of 60, voting of 50, objections of 40. */
export const goodDecision = (more: Partial<DecisionFact> = {}): DecisionFact[] => {
  const bySla = { ...more, actor: { kind: 'SYSTEM', id: 'sla' } }
  return [
    decisionFact('drafted', 0, more),
    decisionFact('published', 1, { starts: [stage('NOTICE', 100), stage('OPINIONS', 60)], ...more }),
    decisionFact('opinions_ended', 61, { stops: ['OPINIONS'], ...bySla }),
    decisionFact('notice_ended', 101, { stops: ['NOTICE'], ...bySla }),
    decisionFact('opened', 110, { starts: [stage('VOTING', 50)], ...more }),
    decisionFact('voting_ended', 160, { stops: ['VOTING'], ...bySla }),
    decisionFact('counted', 161, more),
    decisionFact('announced', 162, { starts: [stage('OBJECTIONS', 40)], ...more }),
    decisionFact('objections_ended', 202, { stops: ['OBJECTIONS'], ...bySla }),
  ]
}
