import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { eventually } from '@yiwang/testing'
import { TestPlatform } from '../platform/platform.ts'
import { COMPOUND, Compound, STAIRCASE } from './compound.ts'

/** Stages of 20 seconds take five. */
const SPEED = 4
const TRUSTEES = ['trustee-1', 'trustee-2', 'trustee-3']

let platform: TestPlatform
let compound: Compound

/** Owners with one room each, of the staircase. */
const OWNERS = [
  ...[
    ['1-1', 'o0001'],
    ['1-2', 'o0002'],
    ['1-3', 'o0003'],
    ['2-1', 'o0004'],
    ['3-1', 'o0007'],
    ['3-2', 'o0008'],
  ],
  ...[
    ['5-1', 'o0015'],
    ['5-2', 'o0016'],
    ['6-1', 'o0017'],
    ['6-2', 'o0018'],
    ['6-3', 'o0019'],
    ['7-2', 'o0022'],
  ],
  // These have two rooms each.
  ...[
    ['2-2', 'o0005'],
    ['2-3', 'o0006'],
  ],
] as [string, string][]
const owner = (n: number) => `owner-${n + 1}`

beforeAll(async () => {
  platform = await TestPlatform.start({ speed: SPEED })
  compound = new Compound(platform)
  for (const [n, [room, key]] of OWNERS.entries()) await compound.settle(owner(n), room, key)
}, 180_000)
afterAll(() => platform?.stop(), 60_000)

async function prepared(more: object = {}): Promise<{ id: string; shares: string[] }> {
  const { id } = await compound.ask<{ id: string }>('community-1', 'POST', '/v1/decisions', {
    ...{ ruleSet: 'trial', scope: { compound: COMPOUND, staircases: [STAIRCASE] }, title: '更换消防设备' },
    questions: [{ id: 'renew', text: '是否更换消防设备？' }],
    trustees: await Promise.all(TRUSTEES.map((login) => compound.idOf(login))),
    ...more,
  })
  await compound.command('community-1', id, 'publish')
  await compound.comesTo(id, { roll: expect.anything() })
  return { id, shares: await compound.shares(TRUSTEES, id) }
}

/** To the result, with what each owner says. */
async function decided({ id, shares }: { id: string; shares: string[] }, said: readonly Record<string, string>[]): Promise<string[]> {
  await compound.comesTo(id, { noticeEndedAt: expect.any(String), opinionsEndedAt: expect.any(String) })
  await compound.command('community-1', id, 'open')
  const notes: string[] = []
  for (const [n, choices] of said.entries()) notes.push((await compound.vote(owner(n), id, OWNERS[n]![0], choices)).note)
  await compound.comesTo(id, { stage: 'COUNTING' })
  await compound.count(TRUSTEES, shares, id)
  await compound.command('community-1', id, 'announce')
  return notes
}

interface Result {
  readonly questions: readonly { readonly quorumMet: boolean; readonly passed: boolean; readonly because: string }[]
  readonly election?: { readonly elected: string[]; readonly secondRound: string[]; readonly vacant: number }
}
const resultOf = (id: string) => compound.get<Result>(`/v1/decisions/${id}/result`)

it('a decision fails its quorum by one head, with area enough', async () => {
  const draft = await prepared()
  // Twelve of nineteen heads with 917.94 of 1347.43 m²: two thirds are 12.67 heads and 898.29 m².
  const silent = ['o0002', 'o0008']
  const said = OWNERS.map(([, key]) => (silent.includes(key) ? undefined : { renew: 'FOR' }))
  await compound.comesTo(draft.id, { noticeEndedAt: expect.any(String), opinionsEndedAt: expect.any(String) })
  await compound.command('community-1', draft.id, 'open')
  for (const [n, choices] of said.entries()) if (choices) await compound.vote(owner(n), draft.id, OWNERS[n]![0], choices)
  const turnout = await compound.get<{ reached: object }>(`/v1/decisions/${draft.id}/turnout`)
  expect(turnout.reached).toEqual({ area: true, heads: false })
  await compound.comesTo(draft.id, { stage: 'COUNTING' })
  await compound.count(TRUSTEES, draft.shares, draft.id)
  await compound.command('community-1', draft.id, 'announce')
  await compound.comesTo(draft.id, { stage: 'FAILED', passed: false })
  const [question] = (await resultOf(draft.id)).questions
  expect(question).toMatchObject({ quorumMet: false, passed: false })
  expect(question!.because).toContain('参与 12 人，全体 19 人，须至少 2/3：12 × 3 = 36 < 19 × 2 = 38，未达到')
  expect(await compound.recounted(draft.id)).toContain('核验通过')
}, 120_000)

it('a committee is elected: two are level for the last seat, and a second round decides', async () => {
  const trial = JSON.parse(readFileSync(join(import.meta.dirname, '../../packages/counting/rule-sets/trial.json'), 'utf8'))
  const election = { seats: 2, alternates: 1, rank: ['HEADS', 'AREA'], tie: 'SECOND_ROUND' }
  const ruleSet = { ...trial.ruleSet, code: 'trial-election', form: 'ELECTION', election: { ...election, rank: ['HEADS'] } }
  await compound.ask('editor-1', 'PUT', '/v1/rule-sets/trial-election', { ...trial, ruleSet })
  const candidates = ['ada', 'bo', 'chen'].map((id) => ({ id, text: `Candidate ${id}` }))
  const first = await prepared({ ruleSet: 'trial-election', questions: candidates })
  const said = OWNERS.map((_, n) => ({ ada: 'FOR', bo: n < 9 ? 'FOR' : 'AGAINST', chen: n >= 5 ? 'FOR' : 'AGAINST' }))
  await decided(first, said)
  expect((await resultOf(first.id)).election).toMatchObject({ elected: ['ada'], vacant: 1 })
  expect([...(await resultOf(first.id)).election!.secondRound].sort()).toEqual(['bo', 'chen'])
  expect(await compound.recounted(first.id)).toContain('核验通过')

  const second = await prepared({ ruleSet: 'trial-election', restarts: first.id, questions: [] })
  await decided(
    second,
    OWNERS.map((_, n) => ({ bo: n < 9 ? 'FOR' : 'AGAINST', chen: n >= 9 ? 'FOR' : 'AGAINST' })),
  )
  expect((await resultOf(second.id)).election).toMatchObject({ elected: ['bo'], vacant: 0, secondRound: [] })
  expect(await compound.recounted(second.id)).toContain('核验通过')
}, 180_000)

it('a case that needs the owners waits for their decision, and goes on with its result and the time it had left', async () => {
  const worker = platform.person('grid-worker-1')
  const id = await platform.person('resident-1').report({ type: 'plain-grid', text: '楼道消防栓缺件' })
  await worker.does('accept', id)
  const waiting = await worker.does('request-decision', id, { compound: COMPOUND, ruleSet: 'trial' })
  expect(waiting).toMatchObject({ state: 'HANDLING', suspension: { reason: 'OWNERS_DECISION' }, decision: { id: expect.any(String) } })
  expect(waiting.allowed).not.toContain('solve')
  const decision = (waiting as unknown as { decision: { id: string } }).decision.id

  await compound.comesTo(decision, { stage: 'DRAFT', case: id })
  await compound.ask('community-1', 'PUT', `/v1/decisions/${decision}`, {
    ...{ title: '补齐消防栓', scope: { compound: COMPOUND, staircases: [STAIRCASE] }, questions: [{ id: 'renew', text: '是否补齐？' }] },
    trustees: await Promise.all(TRUSTEES.map((login) => compound.idOf(login))),
  })
  await compound.command('community-1', decision, 'publish')
  await compound.comesTo(decision, { roll: expect.anything() })
  const shares = await compound.shares(TRUSTEES, decision)
  await decided(
    { id: decision, shares },
    OWNERS.map(() => ({ renew: 'FOR' })),
  )

  await eventually(async () => expect((await worker.case(id)).allowed).toContain('solve'), { timeout: 30_000 })
  expect(await worker.case(id)).toMatchObject({ decision: { id: decision, passed: true } })
  const { entries } = await worker.ledger(id)
  expect(entries.at(-1)).toMatchObject({
    fact: 'resumed',
    details: { cause: 'DECISION', decisionResult: { decisionId: decision, passed: true } },
  })
  const dueAt = Date.parse((await worker.case(id)).caseDueAt)
  expect(dueAt).toBeGreaterThan(Date.parse(waiting.receivedAt))
}, 120_000)

it('the fire equipment of a staircase is renewed: notice, vote, count, and a result that anyone recounts', async () => {
  const { id, shares } = await prepared()
  await compound.comesTo(id, { noticeEndedAt: expect.any(String), opinionsEndedAt: expect.any(String) })
  await compound.command('community-1', id, 'open')
  const notes: string[] = []
  for (const [n, [room]] of OWNERS.entries())
    notes.push((await compound.vote(owner(n), id, room, { renew: n < 9 ? 'FOR' : 'AGAINST' })).note)
  await compound.comesTo(id, { stage: 'COUNTING' })
  await compound.count(TRUSTEES, shares, id)
  await compound.command('community-1', id, 'announce')
  const told = await compound.recounted(id, notes[0]!)
  expect(told).toContain('核验通过')
}, 120_000)
