import { ballot, type Closed, closed, exportOf, type Vote } from '../../packages/ledger/src/decision/export.fixture.ts'
import { makeSealingKeys } from '../../packages/ledger/src/decision/sealing.ts'
import { minute, patterns, several, usual, type Vector, votes } from './held.ts'

const withBallots = (decision: Closed, ballots: Closed['ballots']): Closed => ({ ...decision, ballots })
const replace = (lines: readonly string[], from: string, to: string) => lines.map((line) => line.replace(from, to))

/** Decisions that somebody has changed: by those who cannot sign, and by those who can. */
export function tampered(): Vector[] {
  return [...unsigned(), ...signedAnew(), ...againstTheRules(), ...ofLines()]
}

function unsigned(): Vector[] {
  const whole = closed(votes)
  const of = (change: (decision: Closed) => Closed) => exportOf(change(whole), whole)
  const share = { atLeast: '9/10' }
  return [
    {
      ...{ name: 'tampered-ballot-added', says: 'A ballot of who has not voted.', faults: ['board-changed', 'result-altered'] },
      lines: of((all) => withBallots(all, [...all.ballots, ballot(all, all.roll[4]!.head, 'AGAINST')])),
    },
    {
      ...{ name: 'tampered-ballot-dropped', says: 'A ballot less.', faults: ['board-changed', 'result-altered'] },
      lines: of((all) => withBallots(all, all.ballots.slice(1))),
    },
    {
      ...{ name: 'tampered-roll', says: 'Another area.', faults: ['roll-changed', 'result-altered'] },
      lines: of((all) => ({ ...all, roll: all.roll.with(2, { ...all.roll[2]!, area: 90_000 }) })),
    },
    {
      ...{ name: 'tampered-rule-set', says: 'Another quorum.', faults: ['decision-changed', 'result-altered'] },
      lines: of((all) => ({ ...all, ruleSet: { ...all.ruleSet, quorum: { area: share, heads: share } } })),
    },
    {
      name: 'tampered-result',
      says: 'Another outcome.',
      lines: replace(exportOf(whole), '"passed":true', '"passed":false'),
      faults: ['result-altered'],
    },
  ]
}

/** Found by who holds something. */
function signedAnew(): Vector[] {
  const whole = closed(votes)
  const stuffed = withBallots(whole, [...whole.ballots, ballot(whole, whole.roll[4]!.head, 'AGAINST')])
  const changed = withBallots(whole, whole.ballots.with(0, ballot(whole, whole.roll[0]!.head, 'AGAINST')))
  const secret = closed(patterns, { isSecret: true, questions: several })
  const misread = withBallots(secret, secret.ballots.with(1, { ...secret.ballots[1]!, choices: { pump: 'FOR', gate: 'FOR' } }))
  return [
    {
      ...{
        name: 'stuffed',
        says: 'A ballot under the head of who has not voted, cast before the close: their line shows it.',
        lines: exportOf(stuffed),
      },
      hand: { of: stuffed, lines: [4] },
      ballots: [{ way: 'ELECTRONIC', choices: { q: 'AGAINST' } }],
    },
    {
      ...{
        name: 'tampered-ballot-changed',
        says: 'Another choice, and all of it signed anew; the voter has a receipt.',
        lines: exportOf(changed),
      },
      hand: { of: whole, receipts: [0] },
      faults: ['receipt-not-on-board'],
    },
    {
      ...{ name: 'tampered-roll-signed', says: 'Another area, and all of it signed anew; the owners have their line.' },
      lines: exportOf({ ...whole, roll: whole.roll.with(2, { ...whole.roll[2]!, area: 90_000 }) }),
      hand: { of: whole, lines: [2] },
      faults: ['line-not-on-roll', 'checkpoint-contradicted'],
    },
    {
      ...{ name: 'tampered-opened', says: 'An answer opened as another one; two trustees look.', lines: exportOf(misread) },
      hand: { of: secret, shares: true },
      faults: ['opened-differs'],
    },
  ]
}

/** Signed anew too, and found by everybody. */
function againstTheRules(): Vector[] {
  const whole = closed(votes)
  const few: Vote[] = [votes[0]!, { area: 8_000 }]
  return [
    {
      ...{ name: 'tampered-doubled', says: 'A second ballot of a head, where none replaces another.', faults: ['ballot-doubled'] },
      lines: exportOf(withBallots(whole, [...whole.ballots, ballot(whole, whole.roll[0]!.head, 'FOR', { serial: 2 })])),
    },
    {
      ...{ name: 'tampered-closed-late', says: 'Closed later than its extension lets it.', faults: ['closed-otherwise'] },
      lines: exportOf({ ...closed(votes, { changes: { extension: minute } }), closedAt: '2026-11-16T09:02:00Z' }),
    },
    {
      ...{ name: 'tampered-not-extended', says: 'Its quorum was missed, and it was not extended.', faults: ['closed-otherwise'] },
      lines: exportOf(closed(few, { changes: { extension: minute } })),
    },
    {
      ...{
        name: 'tampered-rule-set-refused',
        says: 'It asks for less than Art. 278, and says that it binds.',
        faults: ['rule-set-refused'],
      },
      lines: exportOf(closed(votes, { changes: { advisory: false } })),
    },
    {
      ...{
        name: 'tampered-paper',
        says: 'A ballot on paper, which its rule set does not take.',
        faults: ['way-not-allowed', 'result-altered'],
      },
      lines: exportOf(
        closed([...votes.filter(({ way }) => way !== 'PAPER'), { area: 10_000, choice: 'FOR', way: 'PAPER' }], {
          changes: { ballots: { ...usual, paper: false } },
        }),
      ),
    },
  ]
}

function ofLines(): Vector[] {
  const secret = closed(patterns, { isSecret: true, questions: several })
  const lines = exportOf(secret)
  const other = makeSealingKeys().privateKey.toString('base64')
  const [first, last] = [lines.findIndex((line) => line.includes('"opened"')), lines.findLastIndex((line) => line.includes('"opened"'))]
  return [
    {
      ...{
        name: 'tampered-opened-whole',
        says: 'A line with the answers to two questions, as in the first version.',
        faults: ['opened-differs', 'result-altered'],
      },
      lines: lines.with(first, '{"choices":{"gate":"ABSTAIN","pump":"FOR"},"line":"opened"}'),
    },
    {
      ...{ name: 'tampered-order', says: 'What was opened, in another order.', faults: ['out-of-order', 'opened-differs'] },
      lines: lines.with(first, lines[last]!).with(last, lines[first]!),
    },
    {
      ...{ name: 'tampered-attendance', says: 'A head less that voted.', faults: ['attendance-differs'] },
      lines: lines.filter((line) => line !== lines.find((each) => each.includes('"attendance"'))),
    },
    {
      ...{
        name: 'tampered-form',
        says: 'A line that is not in canonical form.',
        faults: ['not-readable', 'opened-differs', 'result-altered'],
      },
      lines: lines.with(first, lines[first]!.replace(':', ': ')),
    },
    {
      ...{ name: 'tampered-key', says: 'The key of another decision.', faults: ['key-of-another', 'ballot-unopened', 'result-altered'] },
      lines: exportOf(closed(votes)).map((line) => line.replace(/(?<="privateKey":")[^"]+/, other)),
    },
  ]
}
