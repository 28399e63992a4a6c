import { randomUUID } from 'node:crypto'
import { topics } from '@yiwang/contracts'
import { readTopic } from '@yiwang/messaging'
import { eventually } from '@yiwang/testing'
import { type Desk, rooms, votingDesk } from './desk.fixture.ts'
import { typeOf } from './serving.fixture.ts'

interface Opinion {
  readonly id: string
  readonly place: string
  readonly supporters: number
  readonly outcome?: string
  readonly answer?: string
  readonly type?: string
}

let desk: Desk
beforeAll(async () => {
  desk = await votingDesk()
}, 60_000)
afterAll(() => desk.stop())
beforeEach(() => {
  desk.settle(rooms(6))
  desk.clock.advance(25 * 3_600_000)
})

const say = (as: string, id: string, text = 'Too dear', more: object = {}, key?: string) =>
  desk.call<Opinion>('POST', `/v1/decisions/${id}/opinions`, { as, body: { text, ...more }, ...(key !== undefined && { key }) })
const said = async (as: string, id: string, text?: string): Promise<string> => {
  const { status, body } = await say(as, id, text)
  expect(status).toBe(201)
  return body.id
}
const list = (id: string, query = '') =>
  desk.call<{ items: Opinion[]; nextPageToken?: string }>('GET', `/v1/decisions/${id}/opinions${query}`)
const answer = (as: string, opinion: string, outcome = 'ADOPTED', text = 'We ask three bidders.') =>
  desk.call<Opinion>('POST', `/v1/opinions/${opinion}/answer`, { as, body: { outcome, text } })
const factsOf = async (id: string) =>
  (await desk.ask<{ items: { fact: string; text?: string; details?: object }[] }>('community-1', 'GET', `/v1/decisions/${id}/history`))
    .items

describe('an opinion', () => {
  it('is read by everybody with its place, and neither name nor room', async () => {
    const id = await desk.published()
    const photo = desk.upload('owner-1')
    const { status, body } = await say('owner-1', id, '价格太高', { attachments: [photo] })
    expect({ status, place: body.place }).toEqual({ status: 201, place: '1/1/***' })
    const { items } = (await list(id)).body
    const { id: _, at: __, ...shown } = items[0] as unknown as Record<string, unknown>
    expect(shown).toEqual({ place: '1/1/***', text: '价格太高', attachments: [photo], supporters: 0 })
    expect(JSON.stringify(items)).not.toContain(desk.person('owner-1'))
  })

  it('hides a household that has its building to itself', async () => {
    desk.settle([...rooms(4), { building: '9', room: '1', owners: ['o9'] }])
    const id = await desk.published()
    expect((await say('owner-9', id)).body.place).toBe('***')
  })

  it('may come from who rents', async () => {
    const id = await desk.published()
    desk.register.persons.set('h1', desk.person('tenant-1'))
    expect((await say('tenant-1', id)).status).toBe(201)
  })

  it('sent again with its key is the same, also at once, and another text is refused', async () => {
    const id = await desk.published()
    const key = randomUUID()
    const all = await Promise.all([1, 2, 3].map(() => say('owner-1', id, 'Once', {}, key)))
    expect(new Set(all.map(({ body }) => body.id)).size).toBe(1)
    expect(typeOf(await say('owner-1', id, 'Twice', {}, key))).toBe('422 idempotency-key-reused')
    expect((await list(id)).body.items).toHaveLength(1)
  })

  it('is taken until the time for opinions is over', async () => {
    const id = await desk.published()
    await desk.elapse(id, 'OPINIONS')
    expect(typeOf(await say('owner-1', id))).toBe('409 opinions-closed')
    expect((await list(id)).body.items).toEqual([])
  })

  it.each<[string, object, string]>([
    ['says nothing', { text: ' ' }, '400 invalid-request'],
    ['names the same file twice', { attachments: Array(2).fill('01890000-0000-7000-8000-000000000002') }, '400 invalid-request'],
    ['names a file that there is not', { attachments: ['01890000-0000-7000-8000-000000000002'] }, '422 attachment-unknown'],
  ])('is refused that %s', async (_, body, type) => {
    const id = await desk.published()
    expect(typeOf(await say('owner-1', id, 'Words', body))).toBe(type)
  })

  it('names no file of somebody else, and the answer says which', async () => {
    const id = await desk.published()
    const { status, body } = await say('owner-1', id, 'Look', { attachments: [desk.upload('owner-1'), desk.upload('owner-2')] })
    expect({ status, body }).toMatchObject({ status: 422, body: { errors: [{ pointer: '/attachments/1' }] } })
  })

  it('of one person comes 20 times a day, and then is told when it may come again', async () => {
    const id = await desk.published()
    const all = await Promise.all(Array.from({ length: 25 }, (_, n) => say('owner-1', id, `Opinion ${n}`)))
    expect(all.filter(({ status }) => status === 201)).toHaveLength(20)
    const refused = all.filter(({ status }) => status === 429)
    expect(refused).toHaveLength(5)
    expect(typeOf(refused[0]!)).toBe('429 too-many-today')
    expect(Number(refused[0]!.headers.get('retry-after'))).toBeGreaterThan(80_000)
    expect((await say('owner-2', id)).status).toBe(201)
    desk.clock.advance(25 * 3_600_000)
    expect((await say('owner-1', id)).status).toBe(201)
  })

  it('that arrives as voting opens is in, and then it does not open, or it is refused', async () => {
    const id = await desk.published()
    for (const trustee of ['trustee-1', 'trustee-2', 'trustee-3']) await desk.command(trustee, id, 'share')
    await desk.elapse(id, 'NOTICE')
    const late = Array.from({ length: 10 }, (_, n) => say(`owner-${(n % 6) + 1}`, id, `Late ${n}`))
    await desk.elapse(id, 'OPINIONS')
    const opened = await desk.call('POST', `/v1/decisions/${id}/open`, { as: 'community-1', body: {} })
    const taken = (await Promise.all(late)).filter(({ status }) => status === 201).length
    expect((await list(id)).body.items).toHaveLength(taken)
    expect(typeOf(opened)).toBe(taken > 0 ? '422 opinions-unanswered' : '200')
  })
})

describe('supporting an opinion', () => {
  const support = (as: string, opinion: string) => desk.call<Opinion>('POST', `/v1/opinions/${opinion}/support`, { as })

  it('counts once a person, however often and at once', async () => {
    const id = await desk.published()
    const opinion = await said('owner-1', id)
    const all = await Promise.all(['owner-2', 'owner-2', 'owner-3', 'owner-4', 'owner-3', 'owner-2'].map((as) => support(as, opinion)))
    expect(all.map(({ status }) => status)).toEqual(Array(6).fill(200))
    expect((await list(id)).body.items[0]!.supporters).toBe(3)
  })

  it('is for others than who gave it, and for people of the compound', async () => {
    const id = await desk.published()
    const opinion = await said('owner-1', id)
    expect(typeOf(await support('owner-1', opinion))).toBe('403 forbidden')
    expect(typeOf(await support('stranger-1', opinion))).toBe('403 forbidden')
    expect(typeOf(await support('owner-2', randomUUID()))).toBe('404 not-found')
  })
})

describe('opinions', () => {
  it('are listed by pages, by whether they are answered, and by group', async () => {
    const id = await desk.published()
    const all: string[] = []
    for (const n of [1, 2, 3, 4, 5]) all.push(await said(`owner-${n}`, id, `Opinion ${n}`))
    await answer('community-1', all[1]!)
    const group = await desk.ask<{ id: string }>('community-1', 'POST', `/v1/decisions/${id}/opinion-groups`, {
      ...{ title: 'Price', opinions: [all[0], all[1], all[4]] },
    })
    const ids = async (query: string) => (await list(id, query)).body.items.map(({ id: opinion }) => all.indexOf(opinion) + 1)
    expect(await ids('')).toEqual([1, 2, 3, 4, 5])
    expect(await ids('?answered=true')).toEqual([2])
    expect(await ids('?answered=false')).toEqual([1, 3, 4, 5])
    expect(await ids(`?group=${group.id}`)).toEqual([1, 2, 5])
    expect(await ids(`?group=${group.id}&answered=false`)).toEqual([1, 5])
    expect(await ids(`?group=${randomUUID()}`)).toEqual([])
    const first = (await list(id, '?pageSize=3')).body
    expect(await ids(`?pageSize=3&pageToken=${first.nextPageToken}`)).toEqual([4, 5])
    const other = await desk.published()
    expect(typeOf(await list(other, `?pageToken=${first.nextPageToken}`))).toBe('400 invalid-page-token')
    expect((await list(id, '?answered=perhaps')).status).toBe(400)
  })

  it('of a draft are nobody’s to read but who prepares it', async () => {
    expect(typeOf(await list(await desk.drafted()))).toBe('404 not-found')
  })
})

describe('an answer', () => {
  it('is shown, can be changed until voting opens, and stays on record as it was', async () => {
    const id = await desk.published()
    const opinion = await said('owner-1', id)
    expect((await answer('community-1', opinion, 'NOT', 'It has to be.')).body).toMatchObject({ outcome: 'NOT', answer: 'It has to be.' })
    expect((await answer('community-2', opinion, 'PARTLY', 'Half of it.')).status).toBe(200)
    expect((await answer('community-2', opinion, 'PARTLY', 'Half of it.')).status).toBe(200)
    expect((await list(id)).body.items).toMatchObject([{ outcome: 'PARTLY', answer: 'Half of it.' }])
    expect((await factsOf(id)).filter(({ fact }) => fact === 'answer_changed')).toMatchObject([
      { text: 'It has to be.', details: { opinion, before: 'NOT', outcome: 'PARTLY' } },
    ])
  })

  it('of a group answers those that have none, and says how many', async () => {
    const id = await desk.published()
    const all = [await said('owner-1', id), await said('owner-2', id), await said('owner-3', id)]
    await answer('community-1', all[0]!, 'NOT', 'No.')
    const path = `/v1/decisions/${id}/opinion-groups`
    const group = await desk.ask<{ id: string }>('community-1', 'POST', path, { title: 'Price', opinions: all.slice(0, 2) })
    await desk.ask('community-1', 'POST', `/v1/opinion-groups/${group.id}/opinions`, { opinions: [all[2]] })
    const body = { outcome: 'ADOPTED', text: 'Cheaper.' }
    expect(await desk.ask('community-1', 'POST', `/v1/opinion-groups/${group.id}/answer`, body)).toMatchObject({
      answered: 2,
      unanswered: 0,
    })
    expect((await list(id)).body.items.map(({ outcome }) => outcome)).toEqual(['NOT', 'ADOPTED', 'ADOPTED'])
    expect((await desk.call('GET', path)).body).toMatchObject({ items: [{ title: 'Price', opinions: 3, unanswered: 0 }] })
    expect((await factsOf(id)).filter(({ fact }) => fact === 'group_answered')).toMatchObject([{ details: { opinions: 2 } }])
  })

  it('groups opinions of its decision alone', async () => {
    const [id, other] = [await desk.published(), await desk.published()]
    const [mine, theirs] = [await said('owner-1', id), await said('owner-1', other)]
    const body = { title: 'Price', opinions: [mine, theirs] }
    const refused = await desk.call('POST', `/v1/decisions/${id}/opinion-groups`, { as: 'community-1', body })
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ pointer: '/opinions/1' }] } })
    expect((await desk.call<{ items: object[] }>('GET', `/v1/decisions/${id}/opinion-groups`)).body.items).toEqual([])
  })

  it('to each opens the way to the vote; once it is open none is changed', async () => {
    const id = await desk.published()
    for (const trustee of ['trustee-1', 'trustee-2', 'trustee-3']) await desk.command(trustee, id, 'share')
    const opinion = await said('owner-1', id)
    await desk.elapse(id, 'NOTICE')
    await desk.elapse(id, 'OPINIONS')
    const open = () => desk.call('POST', `/v1/decisions/${id}/open`, { as: 'community-1', body: {} })
    expect(typeOf(await open())).toBe('422 opinions-unanswered')
    await answer('community-1', opinion)
    expect((await open()).status).toBe(200)
    expect(typeOf(await answer('community-1', opinion, 'NOT'))).toBe('409 command-not-legal')
  })

  it('and what was said go nowhere on the bus', async () => {
    const id = await desk.published()
    await answer('community-1', await said('owner-1', id, '秘密的话'), 'NOT', '秘密的答复')
    await desk.command('community-1', id, 'withdraw', { reason: '秘密的理由' })
    const { records, stop } = readTopic(desk.voting.kafka, `${desk.voting.prefix}${topics.votingDecision.name}`)
    const published = () => records.map(({ value }) => String(value)).filter((text) => text.includes(id))
    await eventually(async () => expect(published().some((text) => text.includes('WITHDRAWN'))).toBe(true))
    await stop()
    expect(published().join()).not.toContain('秘密')
  })
})
