import { eventually } from '@yiwang/testing'
import { TestPlatform } from '../platform/platform.ts'
import { TRUSTEES } from './compound.ts'
import { DECIDING, DecidingCompound, NEIGHBOURS, VOTERS } from './deciding-compound.ts'
import { SharedTime } from './shared-time.ts'

let platform: TestPlatform
let compound: DecidingCompound
let time: SharedTime

/** All of them by rule sets that bind, with their half a month of notice and their half a month of voting. */
const stories = { quorumByOneHead, election, waitingCase, fireEquipment }
const told = {} as Record<keyof typeof stories, Promise<void>>

beforeAll(async () => {
  platform = await TestPlatform.start()
  compound = await DecidingCompound.met(platform)
  time = new SharedTime(platform)
  for (const [name, story] of Object.entries(stories)) told[name as keyof typeof stories] = time.tell(story)
}, 300_000)
afterAll(() => platform?.stop(), 60_000)

it('a decision fails its quorum by one head, with area enough, after the voting was extended once', () => told.quorumByOneHead, 600_000)
it('a committee is elected: two are level for the last seat, and a second round decides', () => told.election, 600_000)
it(
  'a case that needs the owners waits for their decision, and goes on with its result and the time it had left',
  () => told.waitingCase,
  600_000,
)
it(
  'the fire equipment of a compound is renewed out of the maintenance fund: 88 opinions, a plan at 0.8 million instead of 1.4, a vote, each step published, confirmed, archived, recounted',
  () => told.fireEquipment,
  600_000,
)

interface Prepared {
  readonly id: string
  readonly shares: readonly string[]
}
type Choices = Record<string, string>

const publishedBy = async (id: string): Promise<Prepared> => {
  await compound.command('community-1', id, 'publish')
  await compound.comesTo(id, { roll: { heads: 10 } })
  return { id, shares: await compound.shares(TRUSTEES, id) }
}

/** Announced to everybody, by the community. */
async function prepared(more: object, beforeNotice: (id: string) => Promise<void> = async () => {}): Promise<Prepared> {
  const id = await compound.draft(more)
  await beforeNotice(id)
  return publishedBy(id)
}

async function noticePasses(id: string): Promise<void> {
  const { noticeDueAt, opinionsDueAt } = await compound.comesTo(id, { noticeDueAt: expect.any(String), opinionsDueAt: expect.any(String) })
  await time.passes(noticeDueAt, opinionsDueAt)
  await compound.comesTo(id, { noticeEndedAt: noticeDueAt, opinionsEndedAt: opinionsDueAt })
}

/** The voting opens, and each says this; undefined: nothing. */
async function voted(id: string, said: readonly (Choices | undefined)[]): Promise<string[]> {
  await compound.command('community-1', id, 'open')
  const notes: string[] = []
  for (const [n, choices] of said.entries()) if (choices) notes.push((await compound.cast(VOTERS[n]!, id, choices)).note)
  return notes
}

async function announced({ id, shares }: Prepared): Promise<void> {
  await compound.comesTo(id, { stage: 'COUNTING' })
  await compound.count(TRUSTEES, shares, id)
  await compound.command('community-1', id, 'announce')
}

/** From the notice to the result, with what each says. */
async function decided(draft: Prepared, said: readonly (Choices | undefined)[]): Promise<string[]> {
  const notes = await voted(draft.id, said)
  await time.passes((await compound.decision(draft.id)).closesAt)
  await announced(draft)
  return notes
}

const each = (choices: (n: number) => Choices | undefined) => VOTERS.map((_, n) => choices(n))

interface Result {
  readonly questions: readonly { readonly quorumMet: boolean; readonly passed: boolean; readonly because: string }[]
  readonly election?: { readonly elected: string[]; readonly secondRound: string[]; readonly vacant: number }
}
const resultOf = (id: string) => compound.get<Result>(`/v1/decisions/${id}/result`)

async function quorumByOneHead(): Promise<void> {
  const draft = await prepared({ title: '更换门禁' })
  const { id } = draft
  await noticePasses(id)
  // Six of ten heads with 686.70 of 1019.80 m²: two thirds are 6.67 heads and 679.87 m².
  const silent = [4, 6, 8]
  await voted(
    id,
    each((n) => (silent.includes(n) ? undefined : { renew: 'FOR' })),
  )
  const { reached } = await compound.get<{ reached: object }>(`/v1/decisions/${id}/turnout`)
  expect(reached).toEqual({ area: true, heads: false })
  const { closesAt } = await compound.decision(id)
  await time.passes(closesAt)
  const extended = await compound.comesTo(id, { stage: 'VOTING', extended: true })
  expect(Date.parse(extended.closesAt!)).toBeGreaterThan(Date.parse(closesAt!))
  await time.passes(extended.closesAt)
  await announced(draft)
  await compound.comesTo(id, { stage: 'FAILED', passed: false })
  const [question] = (await resultOf(id)).questions
  expect(question).toMatchObject({ quorumMet: false, passed: false })
  expect(question!.because).toContain('参与 6 人，全体 10 人，须至少 2/3：6 × 3 = 18 < 10 × 2 = 20，未达到')
  expect(await compound.recounted(id)).toContain('核验通过')
}

/** Five seats: four are elected by all; the last two have the same number of heads and the same area. */
async function election(): Promise<void> {
  const clear = ['ada', 'ben', 'cai', 'dai']
  const ballot = { ruleSet: 'committee-election', title: '选举业主委员会' }
  const candidates = [...clear, 'bo', 'chen'].map((id) => ({ id, text: `Candidate ${id}` }))
  const first = await prepared({ ...ballot, questions: candidates })
  await noticePasses(first.id)
  const forBoth = [0, 1, 2, 3, 4]
  const isFor = (yes: boolean) => (yes ? 'FOR' : 'AGAINST')
  await decided(
    first,
    each((n) => ({
      ...Object.fromEntries(clear.map((id) => [id, 'FOR'])),
      ...{ bo: isFor([...forBoth, 5].includes(n)), chen: isFor([...forBoth, 7].includes(n)) },
    })),
  )
  const { election: result } = await resultOf(first.id)
  expect([[...result!.elected].sort(), [...result!.secondRound].sort(), result!.vacant]).toEqual([clear, ['bo', 'chen'], 1])
  expect(await compound.recounted(first.id)).toContain('核验通过')

  const second = await prepared({ ...ballot, restarts: first.id, questions: [] })
  await noticePasses(second.id)
  // Its objections are over by then: it stands.
  await compound.comesTo(first.id, { objectionsEndedAt: expect.any(String) })
  await decided(
    second,
    each((n) => ({ bo: isFor(n < 7), chen: isFor(n >= 7) })),
  )
  expect((await resultOf(second.id)).election).toMatchObject({ elected: ['bo'], vacant: 0, secondRound: [] })
  expect(await compound.recounted(second.id)).toContain('核验通过')
}

async function waitingCase(): Promise<void> {
  const worker = platform.person('grid-worker-1')
  const id = await platform.person('resident-1').report({ type: 'plain-grid', text: '楼道消防栓缺件' })
  const before = await worker.does('accept', id)
  const waiting = await worker.does('request-decision', id, { compound: DECIDING, ruleSet: 'fund-use' })
  expect(waiting).toMatchObject({ state: 'HANDLING', suspension: { reason: 'OWNERS_DECISION' }, decision: { id: expect.any(String) } })
  expect(waiting.allowed).not.toContain('solve')
  const decision = (waiting as unknown as { decision: { id: string } }).decision.id

  await compound.comesTo(decision, { stage: 'DRAFT', case: id })
  await compound.ask('community-1', 'PUT', `/v1/decisions/${decision}`, {
    ...{ title: '补齐消防栓', questions: [{ id: 'renew', text: '是否补齐？' }] },
    trustees: await compound.trusteeIds(),
  })
  const draft = await publishedBy(decision)
  await noticePasses(decision)
  await decided(
    draft,
    each(() => ({ renew: 'FOR' })),
  )

  await eventually(async () => expect((await worker.case(id)).allowed).toContain('solve'), { timeout: 60_000 })
  expect(await worker.case(id)).toMatchObject({ decision: { id: decision, passed: true } })
  const { entries } = await worker.ledger(id)
  expect(entries.at(-1)).toMatchObject({
    fact: 'resumed',
    details: { cause: 'DECISION', decisionResult: { decisionId: decision, passed: true } },
  })

  // Five working days, the first not counted. It waited from the first day to the evening of Thursday, 2 April; Friday the 3rd was the next, and
  // after the holiday of Qingming, up to Monday, the 7th to the 10th.
  expect(before.caseDueAt).toBe(evening('2026-03-10'))
  await eventually(
    async () => {
      const [clock] = (await worker.clocks(id)).filter(({ kind, stoppedAt }) => kind === 'CASE' && !stoppedAt)
      expect([(await worker.case(id)).caseDueAt, clock!.dueAt]).toEqual([evening('2026-04-10'), evening('2026-04-10')])
    },
    { timeout: 60_000 },
  )
}
/** The close of business. */
const evening = (day: string): string => new Date(`${day}T18:00:00+08:00`).toISOString()

const neighbour = (n: number): string => NEIGHBOURS[n % NEIGHBOURS.length]!

async function fireEquipment(): Promise<void> {
  const quotation = (bidder: string, pump: number, pipes: number) => ({
    bidder,
    items: [
      { name: '消防泵', price: pump },
      { name: '管网', price: pipes },
    ],
  })
  const draft = await prepared({}, async (id) => {
    await compound.command('community-1', id, 'plans', {
      text: '全部更换',
      amount: 140_000_000,
      quotations: [quotation('甲公司', 60_000_000, 80_000_000)],
    })
  })
  const { id } = draft

  // Within the notice the owners say what they think, with a photo; others support it.
  const photo = await compound.file(neighbour(0))
  const opinions: { id: string }[] = []
  const opine = async (n: number): Promise<void> => {
    if (n >= 88) return
    opinions[n] = await compound.command(neighbour(n), id, 'opinions', {
      text: n % 2 ? `意见 ${n + 1}：太贵，只换坏的` : `意见 ${n + 1}：多找几家报价`,
      ...(n === 0 && { attachments: [photo] }),
    })
    return opine(n + NEIGHBOURS.length)
  }
  await Promise.all(NEIGHBOURS.map((_, n) => opine(n)))
  await compound.ask(neighbour(3), 'POST', `/v1/opinions/${opinions[0]!.id}/support`)
  await noticePasses(id)
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
    each((n) => ({ renew: n < 6 ? 'FOR' : 'AGAINST' })),
  )
  await compound.comesTo(id, { stage: 'RESULT', passed: true })
  const late = await compound.as('community-1').call<{ type: string }>('voting', 'POST', `/v1/decisions/${id}/revise`, { text: '再改' })
  expect([late.status, late.body.type]).toEqual([409, 'urn:yiwang:problem:plan-frozen'])

  // It is carried out: contract, milestone and payment, each with its document and each published.
  await time.passes((await compound.comesTo(id, { objectionsDueAt: expect.any(String) })).objectionsDueAt)
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
  for (const n of [0, 1, 2]) await compound.command(neighbour(n), id, 'confirm', { satisfied: n < 2, text: '看过了' })
  await compound.command('community-1', id, 'archive')
  await compound.comesTo(id, { stage: 'ARCHIVED' })

  // Everything is there for everybody, and nobody is named; each step was told to the owners.
  const board = await compound.text(`/v1/compounds/${DECIDING}/board`)
  expect(board).toContain(id)
  const { items } = await compound.get<{ items: { supporters: number; place: string; attachments: string[] }[] }>(
    `/v1/decisions/${id}/opinions?pageSize=200`,
  )
  expect(items).toHaveLength(88)
  expect(JSON.stringify(items)).not.toContain(await compound.idOf(neighbour(0)))
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
    const told = (await platform.person(neighbour(0)).inbox()).items.filter((item) => (item as { decisionId?: string }).decisionId === id)
    // Published, revised, opened, announced, execution started, four steps, archived.
    expect(told).toHaveLength(10)
  })
  expect(await compound.recounted(id, ...notes)).toContain('核验通过')
}
