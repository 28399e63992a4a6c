import type { RuleSetText } from '@yiwang/counting'
import type { Fate } from './ballot-box.ts'
import { ballot, type Closed, closed, exportOf, key, linesOf, notesOf, ownLineOf, receiptsOf, type Vote } from './export.fixture.ts'
import type { FaultName } from './faults.ts'
import { FIRST_FORMAT, FORMAT } from './lines.ts'
import { makeSealingKeys } from './sealing.ts'
import { type Evidence, verifyDecision } from './verify-decision.ts'

/** Three owners for it, one against, one who has not voted. */
const votes: Vote[] = [
  { area: 9_000, choice: 'FOR' },
  { area: 10_000, choice: 'FOR', way: 'PAPER' },
  { area: 11_000, choice: 'AGAINST' },
  { area: 12_050, choice: 'FOR' },
  { area: 8_000 },
]

async function* each(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines
}
const verify = (lines: readonly string[], evidence: Partial<Evidence> = {}) => verifyDecision(each(lines), { key, ...evidence })
const faultsOf = async (lines: readonly string[], evidence: Partial<Evidence> = {}): Promise<FaultName[]> =>
  (await verify(lines, evidence)).faults.map(({ name }) => name)

describe('a decision that nobody touched', () => {
  it('is recounted', async () => {
    const verdict = await verify(exportOf(closed(votes)))
    expect(verdict).toMatchObject({ faults: [], heads: 5, ballots: 4 })
    expect(verdict.questions![0]).toMatchObject({ passed: true, choices: { FOR: { area: 31_050, heads: 3 }, AGAINST: { heads: 1 } } })
  })

  it('is recounted where it is secret, with and without the shares', async () => {
    const decision = closed(votes, { isSecret: true })
    const lines = exportOf(decision)
    expect(await faultsOf(lines)).toEqual([])
    expect(await faultsOf(lines, { privateKey: decision.keys.privateKey })).toEqual([])
    expect((await verify(lines)).questions![0]).toMatchObject({ passed: true, choices: { FOR: { heads: 3 } } })
  })

  it.each<['PAPER' | 'ELECTRONIC', number, Fate, Fate]>([
    ['PAPER', 2, 'OTHER_WAY_COUNTS', 'COUNTED'],
    ['ELECTRONIC', 1, 'COUNTED', 'OTHER_WAY_COUNTS'],
  ])('counts once who used both ways, by %s first, and says so to who has the receipts', async (first, against, electronic, paper) => {
    const once = closed(votes, { changes: { ballots: { ...usual, first } } })
    const { head } = once.ballots[0]!
    const decision = { ...once, ballots: [...once.ballots, ballot(once, head, 'AGAINST', { way: 'PAPER', serial: 2 })] }
    const receipts = receiptsOf(decision)
    const verdict = await verify(exportOf(decision), { receipts: [receipts[0]!, receipts[4]!] })
    expect(verdict.faults).toEqual([])
    expect(verdict.questions![0]!.choices.AGAINST.heads).toBe(against)
    expect([...verdict.receipts!.values()]).toEqual([electronic, paper])
  })

  it('counts the last of several ballots, where one may replace another, and says so to who has the receipts', async () => {
    const once = closed(votes, { changes: { ballots: { ...usual, replaceable: true } } })
    const decision = { ...once, ballots: [...once.ballots, ballot(once, once.ballots[0]!.head, 'AGAINST', { serial: 2 })] }
    const verdict = await verify(exportOf(decision), { receipts: receiptsOf(decision) })
    expect(verdict.faults).toEqual([])
    expect(verdict.questions![0]!.choices.AGAINST.heads).toBe(2)
    expect([...verdict.receipts!.values()]).toEqual(['REPLACED', 'COUNTED', 'COUNTED', 'COUNTED', 'COUNTED'])
  })
})

const usual = { electronic: true, paper: true, replaceable: false, mandates: 1, first: 'PAPER' as const }
const withBallots = (decision: Closed, ballots: Closed['ballots']): Closed => ({ ...decision, ballots })

/** What an administrator may do; the result is always the one that follows, but where it is what was altered. */
const tampered = {
  'a ballot added': (decision: Closed) => withBallots(decision, [...decision.ballots, ballot(decision, decision.roll[4]!.head, 'AGAINST')]),
  'a ballot dropped': (decision: Closed) => withBallots(decision, decision.ballots.slice(1)),
  'a ballot changed': (decision: Closed) =>
    withBallots(decision, decision.ballots.with(0, ballot(decision, decision.ballots[0]!.head, 'AGAINST'))),
  'a ballot doubled': (decision: Closed) => withBallots(decision, [...decision.ballots, decision.ballots[2]!]),
  'a line of the roll changed': (decision: Closed) => ({
    ...decision,
    roll: decision.roll.with(2, { ...decision.roll[2]!, area: 90_000 }),
  }),
  'a line of the roll dropped': (decision: Closed) => ({ ...decision, roll: decision.roll.slice(0, 4) }),
  'the rule set swapped': (decision: Closed) => {
    const share = { atLeast: '9/10' }
    return { ...decision, ruleSet: { ...decision.ruleSet, quorum: { area: share, heads: share } } }
  },
  'the result altered': (decision: Closed) => {
    const { questions } = JSON.parse(linesOf(decision).result) as { questions: object[] }
    return { ...decision, told: { ...questions[0], passed: false } }
  },
} as const
type Tampering = keyof typeof tampered

describe('without the signing key, and with nothing but the export and the public key, everybody finds', () => {
  it.each<[Tampering, FaultName[]]>([
    ['a ballot added', ['board-changed', 'result-altered']],
    ['a ballot dropped', ['board-changed', 'result-altered']],
    ['a ballot changed', ['board-changed', 'result-altered']],
    ['a ballot doubled', ['ballot-doubled', 'board-changed']],
    ['a line of the roll changed', ['roll-changed', 'result-altered']],
    ['a line of the roll dropped', ['roll-changed', 'result-altered']],
    ['the rule set swapped', ['decision-changed', 'result-altered']],
    ['the result altered', ['result-altered']],
  ])('%s', async (what, faults) => {
    const decision = closed(votes)
    expect(await faultsOf(exportOf(tampered[what](decision), decision))).toEqual(faults)
  })
})

describe('with the signing key, an administrator is found by', () => {
  it.each<[Tampering, string, FaultName, (decision: Closed) => Partial<Evidence>]>([
    ['a ballot dropped', 'the voter, who has a receipt', 'receipt-not-on-board', (whole) => ({ receipts: receiptsOf(whole).slice(0, 1) })],
    ['a ballot changed', 'the voter, who has a receipt', 'receipt-not-on-board', (whole) => ({ receipts: receiptsOf(whole).slice(0, 1) })],
    [
      'a ballot added',
      'whoever kept the checkpoint of the board',
      'checkpoint-contradicted',
      (whole) => ({ checkpoints: [notesOf(whole).BOARD] }),
    ],
    ['a ballot doubled', 'everybody', 'ballot-doubled', () => ({})],
    [
      'a line of the roll changed',
      'whoever kept the checkpoint of the roll',
      'checkpoint-contradicted',
      (whole) => ({ checkpoints: [notesOf(whole).ROLL] }),
    ],
    [
      'a line of the roll dropped',
      'whoever kept the checkpoint of the roll',
      'checkpoint-contradicted',
      (whole) => ({ checkpoints: [notesOf(whole).ROLL] }),
    ],
    [
      'the rule set swapped',
      'whoever kept the checkpoint of the roll',
      'checkpoint-contradicted',
      (whole) => ({ checkpoints: [notesOf(whole).ROLL] }),
    ],
    ['the result altered', 'everybody, who recounts', 'result-altered', () => ({})],
  ])('%s: %s', async (what, _, fault, evidence) => {
    const whole = closed(votes)
    const lines = exportOf(tampered[what](whole))
    expect(await faultsOf(lines, evidence(whole))).toEqual([fault])
    // And by nobody else.
    if (Object.keys(evidence(whole)).length > 0) expect(await faultsOf(lines)).toEqual([])
  })

  it('whoever has two shares, where a secret ballot was opened as something else', async () => {
    const decision = closed(votes, { isSecret: true })
    const forged = exportOf(withBallots(decision, decision.ballots.with(0, { ...decision.ballots[0]!, choices: { q: 'AGAINST' } })))
    expect(await faultsOf(forged, { privateKey: decision.keys.privateKey })).toEqual(['opened-differs'])
    expect(await faultsOf(forged)).toEqual([])
  })

  it('everybody, where a replaced ballot was put behind the one that replaced it, or on the board again', async () => {
    const once = closed(votes, { changes: { ballots: { ...usual, replaceable: true } } })
    const [first, ...others] = once.ballots
    const second = ballot(once, first!.head, 'AGAINST', { serial: 2 })
    for (const ballots of [
      [second, first!, ...others],
      [first!, second, first!, ...others],
      [first!, first!, second, ...others],
    ]) {
      expect(await faultsOf(exportOf(withBallots(once, ballots)))).toContain('ballot-doubled')
    }
  })
})

describe('a line of the roll that its owners hold', () => {
  const whole = closed(votes)
  const lines = exportOf(whole)
  const own = ownLineOf(whole, 2)
  const proof = own.inclusion!
  const { inclusion: _, ...untilFrozen } = own

  it('holds with its proof, and without one before the roll was frozen', async () => {
    for (const ownLines of [votes.map((_vote, n) => ownLineOf(whole, n)), [untilFrozen]])
      expect(await verify(lines, { ownLines })).toMatchObject({ faults: [], ownLines })
  })

  it('shows its owners what was counted under their head: also what none of them has cast', async () => {
    const ownLines = [ownLineOf(whole, 2), ownLineOf(whole, 4)]
    const before = await verify(lines, { ownLines })
    expect(before.ownLines!.map(({ ballot }) => ballot)).toEqual([{ way: 'ELECTRONIC', choices: { q: 'AGAINST' } }, undefined])
    const stuffed = await verify(exportOf(tampered['a ballot added'](whole)), { ownLines })
    expect(stuffed.faults).toEqual([])
    expect(stuffed.ownLines![1]!.ballot).toEqual({ way: 'ELECTRONIC', choices: { q: 'AGAINST' } })
  })

  it('of a secret decision shows whether a ballot was counted under it, and not what it says', async () => {
    const secret = closed(votes, { isSecret: true })
    const ownLines = [ownLineOf(secret, 2), ownLineOf(secret, 4)]
    const ballotsOf = async (decision: Closed) => (await verify(exportOf(decision), { ownLines })).ownLines!.map(({ ballot }) => ballot)
    expect(await ballotsOf(secret)).toEqual([{}, undefined])
    expect(await ballotsOf(tampered['a ballot added'](secret))).toEqual([{}, {}])
  })

  it.each<[string, FaultName[], Partial<typeof own>]>([
    ['of other rooms', ['line-of-another'], { rooms: [{ building: '1', unit: '1', room: '101' }] }],
    ['with another salt', ['line-of-another'], { salt: '0'.repeat(32) }],
    ['with another area', ['line-not-on-roll', 'proof-leads-elsewhere'], { area: 90_000 }],
    ['that the roll has not', ['line-of-another', 'line-not-on-roll', 'proof-leads-elsewhere'], { head: '0'.repeat(64) }],
    ['with the proof of another', ['proof-leads-elsewhere'], { inclusion: ownLineOf(whole, 1).inclusion }],
    ['with the proof of a larger roll', ['proof-leads-elsewhere'], { inclusion: { ...proof, size: 6 } }],
    ['with a proof of the board', ['proof-leads-elsewhere'], { inclusion: { ...proof, checkpoint: notesOf(whole).BOARD } }],
    ['with a proof that nobody signed', ['wrong-signature'], { inclusion: { ...proof, checkpoint: '0' } }],
  ])('%s is named', async (_, faults, change) => {
    const verdict = await verify(lines, { ownLines: [{ ...own, ...change }] })
    expect(verdict.faults.map(({ name }) => name)).toEqual(faults)
    expect(verdict.ownLines).toBeUndefined()
  })

  it.each<[Tampering, FaultName[]]>([
    ['a line of the roll changed', ['line-not-on-roll', 'checkpoint-contradicted']],
    ['a line of the roll dropped', ['checkpoint-contradicted']],
  ])('shows that an administrator signed anew after %s', async (what, faults) => {
    expect(await faultsOf(exportOf(tampered[what](whole)), { ownLines: [own] })).toEqual(faults)
  })
})

describe('a decision that closed', () => {
  const second = '2026-11-20T09:00:00Z'
  const days = (amount: number, unit: 'CALENDAR_DAYS' | 'WORKING_DAYS' = 'CALENDAR_DAYS') => ({ extension: { amount, unit } })
  const seconds = { extension: { amount: 60, unit: 'WALL_SECONDS' as const } }
  it.each<[string, string | undefined, Partial<RuleSetText>, FaultName[]]>([
    ['when it was to close', undefined, {}, []],
    ['later, by nothing', second, {}, ['closed-otherwise']],
    ['before its time', '2026-11-15T09:00:00Z', days(15), ['closed-otherwise']],
    ['later, by the seconds of its extension', '2026-11-16T09:01:00Z', seconds, []],
    ['a second later than that', '2026-11-16T09:01:01Z', seconds, ['closed-otherwise']],
    ['a second earlier', '2026-11-16T09:00:59Z', seconds, ['closed-otherwise']],
    ['later, by the days of its extension', '2026-12-01T10:00:00Z', days(15), []],
    ['later, by these and the days off behind them', '2026-12-10T10:00:00Z', days(15), []],
    ['before these are over', second, days(15), ['closed-otherwise']],
    ['a month later than they can be', '2027-01-01T10:00:00Z', days(15), ['closed-otherwise']],
    ['later, by working days', '2026-11-30T10:00:00Z', days(10, 'WORKING_DAYS'), []],
    ['later, by working days with holidays among them', '2026-12-15T10:00:00Z', days(10, 'WORKING_DAYS'), []],
    ['later than working days can be', '2026-12-22T10:00:00Z', days(10, 'WORKING_DAYS'), ['closed-otherwise']],
  ])('%s', async (_, closedAt, changes, faults) => {
    expect(await faultsOf(exportOf({ ...closed(votes, { changes }), ...(closedAt && { closedAt }) }))).toEqual(faults)
  })

  it.each([false, true])(
    'at its first end, though it missed its quorum and was to be extended, is named (secret: %s)',
    async (isSecret) => {
      const few = closed([votes[0]!, { area: 8_000 }], { isSecret, changes: seconds })
      expect(await faultsOf(exportOf(few))).toEqual(['closed-otherwise'])
      expect(await faultsOf(exportOf({ ...few, closedAt: '2026-11-16T09:01:00Z' }))).toEqual([])
    },
  )

  it('at its first end with enough ballots, though a spoiled one takes no part, was not to be extended', async () => {
    const verdict = await verify(exportOf(closed([votes[0]!, { area: 8_000, choice: 'SPOILED' }], { changes: seconds })))
    expect(verdict).toMatchObject({ faults: [], questions: [{ quorumMet: false }] })
  })
})

describe('without the shares, of a secret decision everybody finds', () => {
  it.each<[string, FaultName, (lines: string[]) => string[]]>([
    [
      'a box of another length',
      'ballot-unopened',
      (all) => all.map((line) => (line.includes('"ballot"') ? '{"line":"ballot","sealed":"AAAA"}' : line)),
    ],
    [
      'a box in another spelling',
      'not-readable',
      (all) => all.map((line) => (line.includes('"ballot"') ? line.replace('"}', ' "}') : line)),
    ],
    ['ballots in another order', 'out-of-order', (all) => swapped(all, '"ballot"')],
    ['attendance in another order', 'out-of-order', (all) => swapped(all, '"attendance"')],
    ['a roll in another order', 'out-of-order', (all) => swapped(all, '"line":"roll"')],
    ['what was opened in another order', 'out-of-order', (all) => swapped(all, '"opened"')],
    [
      'an opened ballot that says more than it was asked',
      'opened-differs',
      (all) => all.map((line) => line.replace('{"choices":{"q":"FOR"}', '{"choices":{"mark":"BLANK","q":"FOR"}')),
    ],
    [
      'a member that readers pass over',
      'not-readable',
      (all) => all.map((line) => line.replace('{"choices":{"q":"FOR"}', '{"choices":{"__proto__":"room 301","q":"FOR"}')),
    ],
  ])('%s', async (_, fault, tamper) => {
    expect(await faultsOf(tamper(exportOf(closed(votes, { isSecret: true }))))).toContain(fault)
  })
})

/** The first and the last line of a kind exchanged. */
function swapped(lines: readonly string[], kind: string): string[] {
  const [first, last] = [lines.findIndex((line) => line.includes(kind)), lines.findLastIndex((line) => line.includes(kind))]
  return lines.with(first, lines[last]!).with(last, lines[first]!)
}

describe('a count', () => {
  it.each<[string, Vote[], object]>([
    ['in which nobody voted', votes.map(({ area }) => ({ area })), { quorumMet: false, passed: false }],
    ['of a roll of nobody', [], { quorumMet: false, passed: false }],
    ['of one head', [{ area: 5_000, choice: 'FOR' }], { quorumMet: true, passed: true }],
    ['that misses its quorum by a head', [votes[0]!, { area: 8_000 }], { quorumMet: false, passed: false }],
  ])('%s holds', async (_, all, result) => {
    for (const isSecret of [false, true]) {
      const verdict = await verify(exportOf(closed(all, { isSecret })))
      expect(verdict.faults).toEqual([])
      expect(verdict.questions![0]).toMatchObject(result)
    }
  })
})

describe('a board', () => {
  it.each<[string, FaultName, (decision: Closed) => Closed]>([
    [
      'with a ballot of nobody',
      'ballot-of-nobody',
      (decision) => withBallots(decision, [...decision.ballots, ballot(decision, '0'.repeat(64), 'FOR')]),
    ],
    [
      'with the sealed choices of another',
      'ballot-unopened',
      (decision) => withBallots(decision, decision.ballots.with(0, { ...decision.ballots[0]!, sealed: decision.ballots[2]!.sealed })),
    ],
    [
      'with something that was not sealed',
      'ballot-unopened',
      (decision) => withBallots(decision, decision.ballots.with(0, { ...decision.ballots[0]!, sealed: 'AAAA' })),
    ],
    ['whose key is another one', 'ballot-unopened', (decision) => ({ ...decision, keys: makeSealingKeys() })],
    [
      'with paper, which the rule set does not take',
      'way-not-allowed',
      (decision) => ({
        ...decision,
        ruleSet: { ...decision.ruleSet, ballots: { ...usual, paper: false } },
      }),
    ],
    [
      'by a rule set that must not be',
      'rule-set-refused',
      (decision) => ({ ...decision, ruleSet: { ...decision.ruleSet, advisory: false } }),
    ],
    ['whose roll has a head twice', 'roll-doubled', (decision) => ({ ...decision, told: {}, roll: [...decision.roll, decision.roll[0]!] })],
    [
      'by a rule set that has no vote',
      'rule-set-refused',
      (decision) => ({ ...decision, ruleSet: { ...decision.ruleSet, form: 'NOTICE' } }),
    ],
    ['by a rule set that says no share', 'rule-set-refused', (decision) => ({ ...decision, ruleSet: { ...decision.ruleSet, quorum: {} } })],
  ])('%s is named', async (_, fault, tamper) => {
    const lines = exportOfAnything(tamper(closed(votes)))
    expect(await faultsOf(lines)).toContain(fault)
  })

  it.each<[string, FaultName, (decision: Closed) => Closed]>([
    [
      'more ballots than heads that voted',
      'attendance-differs',
      (decision) => ({
        ...decision,
        ballots: [...decision.ballots, ballot(decision, decision.roll[4]!.head, 'FOR')],
        attended: decision.ballots.map(({ head }) => head),
      }),
    ],
    [
      'attendance of nobody',
      'ballot-of-nobody',
      (decision) => ({ ...decision, attended: ['0'.repeat(64), ...decision.ballots.slice(1).map(({ head }) => head)] }),
    ],
    [
      'attendance twice',
      'ballot-doubled',
      (decision) => ({ ...decision, attended: [...decision.ballots.slice(1), decision.ballots[1]!].map(({ head }) => head) }),
    ],
    [
      'a ballot twice',
      'ballot-doubled',
      (decision) => ({ ...decision, ballots: [...decision.ballots.slice(1), { ...decision.ballots[1]!, head: decision.roll[0]!.head }] }),
    ],
  ])('of a secret decision with %s is named', async (_, fault, tamper) => {
    expect(await faultsOf(exportOf(tamper(closed(votes, { isSecret: true }))))).toContain(fault)
  })
})

/** Where nothing can be counted the administrator tells something. */
function exportOfAnything(decision: Closed): string[] {
  try {
    return exportOf(decision)
  } catch {
    return exportOf({ ...decision, told: {} })
  }
}

describe('an export that cannot be read', () => {
  it.each([
    ['is empty', []],
    ['begins with something else', ['{"line":"roll"}']],
    ['is no JSON', ['decision']],
  ])('%s', async (_, lines) => {
    expect(await faultsOf(lines)).toEqual(['not-readable'])
  })

  const whole = closed(votes)
  const lines = exportOf(whole)
  it.each<[string, string]>([
    ['is of no kind', '{"line":"ballots"}'],
    ['has members in another order', `{"line":"roll","area":1,"head":"${'0'.repeat(64)}"}`],
    ['says a member twice', `{"area":1,"area":9000,"head":"${'0'.repeat(64)}","line":"roll"}`],
    ['has a member too many', `{"area":1,"head":"${'0'.repeat(64)}","line":"roll","more":1}`],
    ['has half a character', '{"line":"result","questions":["\\ud800"]}'],
  ])('names the line that %s', async (_, line) => {
    expect((await verify(lines.toSpliced(3, 0, line))).faults).toContainEqual({ name: 'not-readable', detail: 'line 4', count: 1 })
  })

  it.each<[string, (all: string[]) => string[]]>([
    [
      'a second result before the one that is signed',
      (all) => all.toSpliced(-2, 0, all.at(-2)!.replace('"passed":true', '"passed":false')),
    ],
    ['a second checkpoint of the roll', (all) => all.toSpliced(7, 0, all[6]!)],
    ['a ballot behind the checkpoint of the board', (all) => all.toSpliced(-2, 0, all[8]!)],
    ['what was opened, though it is no secret', (all) => all.toSpliced(-2, 0, '{"choices":{"q":"FOR"},"line":"opened"}')],
    ['a second decision', (all) => [all[0]!, ...all]],
  ])('has %s', async (_, change) => {
    const faults = await faultsOf(change([...lines]))
    expect(['out-of-order', 'not-readable'].some((name) => faults.includes(name as FaultName))).toBe(true)
  })

  it('has a key, though it is secret', async () => {
    const decision = closed(votes, { isSecret: true })
    const published = `{"line":"key","privateKey":"${decision.keys.privateKey.toString('base64')}"}`
    expect(await faultsOf(exportOf(decision).toSpliced(7, 0, published))).toContain('out-of-order')
  })

  it('lacks its checkpoints', async () => {
    expect((await verify(lines.filter((line) => !line.includes('"checkpoint"')))).faults).toEqual([
      { name: 'wrong-signature', detail: 'there is no checkpoint of ROLL', count: 3 },
    ])
  })

  it('has no key, or the one of another decision', async () => {
    expect(await faultsOf(lines.filter((line) => !line.includes('"key"')))).toContain('key-of-another')
    const other = exportOf(closed(votes)).find((line) => line.includes('"key"'))!
    expect(await faultsOf(lines.map((line) => (line.includes('"key"') ? other : line)))).toContain('key-of-another')
  })

  it('has the checkpoint of another tree', async () => {
    const { ROLL } = notesOf(whole)
    expect(
      await faultsOf(
        lines.map((line) => (line.includes('"of":"BOARD"') ? line.replace(/"note":".*"/, `"note":${JSON.stringify(ROLL)}`) : line)),
      ),
    ).toContain('wrong-signature')
  })

  it('is asked about with a key that is none', async () => {
    await expect(verify(lines, { key: key.replace(/\+[0-9a-f]{8}\+/, '+00000000+') })).rejects.toThrow('id of the verifier key')
  })

  it('is asked about with a receipt that nobody signed, or of another decision', async () => {
    const [receipt] = receiptsOf(whole) as [string]
    for (const false_ of ['0'.repeat(64), receipt.replace('/decision/', '/decisions/')]) {
      expect(await faultsOf(lines, { receipts: [false_] })).toEqual(['wrong-signature'])
    }
  })
})

describe('a secret ballot', () => {
  it('of two voters who exchange their choices leaves everything that is published but the boxes as it was', async () => {
    const exchanged = [votes[2]!, votes[1]!, votes[0]!, votes[3]!, votes[4]!].map(({ choice }, n) => ({
      ...votes[n]!,
      ...(choice && { choice }),
    }))
    const decisions = [votes, exchanged].map((all) => closed(all, { isSecret: true }))
    const [one, other] = decisions.map((decision) =>
      exportOf(decision).filter((line) => /"line":"(roll|attendance|opened|result)"/.test(line)),
    )
    expect(other).toEqual(one)
    for (const decision of decisions) expect(await faultsOf(exportOf(decision), { privateKey: decision.keys.privateKey })).toEqual([])
  })

  const questions = [
    { id: 'q1', text: 'Shall the fire pump be renewed?' },
    { id: 'q2', text: 'Shall the gate be painted?' },
  ]
  const patterns: Vote[] = [
    { area: 0, choice: { q1: 'FOR', q2: 'ABSTAIN' } },
    { area: 0, choice: { q1: 'AGAINST', q2: 'FOR' } },
    { area: 0, choice: { q1: 'FOR', q2: 'FOR' } },
  ]

  it('of several questions is opened answer by answer, so that no voter finds the pattern by which theirs was to be known', async () => {
    const decision = closed(patterns, { isSecret: true, questions })
    const lines = exportOf(decision)
    const opened = lines.filter((line) => line.includes('"opened"'))
    expect(opened).toEqual([
      '{"choices":{"q1":"AGAINST"},"line":"opened"}',
      ...Array(2).fill('{"choices":{"q1":"FOR"},"line":"opened"}'),
      '{"choices":{"q2":"ABSTAIN"},"line":"opened"}',
      ...Array(2).fill('{"choices":{"q2":"FOR"},"line":"opened"}'),
    ])
    const verdict = await verify(lines, { privateKey: decision.keys.privateKey })
    expect(verdict).toMatchObject({ faults: [], questions: [{ choices: { FOR: { heads: 2 } } }, { choices: { FOR: { heads: 2 } } }] })
  })

  it('of two voters who exchange their answers to one question leaves what was opened as it was', () => {
    const exchanged: Vote[] = [
      { area: 0, choice: { q1: 'FOR', q2: 'FOR' } },
      { area: 0, choice: { q1: 'AGAINST', q2: 'ABSTAIN' } },
      patterns[2]!,
    ]
    const [one, other] = [patterns, exchanged].map((all) => linesOf(closed(all, { isSecret: true, questions })))
    expect([other!.opened, other!.result]).toEqual([one!.opened, one!.result])
  })

  it.each<[string, FaultName, (all: string[]) => string[]]>([
    [
      'a line of two answers',
      'opened-differs',
      (all) => all.map((line) => line.replace('{"choices":{"q1":"AGAINST"}', '{"choices":{"q1":"AGAINST","q2":"FOR"}')),
    ],
    [
      'an answer dropped',
      'opened-differs',
      (all) =>
        all.toSpliced(
          all.findIndex((line) => line.includes('{"q2":"FOR"}')),
          1,
        ),
    ],
    ['an answer to the other question', 'opened-differs', (all) => all.map((line) => line.replace('{"q2":"ABSTAIN"}', '{"q1":"FOR"}'))],
    ['an answer to another question', 'opened-differs', (all) => all.map((line) => line.replace('{"q2":"ABSTAIN"}', '{"q3":"ABSTAIN"}'))],
    ['another answer', 'result-altered', (all) => all.map((line) => line.replace('{"q2":"ABSTAIN"}', '{"q2":"AGAINST"}'))],
  ])('of several questions, opened with %s, is named', async (_, fault, tamper) => {
    expect(await faultsOf(tamper(exportOf(closed(patterns, { isSecret: true, questions }))))).toContain(fault)
  })

  it('of several questions, one answer of which was opened as another, is found by whoever has two shares', async () => {
    const whole = closed(patterns, { isSecret: true, questions })
    const forged = withBallots(whole, whole.ballots.with(0, { ...whole.ballots[0]!, choices: { q1: 'FOR', q2: 'FOR' } }))
    expect(await faultsOf(exportOf(forged))).toEqual([])
    expect(await faultsOf(exportOf(forged), { privateKey: whole.keys.privateKey })).toEqual(['opened-differs'])
  })

  it('of the first format may be opened as a whole', async () => {
    const decision = closed(patterns, { isSecret: true, questions, format: FIRST_FORMAT })
    expect(exportOf(decision)).toContain('{"choices":{"q1":"FOR","q2":"ABSTAIN"},"line":"opened"}')
    expect(await faultsOf(exportOf(decision), { privateKey: decision.keys.privateKey })).toEqual([])
    const answers = { ...decision, format: FORMAT }
    expect(await faultsOf(exportOf(answers).toSpliced(0, 1, exportOf(decision)[0]!))).toEqual(['decision-changed'])
  })

  it('is as long whatever it says', () => {
    expect(new Set(linesOf(closed(votes, { isSecret: true })).board.map((line) => line.length)).size).toBe(1)
  })
})
