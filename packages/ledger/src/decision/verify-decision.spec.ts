import type { FaultName } from './faults.ts'
import { type Closed, closed, exportOf, key, leafOf, noteOf, type Vote } from './export.fixture.ts'
import { seal } from './sealing.ts'
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

  it('has every ballot on its board of which somebody has a receipt', async () => {
    const decision = closed(votes)
    expect(await faultsOf(exportOf(decision), { receipts: decision.ballots.map(leafOf) })).toEqual([])
  })

  it('counts the paper ballot or the electronic one of a head that used both, as its rule set says', async () => {
    const twice = (first: 'PAPER' | 'ELECTRONIC') => {
      const decision = closed([...votes.slice(0, 4), { area: 8_000, choice: 'FOR' }], { changes: { ballots: { ...both, first } } })
      const { head } = decision.ballots[4]!
      return withBallots(decision, [...decision.ballots, ballotOf(decision, head!, 'AGAINST', 'PAPER')])
    }
    const counted = async (decision: Closed) => (await verify(exportOf(decision))).questions![0]!.choices.AGAINST.heads
    expect(await counted(twice('PAPER'))).toBe(2)
    expect(await counted(twice('ELECTRONIC'))).toBe(1)
  })
})

const both = { electronic: true, paper: true, replaceable: false, mandates: 1 }

function ballotOf({ keys, decision }: Closed, head: string, choice: string, way: 'ELECTRONIC' | 'PAPER' = 'ELECTRONIC') {
  const { length } = decision['sealing'] as { length: number }
  return { line: 'ballot' as const, head, way, sealed: seal(JSON.stringify({ choices: { q: choice }, head }), length, keys.publicKey).toString('base64') }
}
const withBallots = (decision: Closed, ballots: Closed['ballots']): Closed => ({ ...decision, ballots })

/** What an administrator may do; with the key they sign anew what they changed, the result that follows included. */
const tampered: Record<string, (decision: Closed) => Closed> = {
  'a ballot added': (decision) => withBallots(decision, [...decision.ballots, ballotOf(decision, decision.roll[4]!.head, 'AGAINST')]),
  'a ballot dropped': (decision) => withBallots(decision, decision.ballots.slice(1)),
  'a ballot changed': (decision) => withBallots(decision, decision.ballots.with(0, ballotOf(decision, decision.ballots[0]!.head!, 'AGAINST'))),
  'a ballot doubled': (decision) => withBallots(decision, [...decision.ballots, decision.ballots[2]!]),
  'a line of the roll changed': (decision) => ({ ...decision, roll: decision.roll.with(2, { ...decision.roll[2]!, area: 90_000 }) }),
  'a line of the roll dropped': (decision) => ({ ...decision, roll: decision.roll.slice(0, 4) }),
  'the rule set swapped': (decision) => ({
    ...decision,
    decision: { ...decision.decision, ruleSet: { ...decision.ruleSet, quorum: { area: { atLeast: '9/10' }, heads: { atLeast: '9/10' } } } },
  }),
  'the result altered': (decision) => ({ ...decision, result: JSON.parse(JSON.stringify(decision.result).replace('"passed":true', '"passed":false')) }),
}

describe('without the signing key, and with nothing but the export and the public key, everybody finds', () => {
  it.each<[string, FaultName]>([
    ['a ballot added', 'board-changed'],
    ['a ballot dropped', 'board-changed'],
    ['a ballot changed', 'board-changed'],
    ['a ballot doubled', 'board-changed'],
    ['a line of the roll changed', 'roll-changed'],
    ['a line of the roll dropped', 'roll-changed'],
    ['the rule set swapped', 'decision-changed'],
    ['the result altered', 'result-altered'],
  ])('%s', async (what, fault) => {
    const decision = closed(votes)
    expect(await faultsOf(exportOf(tampered[what]!(decision), { notesOf: decision }))).toContain(fault)
  })
})

describe('with the signing key, an administrator is found by', () => {
  it.each<[string, string, FaultName, (decision: Closed) => Partial<Evidence>]>([
    ['a ballot dropped', 'the voter, who has a receipt', 'receipt-not-on-board', ({ ballots }) => ({ receipts: [leafOf(ballots[0]!)] })],
    ['a ballot changed', 'the voter, who has a receipt', 'receipt-not-on-board', ({ ballots }) => ({ receipts: [leafOf(ballots[0]!)] })],
    ['a ballot added', 'whoever kept the checkpoint of the board', 'checkpoint-contradicted', (whole) => ({ checkpoints: [noteOf(whole, 'BOARD')] })],
    ['a ballot doubled', 'everybody', 'ballot-doubled', () => ({})],
    ['a line of the roll changed', 'whoever kept the checkpoint of the roll', 'checkpoint-contradicted', (whole) => ({ checkpoints: [noteOf(whole, 'ROLL')] })],
    ['a line of the roll dropped', 'everybody, as its ballot is of nobody', 'result-altered', () => ({})],
    ['the rule set swapped', 'whoever kept the checkpoint of the roll', 'checkpoint-contradicted', (whole) => ({ checkpoints: [noteOf(whole, 'ROLL')] })],
    ['the result altered', 'everybody, who recounts', 'result-altered', () => ({})],
  ])('%s: %s', async (what, _, fault, evidence) => {
    const whole = closed(votes)
    expect(await faultsOf(exportOf(tampered[what]!(whole)), evidence(whole))).toContain(fault)
  })

  it('whoever has two shares, where a secret ballot was opened as something else', async () => {
    const decision = closed(votes, { isSecret: true })
    const opened = decision.opened.with(0, { line: 'opened', choices: { q: 'FOR' } })
    const forged = exportOf({ ...decision, opened })
    expect(await faultsOf(forged, { privateKey: decision.keys.privateKey })).toContain('opened-differs')
    // The result follows what was opened: without the key nobody can tell.
    expect(await faultsOf(forged)).toEqual(['result-altered'])
  })
})

describe('a board', () => {
  it.each<[string, FaultName, (decision: Closed) => Closed]>([
    ['with a ballot of nobody', 'ballot-of-nobody', (decision) => withBallots(decision, [...decision.ballots, ballotOf(decision, '0'.repeat(64), 'FOR')])],
    ['with the sealed choices of another', 'ballot-unopened', (decision) =>
      withBallots(decision, decision.ballots.with(0, { ...decision.ballots[0]!, sealed: decision.ballots[2]!.sealed }))],
    ['with something that was not sealed', 'ballot-unopened', (decision) =>
      withBallots(decision, decision.ballots.with(0, { ...decision.ballots[0]!, sealed: 'AAAA' }))],
    ['whose key is another one', 'key-of-another', (decision) => ({ ...decision, keys: closed([]).keys })],
    ['by a rule set that must not be', 'rule-set-refused', (decision) => ({
      ...decision,
      decision: { ...decision.decision, ruleSet: { ...decision.ruleSet, advisory: false } },
    })],
  ])('%s is named', async (_, fault, tamper) => {
    expect(await faultsOf(exportOf(tamper(closed(votes))))).toContain(fault)
  })

  it('of a secret decision with more ballots than heads that voted is named', async () => {
    const decision = closed(votes, { isSecret: true })
    const stuffed = { ...decision, ballots: [...decision.ballots, decision.ballots[0]!], opened: [...decision.opened, decision.opened[0]!] }
    expect(await faultsOf(exportOf(stuffed))).toContain('attendance-differs')
  })
})

describe('an export that cannot be read', () => {
  it.each([
    ['is empty', []],
    ['begins with something else', ['{"line":"roll"}']],
    ['is no JSON', ['decision']],
  ])('%s', async (_, lines) => {
    expect(await faultsOf(lines)).toEqual(['not-readable'])
  })

  it('names the line', async () => {
    const lines = exportOf(closed(votes))
    expect((await verify(lines.toSpliced(3, 0, '{"line":"ballots"}'))).faults).toEqual([{ name: 'not-readable', detail: 'line 4', count: 1 }])
  })

  it('lacks its checkpoints', async () => {
    const lines = exportOf(closed(votes)).filter((line) => !line.includes('"checkpoint"'))
    expect((await verify(lines)).faults).toEqual([{ name: 'wrong-signature', detail: 'there is no checkpoint of ROLL', count: 3 }])
  })

  it('is signed by somebody else', async () => {
    const other = key.replace('+', 'x+').replace(/\+[0-9a-f]{8}\+/, '+00000000+')
    await expect(verify(exportOf(closed(votes)), { key: other })).rejects.toThrow('id of the verifier key')
  })
})

describe('a secret ballot', () => {
  it('of two voters who exchange their choices leaves what is opened and who attended as it was', () => {
    const exchanged = [votes[2]!, votes[1]!, votes[0]!, votes[3]!, votes[4]!].map(({ choice }, n) => ({ ...votes[n]!, ...(choice && { choice }) }))
    const [one, other] = [votes, exchanged].map((all) => closed(all, { isSecret: true }))
    expect(other!.opened).toEqual(one!.opened)
    expect(other!.attendance).toEqual(one!.attendance)
  })

  it('is as long whatever it says', () => {
    const { ballots } = closed(votes, { isSecret: true })
    expect(new Set(ballots.map(({ sealed }) => sealed.length)).size).toBe(1)
  })
})
