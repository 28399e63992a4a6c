import { ballot, type Closed, closed, exportOf, linesOf, type Vote } from '../../packages/ledger/src/decision/export.fixture.ts'
import { FIRST_FORMAT } from '../../packages/ledger/src/decision/lines.ts'

export interface Vector {
  /** Of its files. */
  readonly name: string
  readonly says: string
  readonly lines: readonly string[]
  /** What somebody holds against it: receipts by the place on the board, lines by the place of the vote, two trustees' shares. */
  readonly hand?: {
    readonly of: Closed
    readonly receipts?: readonly number[]
    readonly lines?: readonly number[]
    readonly shares?: boolean
  }
  /** What is found: the first by every verifier, the others by one that goes on as ours does. Absent: it holds. */
  readonly faults?: readonly string[]
  /** What became of the ballot of each receipt. */
  readonly fates?: readonly string[]
  /** What stands under each line that holds: nothing (null), or a ballot. */
  readonly ballots?: readonly (object | null)[]
}

export const votes: Vote[] = [
  { area: 9_000, choice: 'FOR' },
  { area: 10_000, choice: 'FOR', way: 'PAPER' },
  { area: 11_000, choice: 'AGAINST' },
  { area: 12_050, choice: 'FOR' },
  { area: 8_000 },
]
export const usual = { electronic: true, paper: true, replaceable: false, mandates: 1, first: 'PAPER' as const }
export const minute = { amount: 60, unit: 'WALL_SECONDS' as const }

export const several = [
  { id: 'pump', text: 'Shall the fire pump be renewed?' },
  { id: 'gate', text: 'Shall the gate be painted?' },
]
export const patterns: Vote[] = [
  { area: 9_000, choice: { pump: 'FOR', gate: 'ABSTAIN' } },
  { area: 10_000, choice: { pump: 'AGAINST', gate: 'FOR' } },
  { area: 11_000, choice: { pump: 'FOR', gate: 'BLANK' } },
  { area: 12_050, choice: { pump: 'FOR', gate: 'FOR' } },
  { area: 8_000 },
]

/** Decisions that hold. */
export function held(): Vector[] {
  return [...plain(), ...ofSeveralQuestions(), ...replaced(), ...late(), ...followed(), ...elections()]
}

function plain(): Vector[] {
  const named = closed(votes)
  const secret = closed(votes, { isSecret: true })
  return [
    {
      ...{ name: 'named', says: 'A named decision; two owners look at their line, one of whom did not vote.', lines: exportOf(named) },
      hand: { of: named, receipts: [0], lines: [2, 4] },
      fates: ['COUNTED'],
      ballots: [{ way: 'ELECTRONIC', choices: { q: 'AGAINST' } }, null],
    },
    {
      ...{ name: 'secret', says: 'A secret decision, opened again by two shares.', lines: exportOf(secret) },
      hand: { of: secret, receipts: [1], lines: [0, 4], shares: true },
      fates: ['COUNTED'],
      ballots: [{}, null],
    },
  ]
}

function ofSeveralQuestions(): Vector[] {
  const asked = { questions: several }
  const secret = closed(patterns, { ...asked, isSecret: true })
  const first = closed(patterns, { ...asked, isSecret: true, format: FIRST_FORMAT })
  return [
    { name: 'several-named', says: 'Two questions, one of which passes.', lines: exportOf(closed(patterns, asked)) },
    {
      ...{ name: 'several-secret', says: 'Two questions of a secret decision, opened answer by answer.', lines: exportOf(secret) },
      hand: { of: secret, shares: true },
    },
    {
      ...{ name: 'several-secret-1', says: 'The same in the first version: opened ballot by ballot.', lines: exportOf(first) },
      hand: { of: first, shares: true },
    },
  ]
}

/** Of the first head three ballots: one replaced, one that counts or not, one on paper. */
function replaced(): Vector[] {
  const of = (first: 'PAPER' | 'ELECTRONIC') => {
    const once = closed(votes, { changes: { ballots: { ...usual, replaceable: true, first } } })
    const { head } = once.roll[0]!
    const more = [ballot(once, head, 'ABSTAIN', { serial: 2 }), ballot(once, head, 'AGAINST', { way: 'PAPER', serial: 3 })]
    return { ...once, ballots: [...once.ballots, ...more] }
  }
  const [paper, electronic] = [of('PAPER'), of('ELECTRONIC')]
  return [
    {
      ...{ name: 'replaced-paper-first', says: 'A ballot is replaced, and then gives way to one on paper.', lines: exportOf(paper) },
      hand: { of: paper, receipts: [0, 4, 5] },
      fates: ['REPLACED', 'OTHER_WAY_COUNTS', 'COUNTED'],
    },
    {
      ...{ name: 'replaced-electronic-first', says: 'A ballot is replaced; the one on paper gives way.', lines: exportOf(electronic) },
      hand: { of: electronic, receipts: [0, 4, 5] },
      fates: ['REPLACED', 'COUNTED', 'OTHER_WAY_COUNTS'],
    },
  ]
}

function late(): Vector[] {
  const few = [...votes.slice(0, 2), ...votes.slice(2).map(({ area }) => ({ area }))]
  const seconds = closed(few, { changes: { extension: minute } })
  const days = closed(votes, { isSecret: true, changes: { extension: { amount: 15, unit: 'CALENDAR_DAYS' } } })
  return [
    {
      ...{ name: 'extended', says: 'The quorum is missed at the end of its extension too.' },
      lines: exportOf({ ...seconds, closedAt: '2026-11-16T09:01:00Z' }),
    },
    { name: 'extended-by-days', says: 'An extension of 15 days.', lines: exportOf({ ...days, closedAt: '2026-12-01T10:00:00Z' }) },
  ]
}

/** By the covenant. */
function followed(): Vector[] {
  const changes = { unreturnedFollowBy: '§ 12' }
  const level: Vote[] = [{ area: 9_000, choice: 'FOR' }, { area: 10_000, choice: 'AGAINST' }, { area: 8_000 }]
  return [
    { name: 'unreturned', says: 'Who returned nothing follows the others, who are for it.', lines: exportOf(closed(votes, { changes })) },
    {
      ...{ name: 'unreturned-secret', says: 'The same of a secret decision, whose questions have each their own answer.' },
      lines: exportOf(closed(patterns, { isSecret: true, questions: several, changes })),
    },
    {
      ...{ name: 'unreturned-follow-nobody', says: 'Heads are level, so that nobody is followed.' },
      lines: exportOf(closed(level, { changes })),
    },
    {
      ...{
        name: 'unreturned-nobody',
        says: 'Everybody returned a ballot, and the result says all the same whom they would have followed.',
      },
      lines: exportOf(closed(votes.slice(0, 4), { changes })),
    },
  ]
}

/** Heads for each: 5, 4, 4, 3, 3. Two seats, two alternates: level are the second with the third, and the fourth with the fifth. */
const candidates = ['an', 'bo', 'chen', 'du', 'en'].map((id) => ({ id, text: id }))
const support = [5, 4, 4, 3, 3]
const electors: Vote[] = Array.from({ length: 5 }, (_, elector) => ({
  area: 10_000,
  choice: Object.fromEntries(candidates.map(({ id }, n) => [id, elector < support[n]! ? 'FOR' : 'AGAINST'])),
}))

function elections(): Vector[] {
  const election = { seats: 2, alternates: 2, rank: ['HEADS' as const] }
  const by = (tie: 'DRAW' | 'SECOND_ROUND', more = {}) =>
    closed(electors, { questions: candidates, changes: { form: 'ELECTION', election: { ...election, ...more, tie } } })
  return [
    {
      name: 'election-drawn',
      says: 'Level across the edges of the seats and of the alternates; the lot is not the order of the names.',
      lines: exportOf(drawn(() => by('DRAW'))),
    },
    { name: 'election-second-round', says: 'Level across the edge of the seats: a second round.', lines: exportOf(by('SECOND_ROUND')) },
    {
      ...{ name: 'election-vacant', says: 'Seven seats for five.' },
      lines: exportOf(by('SECOND_ROUND', { seats: 7 })),
    },
  ]
}

/** Boxes are sealed anew until the lot puts a later name first at either edge. */
function drawn(make: () => Closed): Closed {
  for (;;) {
    const decision = make()
    if (linesOf(decision).result.includes('"drawn":["chen","bo","en","du"]')) return decision
  }
}
