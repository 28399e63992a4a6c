import { type Desk, rooms, votingDesk } from './desk.fixture.ts'
import { typeOf } from './serving.fixture.ts'

interface Plan {
  readonly version: number
  readonly type?: string
  readonly quotations: readonly { readonly bidder: string; readonly total: number }[]
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

const add = (as: string, id: string, body: object) => desk.call<Plan>('POST', `/v1/decisions/${id}/plans`, { as, body })
const revise = (as: string, id: string, body: object) => desk.call('POST', `/v1/decisions/${id}/revise`, { as, body })
const plansOf = async (id: string) => (await desk.call<{ items: Plan[] }>('GET', `/v1/decisions/${id}/plans`)).body.items
const opinion = async (as: string, id: string, text: string) =>
  (await desk.ask<{ id: string }>(as, 'POST', `/v1/decisions/${id}/opinions`, { text })).id

describe('a plan', () => {
  it('falls from 1.4 to 0.8 million, and everybody sees what changed and who caused it', async () => {
    const id = await desk.drafted()
    const file = desk.upload('community-1')
    const first = {
      text: 'Pumps\nHoses',
      amount: 140_000_000,
      quotations: [{ bidder: 'North', items: [{ name: 'pumps', price: 140_000_000 }], files: [file] }],
    }
    expect((await add('community-1', id, first)).status).toBe(201)
    await desk.command('community-1', id, 'publish')
    await desk.rollWritten(id)
    const because = [await opinion('owner-1', id, 'Too dear'), await opinion('owner-2', id, 'Ask others')]
    const second = {
      ...{ text: 'Pumps\nValves', amount: 80_000_000, because },
      quotations: [
        {
          bidder: 'South',
          items: [
            { name: 'pumps', price: 70_000_000 },
            { name: 'valves', price: 10_000_000 },
          ],
        },
        { bidder: 'North', items: [{ name: 'pumps', price: 90_000_000 }], files: [file] },
      ],
    }
    expect((await revise('community-2', id, second)).body).toMatchObject({ stage: 'REVISION' })
    expect((await plansOf(id)).map(({ version, quotations }) => [version, quotations.map(({ total }) => total)])).toEqual([
      [1, [140_000_000]],
      [2, [80_000_000, 90_000_000]],
    ])
    const { body } = await desk.call('GET', `/v1/decisions/${id}/plans/comparison?from=1&to=2`)
    expect(body).toMatchObject({
      amount: { from: 140_000_000, to: 80_000_000, difference: -60_000_000 },
      text: { added: ['Valves'], removed: ['Hoses'] },
      because: [{ text: 'Too dear', place: '1/1/***', supporters: 0 }, { text: 'Ask others' }],
    })
    expect(body['quotations']).toMatchObject([
      { bidder: 'South', total: { to: 80_000_000 } },
      { bidder: 'North', total: { difference: -50_000_000 }, items: [{ name: 'pumps', from: 140_000_000, to: 90_000_000 }] },
    ])
    const { items } = await desk.ask<{ items: { fact: string; details?: object }[] }>('community-1', 'GET', `/v1/decisions/${id}/history`)
    expect(items.filter(({ fact }) => ['plan_added', 'revised'].includes(fact))).toMatchObject([
      { details: { version: 1, amount: 140_000_000 } },
      { details: { version: 2, amount: 80_000_000, because: 2 } },
    ])
  })

  it('is numbered without a gap however many are added at once', async () => {
    const id = await desk.published()
    const all = await Promise.all([1, 2, 3, 4].map((n) => add('community-1', id, { text: `Plan ${n}` })))
    expect(all.map(({ body }) => body.version).sort()).toEqual([1, 2, 3, 4])
  })

  it('is frozen once voting has opened, whichever way it is changed', async () => {
    const { id } = await desk.opened()
    expect(typeOf(await add('community-1', id, { text: 'Another' }))).toBe('409 plan-frozen')
    expect(typeOf(await revise('community-1', id, { text: 'Another' }))).toBe('409 plan-frozen')
    expect(await plansOf(id)).toEqual([])
  })

  it('of a draft is revised by changing the draft, and after a revision by another revision', async () => {
    const id = await desk.drafted()
    expect(typeOf(await revise('community-1', id, { text: 'First' }))).toBe('409 command-not-legal')
    await desk.command('community-1', id, 'publish')
    expect((await revise('community-1', id, { text: 'Second' })).status).toBe(200)
    expect(typeOf(await add('community-1', id, { text: 'Third' }))).toBe('409 command-not-legal')
    expect((await revise('community-1', id, { text: 'Third' })).status).toBe(200)
    expect((await plansOf(id)).map(({ version }) => version)).toEqual([1, 2])
  })

  it.each<[string, object, string]>([
    ['says nothing', { text: '' }, '400 invalid-request'],
    ['costs less than nothing', { text: 'x', amount: -1 }, '400 invalid-request'],
    ['costs a part of a fen', { text: 'x', amount: 1.5 }, '400 invalid-request'],
    ['costs more than can be said exactly', { text: 'x', amount: 2 ** 53 }, '400 invalid-request'],
    [
      'has a quotation whose sum cannot be said exactly',
      { text: 'x', quotations: [{ bidder: 'a', items: ['b', 'c'].map((name) => ({ name, price: 2 ** 53 - 1 })) }] },
      '422 amount-too-large',
    ],
    [
      'has a bidder twice',
      { text: 'x', quotations: ['a', 'a'].map((bidder) => ({ bidder, items: [{ name: 'x', price: 1 }] })) },
      '422 named-twice',
    ],
    [
      'has an item twice',
      { text: 'x', quotations: [{ bidder: 'a', items: ['x', 'x'].map((name) => ({ name, price: 1 })) }] },
      '422 named-twice',
    ],
    ['is caused by what is no opinion', { text: 'x', because: ['01890000-0000-7000-8000-000000000003'] }, '422 unknown-opinion'],
    [
      'shows a file that there is not',
      { text: 'x', quotations: [{ bidder: 'a', items: [{ name: 'x', price: 1 }], files: ['01890000-0000-7000-8000-000000000004'] }] },
      '422 attachment-unknown',
    ],
  ])('is refused that %s', async (_, body, type) => {
    const id = await desk.published()
    expect(typeOf(await add('community-1', id, body))).toBe(type)
    expect(typeOf(await revise('community-1', id, body))).toBe(type)
    expect(await plansOf(id)).toEqual([])
    expect(await desk.stateOf(id)).toMatchObject({ stage: 'NOTICE' })
  })

  it.each([
    ['?from=1&to=3', '404 not-found'],
    ['?from=2&to=1', '404 not-found'],
    ['?from=1', '400 invalid-request'],
    ['?from=1&to=9007199254740991', '400 invalid-request'],
  ])('is compared in no other way than from one version to a later: %s', async (query, type) => {
    const id = await desk.published()
    for (const text of ['First', 'Second']) await add('community-1', id, { text })
    expect(typeOf(await desk.call('GET', `/v1/decisions/${id}/plans/comparison${query}`))).toBe(type)
  })
})
