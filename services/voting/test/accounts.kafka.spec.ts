import { sql } from '@yiwang/database'
import { type Desk, rooms, votingDesk } from './desk.fixture.ts'
import { typeOf } from './serving.fixture.ts'

let desk: Desk
beforeAll(async () => {
  desk = await votingDesk('2027-02-01T02:00:00Z')
}, 60_000)
afterAll(() => desk.stop())
beforeEach(async () => {
  desk.settle(rooms(3))
  for (const table of ['account_statement', 'account_question'] as const)
    await desk.voting.database.run({ text: `delete from ${table}`, values: [] })
})

interface Statement {
  readonly id: string
  readonly type: string
  readonly questions: { id: string; text: string; answer?: { text: string } }[]
  readonly nextPageToken?: string
}
/** A quarter, from 1000 fen to 1250. */
const quarter = {
  ...{ kind: 'FUND', from: '2026-10-01', to: '2027-01-01', opening: 100_000, closing: 125_000 },
  lines: [
    { text: 'Paid in', amount: 50_000 },
    { text: 'Lift repaired', amount: -25_000 },
  ],
}
const next = { ...quarter, from: '2027-01-01', to: '2027-04-01', opening: 125_000, closing: 150_000 }
const publish = (body: object, as = 'community-1') => desk.call<Statement>('POST', '/v1/compounds/ct-90/accounts', { as, body })
const list = (query = '') => desk.call<{ items: Statement[]; nextPageToken: string }>('GET', `/v1/compounds/ct-90/accounts${query}`)
const ask = (as: string, id: string, text = 'What was repaired?') =>
  desk.call<{ id: string; type: string }>('POST', `/v1/accounts/${id}/questions`, { as, body: { text } })
const answer = (as: string, id: string) =>
  desk.call<{ type: string }>('POST', `/v1/account-questions/${id}/answer`, { as, body: { text: 'The lift of building 1.' } })

describe('accounts of a compound', () => {
  it('are public, line by line', async () => {
    const file = desk.upload('community-1', { contentType: 'application/pdf' })
    const { status, body } = await publish({ ...quarter, file })
    expect({ status, body }).toMatchObject({
      status: 201,
      body: { ...quarter, from: '2026-09-30T16:00:00.000Z', to: '2026-12-31T16:00:00.000Z', file },
    })
    expect((await list()).body).toEqual({ items: [body] })
    expect(await desk.call('GET', `/v1/accounts/${body.id}/file`)).toMatchObject({ status: 200, body: 'a picture' })
    expect((await desk.call('GET', `/v1/accounts/${body.id}`)).body).toEqual({ ...body, questions: [] })
  })

  it.each<[string, object, string]>([
    ['that do not add up', { ...quarter, closing: 125_001 }, '422 accounts-do-not-add-up'],
    ['of a period that ends before it begins', { ...quarter, to: '2026-09-01' }, '422 period-empty'],
    ['of a day that there is not', { ...quarter, to: '2027-02-29' }, '400 invalid-request'],
    ['in half fen', { ...quarter, opening: 0.5 }, '400 invalid-request'],
    ['of another kind', { ...quarter, kind: 'LOTTERY' }, '400 invalid-request'],
    ['with an amount that no fund has', { ...quarter, opening: Number.MAX_SAFE_INTEGER }, '400 invalid-request'],
  ])('%s are refused', async (_, body, refusal) => {
    expect(typeOf(await publish(body))).toBe(refusal)
    expect((await list()).body.items).toEqual([])
  })

  it('that do not add up are told how much is missing', async () => {
    expect(await publish({ ...quarter, closing: 125_001 })).toMatchObject({ status: 422, body: { difference: 1 } })
  })

  it('of one kind do not overlap, of two they do', async () => {
    await publish(quarter)
    expect(typeOf(await publish({ ...next, from: '2026-12-31' }))).toBe('409 period-taken')
    expect(typeOf(await publish({ ...quarter, kind: 'PROPERTY_FEES' }))).toBe('201')
    expect(typeOf(await publish(next))).toBe('201')
  })

  it('of one period that are published at once are published once', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => publish(quarter)))
    expect(answers.map(typeOf).sort()).toEqual(['201', ...Array.from({ length: 4 }, () => '409 period-taken')])
  })

  it('go on with what was closed with, or say why not', async () => {
    await publish(quarter)
    const wrong = { ...next, opening: 124_000, closing: 149_000 }
    expect(await publish(wrong)).toMatchObject({ status: 422, body: { difference: 1_000, before: 125_000 } })
    expect(await publish({ ...wrong, correction: 'A fee was booked twice.' })).toMatchObject({
      status: 201,
      body: { correction: 'A fee was booked twice.' },
    })
  })

  it('that come later for an earlier period fit those after it, too', async () => {
    await publish(next)
    expect(typeOf(await publish({ ...quarter, opening: 99_000, closing: 124_000 }))).toBe('422 accounts-do-not-follow')
    expect(typeOf(await publish(quarter))).toBe('201')
  })

  it('are listed by kind and by pages, the latest period first', async () => {
    for (const one of [quarter, next, { ...quarter, kind: 'PROPERTY_FEES' }]) await publish(one)
    expect((await list('?kind=PROPERTY_FEES')).body.items).toMatchObject([{ kind: 'PROPERTY_FEES' }])
    const { body } = await list('?kind=FUND&pageSize=1')
    expect(body.items).toMatchObject([{ opening: 125_000 }])
    const second = await list(`?kind=FUND&pageSize=1&pageToken=${body.nextPageToken}`)
    expect(second.body).toMatchObject({ items: [{ opening: 100_000 }] })
    expect((await list(`?pageSize=1&pageToken=${body.nextPageToken}`)).status).toBe(400)
  })

  it('are published by the community and the committee alone', async () => {
    const answers = [await publish(quarter, 'owner-1'), await publish(quarter, 'community-9'), await publish(quarter, 'dispatcher-1')]
    expect(answers.map(typeOf)).toEqual(['403 forbidden', '403 forbidden', '403 forbidden'])
    const id = '01890000-0000-7000-8000-00000000000a'
    await desk.voting.database.run(sql`insert into committee_member (id, compound, committee, decision, candidate, name, person, rank, alternate, term_from, term_to)
      values (${id}, 'ct-90', ${id}, ${id}, 'an', 'An', ${desk.person('member-1')}, 1, false, '2027-01-01', '2030-01-01')`)
    expect(typeOf(await publish(quarter, 'member-1'))).toBe('201')
  })

  it('of a compound that there is not are not found', async () => {
    const answers = [
      await desk.call<Statement>('POST', '/v1/compounds/nowhere/accounts', { as: 'community-1', body: quarter }),
      await desk.call<Statement>('GET', '/v1/compounds/nowhere/accounts'),
      await desk.call<Statement>('GET', '/v1/accounts/01890000-0000-7000-8000-000000000001'),
    ]
    expect(answers.map(typeOf)).toEqual(['404 not-found', '404 not-found', '404 not-found'])
  })
})

describe('a question to accounts', () => {
  it('is public with its answer, and who asks is masked', async () => {
    desk.register.persons.set('h2', desk.person('tenant-2'))
    await desk.published()
    const { body: statement } = await publish(quarter)
    const questions = [(await ask('owner-1', statement.id)).body, (await ask('tenant-2', statement.id, 'Who was paid?')).body]
    expect(typeOf(await answer('community-1', questions[0]!.id))).toBe('200')
    const { body } = await desk.call<Statement>('GET', `/v1/accounts/${statement.id}?pageSize=1`)
    const place = '1/1/***'
    expect(body.questions).toMatchObject([{ place, text: 'What was repaired?', answer: { text: 'The lift of building 1.' } }])
    const more = await desk.call<Statement>('GET', `/v1/accounts/${statement.id}?pageSize=1&pageToken=${body.nextPageToken}`)
    expect(more.body.questions).toMatchObject([{ place, text: 'Who was paid?' }])
    expect(JSON.stringify([body, more.body])).not.toContain(desk.person('owner-1'))
  })

  it('hides where who asks lives as long as no roll shows how many live there', async () => {
    desk.settle(rooms(1))
    await desk.published()
    const { body } = await ask('owner-1', (await publish(quarter)).body.id)
    expect(body).toMatchObject({ place: '***' })
  })

  it('is answered once', async () => {
    const { body } = await ask('owner-1', (await publish(quarter)).body.id)
    const answers = await Promise.all([answer('community-1', body.id), answer('community-2', body.id)])
    expect(answers.map(typeOf).sort()).toEqual(['200', '409 already-answered'])
  })

  it('is of the people of the compound, and answered by whoever keeps the books', async () => {
    const { id } = (await publish(quarter)).body
    expect([typeOf(await ask('stranger', id)), typeOf(await ask('community-1', id))]).toEqual(['403 not-entitled', '403 not-entitled'])
    const { body } = await ask('owner-1', id)
    const answers = [await answer('owner-2', body.id), await answer('community-9', body.id)]
    expect(answers.map(typeOf)).toEqual(['403 forbidden', '403 forbidden'])
  })

  it('may be asked ten times within 24 hours by a person, also at once', async () => {
    const { id } = (await publish(quarter)).body
    const answers = await Promise.all(Array.from({ length: 12 }, () => ask('owner-3', id)))
    const refused = answers.filter(({ status }) => status === 429)
    expect([answers.filter(({ status }) => status === 201).length, refused.length]).toEqual([10, 2])
    expect(typeOf(refused[0]!)).toBe('429 too-many-today')
    expect(refused[0]!.headers.get('retry-after')).toBe('86400')
    expect(typeOf(await ask('owner-1', id))).toBe('201')
    desk.clock.advance(86_400_000)
    expect(typeOf(await ask('owner-3', id))).toBe('201')
  })
})
