import { sql } from '@yiwang/database'
import { type Desk, rooms, TRUSTEES, votingDesk } from './desk.fixture.ts'
import { typeOf } from './serving.fixture.ts'

/** Two seats and two alternates, by heads; who is level on the edge goes into a second round. */
const seconds = { amount: 20, unit: 'WALL_SECONDS' }
const rules = {
  ruleSet: {
    ...{
      code: 'seats',
      version: 1,
      names: { zh: '选', en: 'seats' },
      form: 'ELECTION',
      scopes: ['COMPOUND'],
      voters: 'OWNERS',
      advisory: true,
    },
    weights: ['HEADS'],
    quorum: { heads: { atLeast: '1/2' } },
    majority: { of: 'PARTICIPATING', heads: { moreThan: '1/2' } },
    election: { seats: 2, alternates: 2, rank: ['HEADS'], tie: 'SECOND_ROUND' },
    stages: { notice: seconds, voting: seconds, objections: seconds },
    mayCall: ['COMMUNITY'],
  },
  tests: [
    { name: 'all', heads: [{ count: 1, area: 10_000, choice: 'FOR' }], expect: { quorumMet: true, passed: true } },
    { name: 'none', heads: [{ count: 1, area: 10_000, choice: 'AGAINST' }], expect: { quorumMet: true, passed: false } },
  ],
}

let desk: Desk
beforeAll(async () => {
  desk = await votingDesk()
  await desk.ask('editor-1', 'PUT', '/v1/rule-sets/seats', rules)
}, 60_000)
afterAll(() => desk.stop())
beforeEach(async () => {
  desk.settle(rooms(7))
  await desk.voting.database.run(sql`delete from committee_member`)
})

interface Member {
  readonly id: string
  readonly name: string
  readonly rank: number
  readonly alternate: boolean
  readonly term?: { readonly from: string; readonly to: string }
}
type Answer = { status: number; body: { type?: string } }
const committee = async () => (await desk.call<{ items: Member[] }>('GET', '/v1/compounds/ct-90/committee')).body.items
const seats = async () => (await committee()).map(({ name, alternate }) => (alternate ? `(${name})` : name))
const inDays = (days: number) => new Date(desk.clock.now().getTime() + days * 86_400_000).toISOString()
const term = (id: string, from: string, to: string, as = 'community-1') =>
  desk.call<{ type: string }>('POST', `/v1/decisions/${id}/term`, { as, body: { from, to } })
const end = (member: string, as = 'community-1') =>
  desk.call<{ type: string }>('POST', `/v1/committee-members/${member}/end`, { as, body: { reason: 'Moved away.' } })
const factsOf = async (id: string) =>
  (await desk.call<{ items: { fact: string; details?: object; text?: string }[] }>('GET', `/v1/decisions/${id}/history`)).body.items

/** Of each candidate how many of the seven owners are for them, the others against. */
async function elected(votes: Record<string, number>, more: object = {}): Promise<string> {
  const questions = Object.keys(votes).map((id) => ({ id, text: `Candidate ${id}` }))
  const open = await desk.opened('seats', { questions, ...more })
  for (let n = 0; n < 7; n++) {
    const choices = Object.entries(votes).map(([id, fors]) => [id, n < fors ? 'FOR' : 'AGAINST'])
    const { status } = await desk.vote(`owner-${n + 1}`, open.id, `${101 + n}`, Object.fromEntries(choices))
    expect(status).toBe(201)
  }
  await desk.announced(open)
  return open.id
}
async function settled(votes: Record<string, number>, more?: object): Promise<string> {
  const id = await elected(votes, more)
  await desk.elapse(id, 'OBJECTIONS')
  return id
}

describe('an election', () => {
  it('makes whoever is elected a member as it is announced, for all to read', async () => {
    const id = await elected({ an: 7, bo: 6, chen: 5, deng: 4 })
    expect(await desk.stateOf(id)).toMatchObject({ stage: 'RESULT', passed: true })
    expect(await committee()).toMatchObject([
      { name: 'Candidate an', rank: 1, alternate: false, decision: id },
      { name: 'Candidate bo', rank: 2, alternate: false },
      { name: 'Candidate chen', rank: 3, alternate: true },
      { name: 'Candidate deng', rank: 4, alternate: true },
    ])
    expect(JSON.stringify(await committee())).not.toContain('person')
  })

  it('that is taken back elected nobody', async () => {
    const id = await elected({ an: 7, bo: 6 })
    const { id: objection } = await desk.ask<{ id: string }>('owner-1', 'POST', `/v1/decisions/${id}/objections`, { text: 'No.' })
    await desk.ask('community-1', 'POST', `/v1/objections/${objection}/decide`, { outcome: 'UPHELD', text: 'Yes.' })
    await desk.command('community-1', id, 'withdraw', { reason: 'Upheld.' })
    expect(await committee()).toEqual([])
    expect(typeOf(await term(id, inDays(0), inDays(900)))).toBe('409 command-not-legal')
  })

  it('sets its term once its objections are over', async () => {
    const id = await elected({ an: 7, bo: 6 })
    expect(typeOf(await term(id, inDays(0), inDays(900)))).toBe('422 stage-too-short')
    await desk.elapse(id, 'OBJECTIONS')
    const [from, to] = [inDays(0), inDays(900)]
    expect(await term(id, from, to)).toMatchObject({ status: 200, body: { items: [{ term: { from, to } }, { term: { from, to } }] } })
    expect(typeOf(await term(id, from, to))).toBe('409 term-started')
    expect((await factsOf(id)).at(-1)).toMatchObject({ fact: 'term_started', details: { from, to } })
  })

  it('takes days for the term as they begin in China', async () => {
    const id = await settled({ an: 7, bo: 6 })
    expect(await term(id, '2027-01-01', '2031-01-01')).toMatchObject({
      body: { items: [{ term: { from: '2026-12-31T16:00:00.000Z', to: '2030-12-31T16:00:00.000Z' } }, {}] },
    })
  })

  it.each<[string, (id: string) => Promise<Answer>, string]>([
    ['that ends as it begins', (id) => term(id, inDays(5), inDays(5)), '422 term-does-not-fit'],
    ['that is over', (id) => term(id, inDays(-9), inDays(-5)), '422 term-does-not-fit'],
    ['that is no day', (id) => term(id, '2027-02-30', '2031-01-01'), '400 invalid-request'],
    ['set by a member', (id) => term(id, inDays(0), inDays(5), 'owner-1'), '403 forbidden'],
    ['set by the community next door', (id) => term(id, inDays(0), inDays(5), 'community-9'), '403 forbidden'],
  ])('takes no term %s', async (_, set, refusal) => {
    expect(typeOf(await set(await settled({ an: 7, bo: 6 })))).toBe(refusal)
  })

  it('is carried out as any decision: its term is set and its members go meanwhile, and until residents have confirmed it', async () => {
    const id = await settled({ an: 7, bo: 6, chen: 5 })
    await desk.command('community-1', id, 'start-execution')
    expect(typeOf(await term(id, inDays(0), inDays(900)))).toBe('200')
    const [an, bo] = await committee()
    expect(typeOf(await end(an!.id))).toBe('200')
    const document = desk.upload('community-1')
    await desk.ask('community-1', 'POST', `/v1/decisions/${id}/execution-steps`, {
      kind: 'MILESTONE',
      title: 'Sworn in',
      document,
      done: true,
    })
    await desk.command('owner-1', id, 'confirm', { satisfied: true })
    expect(await desk.stateOf(id)).toMatchObject({ stage: 'CONFIRMATION' })
    expect(typeOf(await end(bo!.id))).toBe('200')
    expect(await seats()).toEqual(['Candidate chen'])
  })

  it('without anybody elected has no term', async () => {
    expect(typeOf(await term(await settled({ an: 2, bo: 1 }), inDays(0), inDays(5)))).toBe('422 nobody-elected')
  })
})

describe('a committee', () => {
  it('hands over as the term of the next one begins', async () => {
    const earlier = await settled({ an: 7, bo: 6, chen: 5 })
    await term(earlier, inDays(0), inDays(900))
    const next = await settled({ deng: 7, er: 6 })
    await term(next, inDays(10), inDays(1_000))
    expect(await seats()).toEqual(['Candidate an', 'Candidate bo', 'Candidate deng', 'Candidate er', '(Candidate chen)'])
    desk.clock.advance(10 * 86_400_000)
    expect(await seats()).toEqual(['Candidate deng', 'Candidate er'])
  })

  it('is not put back by an earlier election', async () => {
    const [earlier, next] = [await settled({ an: 7, bo: 6 }), await settled({ deng: 7, er: 6 })]
    const until = inDays(1_000)
    await term(next, inDays(1), until)
    expect(await seats()).toEqual(['Candidate deng', 'Candidate er'])
    expect(typeOf(await term(earlier, inDays(2), inDays(900)))).toBe('409 member-ended')
    expect(await committee()).toMatchObject([{ term: { to: until } }, { term: { to: until } }])
  })

  it('does not begin before the one that it follows', async () => {
    const [earlier, next] = [await settled({ an: 7, bo: 6 }), await settled({ deng: 7, er: 6 })]
    await term(earlier, inDays(5), inDays(900))
    expect(typeOf(await term(next, inDays(5), inDays(900)))).toBe('422 term-does-not-fit')
    expect(typeOf(await term(next, inDays(6), inDays(900)))).toBe('200')
  })

  it('goes on with the first alternate for the rest of the term, on record', async () => {
    const id = await settled({ an: 7, bo: 6, chen: 5, deng: 4 })
    const to = inDays(900)
    await term(id, inDays(0), to)
    const [an] = await committee()
    desk.clock.advance(86_400_000)
    const at = desk.clock.now().toISOString()
    expect(typeOf(await end(an!.id))).toBe('200')
    expect(await seats()).toEqual(['Candidate bo', 'Candidate chen', '(Candidate deng)'])
    expect((await committee())[1]).toMatchObject({ name: 'Candidate chen', term: { from: at, to } })
    expect((await factsOf(id)).at(-1)).toMatchObject({
      ...{ fact: 'member_ended', text: 'Moved away.' },
      details: { name: 'Candidate an', successorName: 'Candidate chen' },
    })
    expect(typeOf(await end(an!.id))).toBe('409 member-ended')
  })

  it('of which two go at once seats two alternates', async () => {
    const id = await settled({ an: 7, bo: 6, chen: 5, deng: 4 })
    await term(id, inDays(0), inDays(900))
    const [an, bo] = await committee()
    const answers = await Promise.all([an!, bo!].map((member) => end(member.id)))
    expect(answers.map(typeOf)).toEqual(['200', '200'])
    expect(await seats()).toEqual(['Candidate chen', 'Candidate deng'])
  })

  it('of which an alternate goes seats nobody', async () => {
    await settled({ an: 7, bo: 6, chen: 5 })
    const chen = (await committee()).find(({ alternate }) => alternate)
    await end(chen!.id)
    expect(await seats()).toEqual(['Candidate an', 'Candidate bo'])
  })

  it('leads decisions from the first to the last instant of its term; whoever waits for a seat does not', async () => {
    const id = await desk.published('seats', { questions: ['an', 'bo'].map((one) => ({ id: one, text: one })) })
    await desk.voting.database.run(sql`update candidate set person = ${desk.person('member-1')} where decision = ${id} and id = 'an'`)
    await desk.voting.database.run(
      sql`insert into committee_member (id, compound, committee, decision, candidate, name, person, rank, alternate, term_from, term_to)
          select gen_random_uuid(), 'ct-90', ${id}, ${id}, id, name, person, 1, false, ${inDays(1)}::timestamptz, ${inDays(2)}::timestamptz
          from candidate where decision = ${id} and id = 'an'`,
    )
    const withdraw = (as: string) => desk.call<{ type: string }>('POST', `/v1/decisions/${id}/withdraw`, { as, body: { reason: 'Later.' } })
    expect(typeOf(await withdraw('member-1'))).toBe('403 not-entitled')
    desk.clock.set(new Date(Date.parse(inDays(2))).toISOString())
    expect(typeOf(await withdraw('member-1'))).toBe('403 not-entitled')
    desk.clock.set(new Date(Date.parse(inDays(-1))).toISOString())
    expect(typeOf(await withdraw('member-1'))).toBe('200')
  })

  it('lets a member go who wants to', async () => {
    const open = await desk.published('seats', { questions: [{ id: 'an', text: 'Candidate an' }] })
    const person = desk.person('member-2')
    await desk.voting.database.run(sql`update candidate set person = ${person} where decision = ${open}`)
    await desk.command('community-1', open, 'withdraw', { reason: 'Anew.' })
    const id = await settled({ an: 7, bo: 6 })
    await desk.voting.database.run(sql`update committee_member set person = ${person} where decision = ${id} and candidate = 'bo'`)
    const [an, bo] = await committee()
    expect(typeOf(await end(an!.id, 'member-2'))).toBe('403 forbidden')
    expect(typeOf(await end(bo!.id, 'member-2'))).toBe('200')
    expect(await seats()).toEqual(['Candidate an'])
  })
})

describe('a second round', () => {
  it('fills the seats that are left, among those who were level and nobody else, into the same committee', async () => {
    const first = await elected({ an: 7, bo: 5, chen: 5, deng: 4 })
    expect(await desk.stateOf(first)).toMatchObject({ stage: 'RESULT' })
    expect(await seats()).toEqual(['Candidate an'])
    await desk.voting.database.run(sql`update candidate set person = ${desk.person('owner-3')} where decision = ${first} and id = 'chen'`)
    const { status, body } = await desk.call<{ id: string; type: string }>('POST', '/v1/decisions', {
      as: 'community-1',
      body: { ruleSet: 'seats', scope: { compound: 'ct-90' }, title: 'Second round', restarts: first, trustees: [] },
    })
    expect({ status, body }).toMatchObject({ status: 201, body: { questions: [{ id: 'bo' }, { id: 'chen' }] } })
    const others = await desk.call<{ type: string }>('PUT', `/v1/decisions/${body.id}`, {
      as: 'community-1',
      body: { questions: [{ id: 'deng', text: 'Candidate deng' }] },
    })
    expect(typeOf(others)).toBe('422 candidates-not-vetted')
    await desk.command('community-1', body.id, 'withdraw', { reason: 'With trustees, then.' })
    await desk.elapse(first, 'OBJECTIONS')

    const second = await settled({ bo: 4, chen: 5 }, { restarts: first, title: 'Second round' })
    expect(await desk.stateOf(second)).toMatchObject({ stage: 'RESULT', passed: true, restarts: first })
    expect(await committee()).toMatchObject([
      { name: 'Candidate an', rank: 1, decision: first },
      { candidate: 'chen', rank: 2, decision: second, alternate: false },
      { candidate: 'bo', rank: 3, decision: second, alternate: true },
    ])
    const [row] = await desk.voting.database.rows(
      sql`select person from committee_member where decision = ${second} and candidate = 'chen'`,
    )
    expect(row).toEqual({ person: desk.person('owner-3') })
  })

  it('seats nobody with an account that was found not to be theirs since the first', async () => {
    const first = await settled({ an: 7, bo: 5, chen: 5 })
    for (const [candidate, owner] of [
      ['bo', 'owner-2'],
      ['chen', 'owner-3'],
    ] as const)
      await desk.voting.database.run(
        sql`update candidate set person = ${desk.person(owner)} where decision = ${first} and id = ${candidate}`,
      )
    const id = await desk.published('seats', { restarts: first })
    await desk.ask('community-1', 'POST', `/v1/decisions/${id}/candidates/chen/vet`, { eligible: true, account: false })
    const shares: string[] = []
    for (const trustee of TRUSTEES) shares.push((await desk.command<{ share: string }>(trustee, id, 'share')).share)
    await desk.elapse(id, 'NOTICE')
    await desk.command('community-1', id, 'open')
    for (let n = 1; n <= 7; n++) await desk.vote(`owner-${n}`, id, `10${n}`, { bo: n < 5 ? 'FOR' : 'AGAINST', chen: 'FOR' })
    await desk.announced({ id, shares })
    const seated = await desk.voting.database.rows(sql`select candidate, person from committee_member where decision = ${id} order by rank`)
    expect(seated).toEqual([
      { candidate: 'chen', person: null },
      { candidate: 'bo', person: desk.person('owner-2') },
    ])
  })

  it('sits as long as the first', async () => {
    const first = await settled({ an: 7, bo: 5, chen: 5 })
    const to = inDays(900)
    await term(first, inDays(0), to)
    const second = await settled({ bo: 4, chen: 5 }, { restarts: first })
    expect(typeOf(await term(second, inDays(0), inDays(901)))).toBe('422 term-does-not-fit')
    expect(typeOf(await term(second, inDays(0), to))).toBe('200')
    expect(await seats()).toEqual(['Candidate an', 'Candidate chen', '(Candidate bo)'])
    const [an] = await committee()
    await end(an!.id)
    expect(await seats()).toEqual(['Candidate chen', 'Candidate bo'])
  })

  const drafting = (restarts: string, key?: string) =>
    desk.call<{ id: string; type: string }>('POST', '/v1/decisions', {
      ...{ as: 'community-1', body: { ruleSet: 'seats', scope: { compound: 'ct-90' }, title: 'Second round', restarts } },
      ...(key !== undefined && { key }),
    })

  it('is one at a time: of many that are drafted at once there is one, and another where it was withdrawn', async () => {
    const first = await settled({ an: 7, bo: 5, chen: 5 })
    const drafted = await Promise.all(Array.from({ length: 5 }, () => drafting(first)))
    expect(drafted.map(typeOf).toSorted()).toEqual(['201', ...Array(4).fill('409 second-round-exists')])
    const { id } = drafted.find(({ status }) => status === 201)!.body
    expect((await drafting(first)).body).toMatchObject({ round: id })
    await desk.command('community-1', id, 'withdraw', { reason: 'Anew.' })
    const [one, again] = [await drafting(first, 'key-2'), await drafting(first, 'key-2')]
    expect([one.status, again.status, again.body.id]).toEqual([201, 201, one.body.id])
  })

  it('is followed by another where it elected nobody', async () => {
    const first = await settled({ an: 7, bo: 5, chen: 5 })
    await elected({ bo: 1, chen: 2 }, { restarts: first })
    await elected({ bo: 4, chen: 5 }, { restarts: first })
    expect(await seats()).toEqual(['Candidate an', 'Candidate chen', '(Candidate bo)'])
    expect(typeOf(await drafting(first))).toBe('409 second-round-exists')
  })

  it('opens once the first stands for good, and never where it was taken back', async () => {
    const first = await elected({ an: 7, bo: 5, chen: 5 })
    const { id: objection } = await desk.ask<{ id: string }>('owner-1', 'POST', `/v1/decisions/${first}/objections`, { text: 'No.' })
    const second = await desk.published('seats', { restarts: first })
    for (const trustee of TRUSTEES) await desk.command(trustee, second, 'share')
    await desk.elapse(second, 'NOTICE')
    const open = () => desk.call<{ type: string }>('POST', `/v1/decisions/${second}/open`, { as: 'community-1', body: {} })
    expect(typeOf(await open())).toBe('422 first-round-open')
    await desk.elapse(first, 'OBJECTIONS')
    expect(typeOf(await open())).toBe('422 first-round-open')
    await desk.ask('community-1', 'POST', `/v1/objections/${objection}/decide`, { outcome: 'UPHELD', text: 'Yes.' })
    expect(typeOf(await open())).toBe('422 first-round-open')
    await desk.command('community-1', first, 'withdraw', { reason: 'Upheld.' })
    expect(typeOf(await open())).toBe('422 first-round-open')
    expect(await desk.stateOf(second)).toMatchObject({ stage: 'NOTICE' })
    expect(await seats()).toEqual([])
  })

  it('never makes the committee larger than it has seats', async () => {
    const first = await settled({ an: 7, bo: 5, chen: 5 })
    await desk.voting.database.run(sql`insert into committee_member (id, compound, committee, decision, candidate, name, rank, alternate)
      values (gen_random_uuid(), 'ct-90', ${first}, ${first}, 'er', 'Candidate er', 2, false)`)
    await elected({ bo: 4, chen: 5 }, { restarts: first })
    expect(await seats()).toEqual(['Candidate an', 'Candidate er', '(Candidate chen)', '(Candidate bo)'])
  })

  it('is an election of its own where the result before it was taken back', async () => {
    const first = await elected({ an: 7, bo: 5, chen: 5 })
    const { id: objection } = await desk.ask<{ id: string }>('owner-1', 'POST', `/v1/decisions/${first}/objections`, { text: 'No.' })
    await desk.ask('community-1', 'POST', `/v1/objections/${objection}/decide`, { outcome: 'UPHELD', text: 'Yes.' })
    await desk.command('community-1', first, 'withdraw', { reason: 'Upheld.' })
    await elected({ an: 4, bo: 7, deng: 6 }, { restarts: first })
    expect(await seats()).toEqual(['Candidate bo', 'Candidate deng', '(Candidate an)'])
  })
})
