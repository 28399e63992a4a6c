import { dueRungs, type LedgerLine } from './due-rungs.ts'

const START = Date.parse('2026-03-03T01:00:00.000Z')
const at = (seconds: number) => new Date(START + seconds * 1_000).toISOString()
const entry = (fact: string, state: string, seconds: number): LedgerLine => ({
  caseId: 'c',
  fact,
  state,
  at: at(seconds),
  type: 'trial-street',
  details: { receivedAt: at(0) },
})
const registered = entry('registered', 'TRIAGE', 1)
const rungsOf = (...entries: LedgerLine[]) => dueRungs([registered, ...entries], 'trial-street').map(([rung]) => rung)

describe('the second reckoning of rungs', () => {
  it('has four of the case and four of the step that nobody takes, from the reception on', () => {
    expect(rungsOf()).toEqual(['CASE', 'STEP'].flatMap((kind) => [16, 20, 25, 30].map((seconds, k) => `c ${kind} ${at(seconds)} ${k + 1}`)))
  })

  it('has none of a case that ends before its first, nor of one that ends with it', () => {
    expect(rungsOf(entry('declined', 'DECLINED', 15.999))).toEqual([])
    expect(rungsOf(entry('declined', 'DECLINED', 16))).toEqual([])
  })

  it('begins a step anew with each that follows, while the case’s own clock goes on until the verification', () => {
    const entries = [
      entry('accepted', 'TRIAGE', 2),
      entry('dispatched', 'HANDLING', 10),
      entry('fed_back', 'VERIFYING', 27),
      entry('escalated', 'VERIFYING', 28),
      entry('verified', 'ANSWERING', 29),
    ]
    expect(rungsOf(...entries)).toEqual([...[16, 20, 25].map((seconds, k) => `c CASE ${at(seconds)} ${k + 1}`), `c STEP ${at(26)} 1`])
  })
})
