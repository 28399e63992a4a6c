import type { FlowValue } from './flow-event.ts'
import { lineOf } from './flow-lines.ts'

const names = {
  area: async (code?: string) => `area ${code}`,
  unit: async (id?: string) => `unit ${id}`,
  post: async (id?: string) => `post ${id}`,
  type: async (code?: string) => `type ${code}`,
  decision: async (id?: string) => `title of ${id}`,
}
const say = async (topic: string, fact: string, value: FlowValue) => {
  const line = await lineOf({ topic, fact, id: 'e1', time: '2026-03-03T01:00:00Z', value }, names)
  return line && `${line.word}: ${line.text}`
}

describe('the flow in the terminal', () => {
  it.each([
    [
      'says what came in and from where',
      ['intake.matter', 'received', { system: 'city-management', foreignNumber: 'CM-1', type: 'manhole', area: '500105005' }],
      'in: from city-management CM-1: type manhole, area 500105005',
    ],
    [
      'says who holds a new case',
      ['dispatch.case', 'registered', { number: '500105005-20260303-1', unit: 'u1', state: 'HANDLING', details: { type: 'manhole' } }],
      'case: 500105005-20260303-1 type manhole: held by unit u1 (HANDLING)',
    ],
    [
      'says what is due on the clocks of Shanghai',
      ['sla.clock', 'started', { number: 'N1', kind: 'STEP', dueAt: '2026-03-03T09:30:00Z' }],
      'due: N1 STEP by 03-03 17:30:00',
    ],
    [
      'says until when a stage of a decision lasts',
      ['sla.clock', 'started', { caseId: 'd1', number: '', kind: 'VOTING', dueAt: '2026-03-03T09:30:00Z' }],
      'due: title of d1 VOTING by 03-03 17:30:00',
    ],
    [
      'says what becomes of a decision',
      ['voting.decision', 'announced', { decisionId: 'd1', stage: 'RESULT', passed: true }],
      'decision: title of d1 announced, passed (RESULT)',
    ],
    ['leaves it to notify who is told of a decision', ['voting.decision', 'told', { decisionId: 'd1', stage: 'VOTING' }], undefined],
    [
      'says when it gets late, and who is to be told',
      ['sla.escalation', 'raised', { number: 'N1', kind: 'STEP', rung: 2, percent: 100, unit: 'u1', tell: ['UNIT', 'NEXT_CENTRE'] }],
      'escalated: N1 STEP rung 2: 100 % of its time is over, held by unit u1; to be told: UNIT, NEXT_CENTRE',
    ],
    [
      'says that a case is closed',
      ['dispatch.case', 'answered', { number: 'N1', state: 'CLOSED', details: { rating: 5 } }],
      'closed: N1 answered, rated 5',
    ],
    [
      'does not take a note on a closed case for its closing',
      ['dispatch.case', 'commented', { number: 'N1', state: 'CLOSED', actor: { kind: 'STAFF', id: 'p1', post: 'officer' } }],
      'note: N1 a note by post officer',
    ],
    [
      'does not repeat an escalation that the ledger has too',
      ['dispatch.case', 'escalated', { number: 'N1', state: 'HANDLING' }],
      undefined,
    ],
  ] as const)('%s', async (_, [topic, fact, value], expected) => {
    expect(await say(topic, fact, value)).toBe(expected)
  })
})
