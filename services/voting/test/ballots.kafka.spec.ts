import { openCheckpoint, type Signer, verifierKey, verifyInclusion } from '@yiwang/ledger'
import { openReceipt } from '@yiwang/ledger/decision'
import { SIGNER } from '../src/signing.ts'
import { ballotsDesk, ballotsOf } from './ballots.fixture.ts'
import { type Desk, rooms } from './desk.fixture.ts'
import { typeOf } from './serving.fixture.ts'

let desk: Desk
beforeAll(async () => {
  desk = await ballotsDesk()
}, 60_000)
afterAll(() => desk.stop())
beforeEach(() => desk.settle(rooms(6)))

describe('a ballot', () => {
  it.each<[string, (id: string) => Promise<{ status: number; body: { type?: string } }>, string]>([
    ['of somebody who owns nothing', (id) => desk.vote('stranger', id, '101'), '403 not-on-roll'],
    ['for the room of others', (id) => desk.vote('owner-1', id, '102'), '403 not-on-roll'],
    ['for a room that there is not', (id) => desk.vote('owner-1', id, '999'), '422 unknown-room'],
    ['to a question that there is not', (id) => desk.vote('owner-1', id, '101', { q9: 'FOR' }), '422 unknown-question'],
    ['to a question without a name', (id) => desk.vote('owner-1', id, '101', { '': 'FOR' }), '422 unknown-question'],
    ['that says what cannot be said', (id) => desk.vote('owner-1', id, '101', { q1: 'MAYBE' }), '400 invalid-request'],
    ['that says SPOILED on a screen', (id) => desk.vote('owner-1', id, '101', { q1: 'SPOILED' }), '400 invalid-request'],
    ['of a service', (id) => desk.vote('service:sla', id, '101'), '403 forbidden'],
    ['of a community officer who owns nothing', (id) => desk.vote('community-1', id, '101'), '403 not-on-roll'],
  ])('%s is refused, and nothing is written', async (_, cast, refusal) => {
    const { id } = await desk.opened('once')
    expect(typeOf(await cast(id))).toBe(refusal)
    expect(await ballotsOf(desk, id)).toBe(0)
  })

  it('counts once: the second is refused', async () => {
    const { id } = await desk.opened('once')
    expect(typeOf(await desk.vote('owner-1', id, '101'))).toBe('201')
    expect(typeOf(await desk.vote('owner-1', id, '101', { q1: 'AGAINST' }))).toBe('409 already-voted')
    expect(await ballotsOf(desk, id)).toBe(1)
  })

  it('that is sent again with its key is answered as the first time', async () => {
    const { id } = await desk.opened('once')
    const first = await desk.vote('owner-1', id, '101', { q1: 'FOR' }, 'key-1')
    const again = await desk.vote('owner-1', id, '101', { q1: 'FOR' }, 'key-1')
    expect([first.status, again.status]).toEqual([201, 201])
    expect(again.body.receipt).toBe(first.body.receipt)
  })

  it.each([
    ['the room alone', '101', '201'],
    ['building, unit and room', '1/1/101', '201'],
    ['the same with hyphens', '1-1-101', '201'],
    ['the one of two with this name that is theirs', '102', '201'],
    ['one that is of others', '103', '403 not-on-roll'],
    ['one that could be two others', '104', '422 unknown-room'],
    ['one that there is not', '1/1/999', '422 unknown-room'],
  ])('names its room by a text: %s', async (_, room, expected) => {
    desk.settle([...rooms(4), { building: '2', room: '102', owners: ['o1'] }, { building: '2', room: '104', owners: ['o4'] }])
    const { id } = await desk.opened('once')
    const answer = await desk.call<{ type: string }>('POST', `/v1/decisions/${id}/ballots`, {
      as: 'owner-1',
      body: { room, choices: { q1: 'FOR' } },
    })
    expect(typeOf(answer)).toBe(expected)
  })

  it('for other owners needs a key of its own', async () => {
    desk.register.mandates = [{ id: 'm1', kind: 'REPRESENTATIVE', owners: ['o2'], person: desk.person('owner-1') }]
    const { id } = await desk.opened('once')
    await desk.vote('owner-1', id, '101', { q1: 'FOR' }, 'key-1')
    expect(typeOf(await desk.vote('owner-1', id, '102', { q1: 'FOR' }, 'key-1'))).toBe('422 idempotency-key-reused')
    expect(await ballotsOf(desk, id)).toBe(1)
  })

  it('is one for all rooms of the same owners, by whichever of them it is named', async () => {
    desk.settle([...rooms(3), { room: '201', owners: ['o1'] }])
    const { id } = await desk.opened('once')
    expect(typeOf(await desk.vote('owner-1', id, '201'))).toBe('201')
    expect(typeOf(await desk.vote('owner-1', id, '101'))).toBe('409 already-voted')
  })

  it('of co-owners is by any of them, until they name one', async () => {
    desk.settle([...rooms(2), { room: '201', owners: ['o1', 'o2'] }])
    const { id } = await desk.opened('once')
    expect(typeOf(await desk.vote('owner-2', id, '201'))).toBe('201')
    desk.register.mandates = [{ id: 'm1', kind: 'CO_OWNERS', owners: ['o1', 'o2'], voter: 'o1', person: desk.person('owner-1') }]
    const { id: later } = await desk.opened('once')
    expect(typeOf(await desk.vote('owner-2', later, '201'))).toBe('403 not-on-roll')
    expect(typeOf(await desk.vote('owner-1', later, '201'))).toBe('201')
  })

  it('by a representative is taken until the mandate ends', async () => {
    const mandate = { id: 'm1', kind: 'REPRESENTATIVE' as const, owners: ['o2'], person: desk.person('owner-1') }
    desk.register.mandates = [{ ...mandate, to: new Date(desk.clock.now().getTime() + 5_000) }]
    const { id } = await desk.opened('once')
    desk.clock.advance(6_000)
    expect(typeOf(await desk.vote('owner-1', id, '102'))).toBe('403 mandate-expired')
    desk.register.mandates = [mandate]
    const { id: later } = await desk.opened('once')
    expect(typeOf(await desk.vote('owner-1', later, '102'))).toBe('201')
  })

  it('of one person stands for no more owners than the rule set says', async () => {
    desk.register.mandates = ['o2', 'o3'].map((owner) => ({
      ...{ id: `m-${owner}`, kind: 'REPRESENTATIVE' as const, owners: [owner], person: desk.person('owner-1') },
    }))
    const { id } = await desk.opened('once')
    const answers = [await desk.vote('owner-1', id, '102'), await desk.vote('owner-1', id, '103')].map(typeOf).sort()
    expect(answers).toEqual(['201', '403 mandates-exceeded'])
  })

  it('of an owner who was approved after the roll was frozen is taken', async () => {
    desk.register.persons.delete('o3')
    const { id } = await desk.opened('once')
    expect(typeOf(await desk.vote('owner-3', id, '103'))).toBe('403 not-on-roll')
    desk.register.persons.set('o3', desk.person('owner-3'))
    expect(typeOf(await desk.vote('owner-3', id, '103'))).toBe('201')
  })

  it('by a mandate that was filed after the roll was frozen is taken, within what one person may represent', async () => {
    const { id } = await desk.opened('once')
    const filed = (owner: string) => ({
      id: `late-${owner}`,
      kind: 'REPRESENTATIVE' as const,
      owners: [owner],
      person: desk.person('owner-1'),
    })
    desk.register.mandates = [filed('o2')]
    expect(typeOf(await desk.vote('owner-1', id, '102'))).toBe('201')
    desk.register.mandates = [filed('o2'), filed('o3')]
    expect(typeOf(await desk.vote('owner-1', id, '103'))).toBe('403 mandates-exceeded')
  })

  it('is taken up to the instant of the close, and at that instant no more', async () => {
    const open = await desk.opened('once')
    const { closesAt } = await desk.stateOf<{ closesAt: string }>(open.id)
    desk.clock.set(new Date(Date.parse(closesAt) - 1).toISOString())
    expect(typeOf(await desk.vote('owner-1', open.id, '101'))).toBe('201')
    desk.clock.set(closesAt)
    expect(typeOf(await desk.vote('owner-2', open.id, '102'))).toBe('409 voting-not-open')
    expect(await ballotsOf(desk, open.id)).toBe(1)
  })

  it('of one household in two hundred sessions at once counts once', async () => {
    const { id } = await desk.opened('once')
    const answers = await Promise.all(Array.from({ length: 200 }, () => desk.vote('owner-1', id, '101')))
    expect(answers.map(typeOf).filter((type) => type === '201')).toHaveLength(1)
    expect(new Set(answers.map(typeOf))).toEqual(new Set(['201', '409 already-voted']))
    expect(await ballotsOf(desk, id)).toBe(1)
  })

  it('replaced in sixty sessions at once leaves one that counts, and every receipt on the board', async () => {
    const open = await desk.opened('trial')
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, n) => desk.vote('owner-1', open.id, '101', { q1: n % 2 ? 'FOR' : 'AGAINST' })),
    )
    const cast = answers.filter(({ status }) => status === 201)
    expect(await ballotsOf(desk, open.id)).toBe(cast.length)
    await desk.announced(open)
    const { questions } = await desk.ask<{ questions: { participating: { heads: number } }[] }>(
      'community-1',
      'GET',
      `/v1/decisions/${open.id}/result`,
    )
    expect(questions[0]!.participating.heads).toBe(1)
  })

  it('gets a receipt that leads to the signed board', async () => {
    const open = await desk.opened('once')
    const mine = (await desk.vote('owner-1', open.id, '101')).body
    await desk.vote('owner-2', open.id, '102')
    await desk.closed(open)
    const key = verifierKey(desk.voting.service.app.get<Signer>(SIGNER))
    expect(openReceipt(mine.note, `${desk.voting.service.app.get<Signer>(SIGNER).name}/decision/${open.id}`, key)).toBe(mine.receipt)
    const { inclusion } = await desk.ask<{ inclusion: { index: number; size: number; proof: string[]; checkpoint: string } }>(
      'owner-1',
      'GET',
      `/v1/decisions/${open.id}/receipts/${mine.receipt}`,
    )
    const { root } = openCheckpoint(inclusion.checkpoint, key)!
    const proof = inclusion.proof.map((node) => Buffer.from(node, 'base64'))
    expect(verifyInclusion({ leaf: Buffer.from(mine.receipt, 'hex'), index: inclusion.index, size: inclusion.size, proof }, root)).toBe(
      true,
    )
  })
})

describe('a poll of households', () => {
  it('has one ballot a household, by whichever of its people, and none of owners as owners', async () => {
    desk.settle([...rooms(3), { room: '201', owners: ['o1'], households: ['h8', 'h9'] }])
    for (const [household, person] of [
      ['h1', 'tenant-1'],
      ['h8', 'tenant-8'],
      ['h9', 'tenant-9'],
    ] as const)
      desk.register.persons.set(household, desk.person(person))
    const open = await desk.opened('household-poll')
    expect(typeOf(await desk.vote('tenant-1', open.id, '101'))).toBe('201')
    expect(typeOf(await desk.vote('owner-2', open.id, '102'))).toBe('403 not-on-roll')
    expect([typeOf(await desk.vote('tenant-8', open.id, '201')), typeOf(await desk.vote('tenant-9', open.id, '201'))]).toEqual([
      '201',
      '201',
    ])
    await desk.announced(open)
    const { questions } = await desk.ask<{ questions: { roll: object; participating: object }[] }>(
      'tenant-1',
      'GET',
      `/v1/decisions/${open.id}/result`,
    )
    expect(questions[0]).toMatchObject({ roll: { heads: 5 }, participating: { heads: 3 } })
  })
})
