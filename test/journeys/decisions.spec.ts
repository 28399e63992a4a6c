import { eventually } from '@yiwang/testing'
import { TestPlatform } from '../platform/platform.ts'
import { COMPOUND, Compound, OWNERS, owner, STAIRCASE, TRUSTEES, trial } from './compound.ts'

/** Stages of 20 seconds take five. */
const SPEED = 4

const seconds = (amount: number) => ({ amount, unit: 'WALL_SECONDS' })

let platform: TestPlatform
let compound: Compound

beforeAll(async () => {
  platform = await TestPlatform.start({ speed: SPEED })
  compound = await Compound.settled(platform)
}, 180_000)
afterAll(() => platform?.stop(), 60_000)

async function prepared(
  more: object = {},
  beforeNotice: (id: string) => Promise<void> = async () => {},
): Promise<{ id: string; shares: string[] }> {
  const id = await compound.draft(more)
  await beforeNotice(id)
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
  const election = { seats: 2, alternates: 1, rank: ['HEADS'], tie: 'SECOND_ROUND' }
  await compound.putTrial('trial-election', { form: 'ELECTION', election })
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

it('the fire equipment of a staircase is renewed: 88 opinions, a plan at 0.8 million instead of 1.4, a vote, each step published, confirmed, archived, recounted', async () => {
  const quotation = (bidder: string, pump: number, pipes: number) => ({
    bidder,
    items: [
      { name: '消防泵', price: pump },
      { name: '管网', price: pipes },
    ],
  })
  // As trial, with time enough to say something 88 times.
  await compound.putTrial('trial-story', { stages: { ...trial.ruleSet.stages, notice: seconds(80), opinions: seconds(80) } })
  const draft = await prepared({ ruleSet: 'trial-story' }, async (id) => {
    await compound.command('community-1', id, 'plans', {
      text: '全部更换',
      amount: 140_000_000,
      quotations: [quotation('甲公司', 60_000_000, 80_000_000)],
    })
  })
  const { id } = draft

  // Within the notice the owners say what they think, with a photo; others support it.
  const photo = await compound.file(owner(0))
  const opinions: { id: string }[] = []
  const opine = async (n: number): Promise<void> => {
    if (n >= 88) return
    opinions[n] = await compound.command(owner(n % OWNERS.length), id, 'opinions', {
      text: n % 2 ? `意见 ${n + 1}：太贵，只换坏的` : `意见 ${n + 1}：多找几家报价`,
      ...(n === 0 && { attachments: [photo] }),
    })
    return opine(n + OWNERS.length)
  }
  await Promise.all(OWNERS.map((_, n) => opine(n)))
  await compound.ask(owner(3), 'POST', `/v1/opinions/${opinions[0]!.id}/support`)
  await compound.comesTo(id, { noticeEndedAt: expect.any(String), opinionsEndedAt: expect.any(String) })
  const refused = await compound.as('community-1').call<{ type: string }>('voting', 'POST', `/v1/decisions/${id}/open`, {})
  expect([refused.status, refused.body.type]).toEqual([422, 'urn:yiwang:problem:opinions-unanswered'])

  // Each is answered, most of them in two groups.
  for (const [title, part] of [
    ['太贵', 1],
    ['多家报价', 0],
  ] as const) {
    const members = opinions.filter((_, n) => n % 2 === part).map((opinion) => opinion.id)
    const group = await compound.command<{ id: string }>('community-1', id, 'opinion-groups', { title, opinions: members })
    await compound.ask('community-1', 'POST', `/v1/opinion-groups/${group.id}/answer`, {
      outcome: part ? 'ADOPTED' : 'PARTLY',
      text: '已重新询价',
    })
  }

  // The plan is revised because of them; what changed stands side by side.
  await compound.command('community-1', id, 'revise', {
    ...{ text: '只更换损坏部分', amount: 80_000_000, because: [opinions[0]!.id, opinions[1]!.id] },
    quotations: [quotation('甲公司', 40_000_000, 45_000_000), quotation('乙公司', 38_000_000, 42_000_000)],
  })
  const comparison = await compound.get<{ amount: object; because: object[] }>(`/v1/decisions/${id}/plans/comparison?from=1&to=2`)
  expect(comparison).toMatchObject({ amount: { from: 140_000_000, to: 80_000_000, difference: -60_000_000 } })
  expect(comparison.because).toHaveLength(2)

  const notes = await decided(
    draft,
    OWNERS.map((_, n) => ({ renew: n < 9 ? 'FOR' : 'AGAINST' })),
  )
  await compound.comesTo(id, { stage: 'RESULT', passed: true })
  const late = await compound.as('community-1').call<{ type: string }>('voting', 'POST', `/v1/decisions/${id}/revise`, { text: '再改' })
  expect([late.status, late.body.type]).toEqual([409, 'urn:yiwang:problem:plan-frozen'])

  // It is carried out: contract, milestone and payment, each with its document and each published.
  await compound.comesTo(id, { objectionsEndedAt: expect.any(String) })
  await compound.command('community-1', id, 'start-execution')
  const document = await compound.file('community-1')
  const step = (body: object) => compound.command<{ id: string }>('community-1', id, 'execution-steps', body)
  await step({ kind: 'CONTRACT', title: '施工合同', party: '乙公司', amount: 80_000_000, document, done: true })
  const milestone = await step({ kind: 'MILESTONE', title: '消防泵安装' })
  await compound.ask('community-1', 'POST', `/v1/execution-steps/${milestone.id}/done`, { document })
  await step({ kind: 'PAYMENT', title: '工程款', party: '乙公司', amount: 80_000_000, document, done: true })
  const more = await compound.as('community-1').call<{ type: string }>('voting', 'POST', `/v1/decisions/${id}/execution-steps`, {
    ...{ kind: 'PAYMENT', title: '追加', party: '乙公司', amount: 1, document },
  })
  expect([more.status, more.body.type]).toEqual([422, 'urn:yiwang:problem:payment-exceeds-plan'])
  for (const n of [0, 1, 2]) await compound.command(owner(n), id, 'confirm', { satisfied: n < 2, text: '看过了' })
  await compound.command('community-1', id, 'archive')
  await compound.comesTo(id, { stage: 'ARCHIVED' })

  // Everything is there for everybody, and nobody is named; each step was told to the owners.
  const board = await compound.text(`/v1/compounds/${COMPOUND}/board`)
  expect(board).toContain(id)
  const { items } = await compound.get<{ items: { supporters: number; place: string; attachments: string[] }[] }>(
    `/v1/decisions/${id}/opinions?pageSize=200`,
  )
  expect(items).toHaveLength(88)
  expect(JSON.stringify(items)).not.toContain(await compound.idOf(owner(0)))
  const { items: history } = await compound.get<{ items: { fact: string }[] }>(`/v1/decisions/${id}/history`)
  const published = [
    'drafted',
    'published',
    'notice_ended',
    'revised',
    'opened',
    'voting_ended',
    'counted',
    'announced',
    'execution_started',
    'confirmed',
    'archived',
  ]
  expect(history.map(({ fact }) => fact).filter((fact, n, all) => published.includes(fact) && all.indexOf(fact) === n)).toEqual(published)
  await eventually(async () => {
    const told = (await platform.person(owner(0)).inbox()).items.filter((item) => (item as { decisionId?: string }).decisionId === id)
    // Published, revised, opened, announced, execution started, four steps, archived.
    expect(told).toHaveLength(10)
  })
  expect(await compound.recounted(id, ...notes)).toContain('核验通过')
}, 180_000)
