import { sql } from '@yiwang/database'
import { ballotsDesk, ballotsOf } from './ballots.fixture.ts'
import { type Desk, type Open, rooms } from './desk.fixture.ts'
import { typeOf } from './serving.fixture.ts'

let desk: Desk
beforeAll(async () => {
  desk = await ballotsDesk()
}, 60_000)
afterAll(() => desk.stop())
beforeEach(() => desk.settle(rooms(6)))

const paper = (as: string, id: string, room: string, choices: Record<string, string> = { q1: 'AGAINST' }) =>
  desk.call<{ state: string; type: string }>('POST', `/v1/decisions/${id}/paper-ballots`, {
    as,
    body: { room: { building: '1', unit: '1', room }, choices, scan: desk.upload(as) },
  })

describe('a ballot on paper', () => {
  it('is entered by two people, each for themselves', async () => {
    const { id } = await desk.opened('once')
    expect((await paper('community-1', id, '101')).body.state).toBe('ENTERED')
    expect(typeOf(await paper('community-1', id, '101'))).toBe('403 second-person-required')
    expect((await paper('community-2', id, '101')).body.state).toBe('COUNTED')
    expect(typeOf(await paper('community-3', id, '101'))).toBe('409 already-voted')
  })

  it('that two read otherwise is settled by a third', async () => {
    const { id } = await desk.opened('once')
    await paper('community-1', id, '101', { q1: 'FOR' })
    expect((await paper('community-2', id, '101', { q1: 'SPOILED' })).body.state).toBe('DIFFERS')
    expect(await ballotsOf(desk, id)).toBe(0)
    expect((await paper('community-3', id, '101', { q1: 'FOR' })).body.state).toBe('COUNTED')
    expect(await ballotsOf(desk, id)).toBe(1)
  })

  it('that three read in three ways is in nobody’s name until two agree', async () => {
    const { id } = await desk.opened('once')
    await paper('community-1', id, '101', { q1: 'FOR' })
    await paper('community-2', id, '101', { q1: 'AGAINST' })
    expect((await paper('community-3', id, '101', { q1: 'SPOILED' })).body.state).toBe('DIFFERS')
    expect(await ballotsOf(desk, id)).toBe(0)
  })

  it('that nobody settled before the close is on record, and what told two readings apart is gone', async () => {
    const open = await desk.opened('once')
    await paper('community-1', open.id, '101')
    await desk.closed(open)
    const { items } = await desk.ask<{ items: { fact: string; details?: object }[] }>(
      'community-1',
      'GET',
      `/v1/decisions/${open.id}/history`,
    )
    expect(items.find(({ fact }) => fact === 'voting_ended')).toMatchObject({ details: { unsettledPapers: 1 } })
    expect(await desk.voting.database.rows(sql`select 1 from paper_entry where decision = ${open.id} and mark is not null`)).toEqual([])
  })

  it.each<[string, (open: Open) => Promise<unknown>]>([
    ['closed', (open) => desk.closed(open)],
    ['withdrawn', ({ id }) => desk.command('community-1', id, 'withdraw', { reason: 'Anew.' })],
  ])('of a secret decision that is %s is of nobody, and so is its scan, which who entered it still sees', async (_, end) => {
    const open = await desk.opened('secret-paper')
    const scan = desk.upload('community-1')
    const body = { room: { building: '1', unit: '1', room: '101' }, choices: { q1: 'FOR' }, scan }
    await desk.ask('community-1', 'POST', `/v1/decisions/${open.id}/paper-ballots`, body)
    await paper('community-2', open.id, '101', { q1: 'FOR' })
    await paper('community-1', open.id, '102')
    await end(open)
    expect(await desk.voting.database.rows(sql`select 1 from paper_entry where decision = ${open.id}`)).toEqual([])
    expect(await ballotsOf(desk, open.id)).toBe(0)
    const seen = (as: string) => desk.call('GET', `/v1/decisions/${open.id}/files/${scan}`, { as })
    expect([(await seen('community-1')).status, (await seen('community-2')).status]).toEqual([200, 403])
  })

  it('leaves nothing that told two readings apart where the decision is withdrawn', async () => {
    const { id } = await desk.opened('once')
    await paper('community-1', id, '101')
    await desk.command('community-1', id, 'withdraw', { reason: 'Anew.' })
    expect(await desk.voting.database.rows(sql`select 1 from paper_entry where decision = ${id} and mark is not null`)).toEqual([])
  })

  it('is entered by nobody but who leads the decision', async () => {
    const { id } = await desk.opened('once')
    for (const as of ['owner-2', 'community-9', 'trustee-1']) expect(typeOf(await paper(as, id, '101'))).toBe('403 forbidden')
  })

  it('counts before the electronic one where the rule set says so, and once', async () => {
    const open = await desk.opened('once')
    await desk.vote('owner-1', open.id, '101', { q1: 'FOR' })
    await paper('community-1', open.id, '101')
    expect((await paper('community-2', open.id, '101')).body.state).toBe('COUNTED')
    await desk.announced(open)
    const { questions } = await desk.ask<{ questions: { choices: Record<string, { heads: number }> }[] }>(
      'community-1',
      'GET',
      `/v1/decisions/${open.id}/result`,
    )
    expect([questions[0]!.choices['FOR']!.heads, questions[0]!.choices['AGAINST']!.heads]).toEqual([0, 1])
  })

  it('for a room that voted electronically is refused where the electronic one counts', async () => {
    const { id } = await desk.opened('electronic-first')
    await desk.vote('owner-1', id, '101')
    expect(typeOf(await paper('community-1', id, '101'))).toBe('409 other-way-counts')
    expect(await ballotsOf(desk, id)).toBe(1)
  })

  it('that does not count is on record with its scan, and no room is named', async () => {
    const { id } = await desk.opened('electronic-first')
    await desk.vote('owner-1', id, '101')
    await paper('community-1', id, '101')
    const { items } = (await desk.call<{ items: { fact: string }[] }>('GET', `/v1/decisions/${id}/history`)).body
    expect(items.filter(({ fact }) => fact === 'paper_refused')).toEqual([
      {
        ...{ seq: expect.any(Number), at: expect.any(String), fact: 'paper_refused', stage: 'VOTING' },
        ...{
          actor: { kind: 'STAFF', as: 'COMMUNITY', id: expect.any(String) },
          details: { reason: 'other-way-counts', scan: expect.any(String) },
        },
      },
    ])
  })

  it('keeps an electronic one away where it goes first', async () => {
    const { id } = await desk.opened('once')
    await paper('community-1', id, '101')
    await paper('community-2', id, '101')
    expect(typeOf(await desk.vote('owner-1', id, '101'))).toBe('409 other-way-counts')
  })
})
