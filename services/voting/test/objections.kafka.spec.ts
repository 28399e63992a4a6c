import { sql } from '@yiwang/database'
import { v7 as uuid } from 'uuid'
import { type Desk, rooms, votingDesk } from './desk.fixture.ts'
import { typeOf } from './serving.fixture.ts'

let desk: Desk
beforeAll(async () => {
  desk = await votingDesk()
}, 60_000)
afterAll(() => desk.stop())
beforeEach(() => desk.settle(rooms(3)))

const object = (as: string, id: string, text = 'My ballot is not on the board.') =>
  desk.call<{ id: string; place: string; type: string }>('POST', `/v1/decisions/${id}/objections`, { as, body: { text } })
const decide = (as: string, id: string, outcome: string) =>
  desk.call<{ type: string }>('POST', `/v1/objections/${id}/decide`, { as, body: { outcome, text: 'We looked at the frozen roll.' } })
const factsOf = async (id: string) =>
  (await desk.call<{ items: { fact: string; actor: object; text?: string }[] }>('GET', `/v1/decisions/${id}/history`)).body.items

/** Announced, and passed where all say so. */
async function announced(choice = 'FOR', first = 1): Promise<string> {
  const open = await desk.opened()
  for (const [n, owner] of [first, 2, 3].entries()) await desk.vote(`owner-${owner}`, open.id, `${101 + n}`, { q1: choice })
  await desk.announced(open)
  return open.id
}

describe('an objection against a result', () => {
  it('is public with its answer, and who raised it is masked', async () => {
    const id = await announced()
    const { status, body } = await object('owner-1', id)
    expect({ status, body }).toMatchObject({ status: 201, body: { place: '1/1/***', text: 'My ballot is not on the board.' } })
    expect(await decide('community-1', body.id, 'REJECTED')).toMatchObject({ status: 200, body: { outcome: 'REJECTED' } })
    const { body: list } = await desk.call('GET', `/v1/decisions/${id}/objections`)
    expect(list).toEqual({
      items: [
        {
          ...{ id: body.id, decision: id, place: '1/1/***', at: expect.any(String), text: 'My ballot is not on the board.' },
          ...{ outcome: 'REJECTED', answer: { text: 'We looked at the frozen roll.', at: expect.any(String) } },
        },
      ],
    })
    const facts = await factsOf(id)
    expect(facts.find(({ fact }) => fact === 'objected')).toMatchObject({ actor: { kind: 'RESIDENT' } })
    expect(facts.find(({ fact }) => fact === 'objection_decided')).toMatchObject({ text: 'We looked at the frozen roll.' })
    expect(JSON.stringify([list, facts])).not.toContain(desk.person('owner-1'))
  })

  it('is taken of a result that did not pass, too', async () => {
    const id = await announced('AGAINST')
    expect(await desk.stateOf(id)).toMatchObject({ stage: 'FAILED' })
    expect(typeOf(await object('owner-1', id))).toBe('201')
  })

  it('is one at a time of a person', async () => {
    const id = await announced()
    const answers = await Promise.all([object('owner-1', id), object('owner-1', id)])
    expect(answers.map(typeOf).sort()).toEqual(['201', '409 objection-open'])
    const [open] = answers.filter(({ status }) => status === 201)
    await decide('community-1', open!.body.id, 'REJECTED')
    expect(typeOf(await object('owner-1', id, 'Still not.'))).toBe('201')
    expect(typeOf(await object('owner-2', id))).toBe('201')
  })

  it('is decided once', async () => {
    const { body } = await object('owner-1', await announced())
    const answers = await Promise.all(['UPHELD', 'REJECTED'].map((outcome) => decide('community-1', body.id, outcome)))
    expect(answers.map(typeOf).sort()).toEqual(['200', '409 already-decided'])
  })

  it.each<[string, () => Promise<{ status: number; body: { type?: string } }>, string]>([
    ['by a stranger', async () => object('stranger', await announced()), '403 not-entitled'],
    [
      'by nobody',
      async () => desk.call('POST', `/v1/decisions/${await announced()}/objections`, { body: { text: 'no' } }),
      '401 unauthenticated',
    ],
    ['before there is a result', async () => object('owner-1', (await desk.opened()).id), '409 command-not-legal'],
    ['against a draft', async () => object('owner-1', await desk.drafted()), '404 not-found'],
    ['that says nothing', async () => object('owner-1', await announced(), ' '), '400 invalid-request'],
  ])('%s is refused', async (_, objection, refusal) => {
    expect(typeOf(await objection())).toBe(refusal)
  })

  it('comes too late once the time for it is over', async () => {
    const id = await announced()
    await desk.elapse(id, 'OBJECTIONS')
    expect(typeOf(await object('owner-1', id))).toBe('409 command-not-legal')
  })

  it('by who sold the room since is taken: who is on the frozen roll objects', async () => {
    desk.settle([{ room: '101', owners: ['o7'] }, ...rooms(3).slice(1)])
    const id = await announced('FOR', 7)
    desk.settle([{ room: '101', owners: ['o8'] }, ...rooms(3).slice(1)])
    const answers = [await object('owner-7', id), await object('owner-8', id)]
    expect(answers.map(typeOf)).toEqual(['201', '201'])
    expect(answers.map(({ body }) => body.place)).toEqual(['1/1/***', '1/1/***'])
  })

  it('keeps the result from being carried out until it is decided', async () => {
    const id = await announced()
    const { body } = await object('owner-1', id)
    await desk.elapse(id, 'OBJECTIONS')
    const start = () => desk.call<{ type: string }>('POST', `/v1/decisions/${id}/start-execution`, { as: 'community-1', body: {} })
    expect(typeOf(await start())).toBe('422 objections-open')
    await decide('community-1', body.id, 'REJECTED')
    expect(typeOf(await start())).toBe('200')
  })

  it('that is upheld takes the result back, and the decision starts again', async () => {
    const id = await announced()
    const { body } = await object('owner-1', id)
    const withdraw = () =>
      desk.call<{ type: string }>('POST', `/v1/decisions/${id}/withdraw`, { as: 'community-1', body: { reason: 'A ballot was lost.' } })
    expect(typeOf(await withdraw())).toBe('422 objections-open')
    await decide('community-1', body.id, 'UPHELD')
    await desk.elapse(id, 'OBJECTIONS')
    const start = await desk.call<{ type: string }>('POST', `/v1/decisions/${id}/start-execution`, { as: 'community-1', body: {} })
    expect(typeOf(start)).toBe('422 objections-open')
    expect(await withdraw()).toMatchObject({ status: 200, body: { stage: 'WITHDRAWN' } })
    const again = await desk.drafted('trial', { restarts: id })
    expect(await desk.stateOf(again)).toMatchObject({ stage: 'DRAFT', restarts: id })
  })
  it('that is upheld takes the consent back from the case that asked, which waits for the decision that starts again', async () => {
    const [id, kase] = [await announced(), uuid()]
    await desk.voting.database.run(sql`update decision set case_id = ${kase} where id = ${id}`)
    const { body } = await object('owner-1', id)
    await decide('community-1', body.id, 'UPHELD')
    await desk.command('community-1', id, 'withdraw', { reason: 'A ballot was lost.' })
    const again = await desk.published('trial', { restarts: id })
    expect(await desk.stateOf(again)).toMatchObject({ restarts: id, case: kase })
    expect(await desk.said(id, 'closed', 2)).toMatchObject([{ passed: true }, { caseId: kase, passed: false }])
    expect(await desk.said(again, 'published', 1)).toMatchObject([{ caseId: kase, restarts: id }])
  })
})
