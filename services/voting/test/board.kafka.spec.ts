import { type Desk, rooms, TRUSTEES, votingDesk } from './desk.fixture.ts'
import { typeOf } from './serving.fixture.ts'

let desk: Desk
beforeAll(async () => {
  desk = await votingDesk()
}, 60_000)
afterAll(() => desk.stop())

interface Board {
  readonly compound: object
  readonly decisions: { id: string; title: string; turnout?: { returned: object } }[]
  readonly accounts: object[]
  readonly committee: object[]
}
const board = async (as?: string) => (await desk.call<Board>('GET', '/v1/compounds/ct-90/board', { ...(as !== undefined && { as }) })).body

describe('the board of a compound', () => {
  it('is empty before anything is decided, and there for everybody', async () => {
    expect(await board()).toEqual({
      ...{ compound: { code: 'ct-90', name: 'Synthetic compound 90', area: expect.any(String) } },
      ...{ decisions: [], accounts: [], committee: [] },
    })
    expect((await desk.call('GET', '/v1/compounds/nowhere/board')).status).toBe(404)
  })

  it('shows decisions from their notice on, with turnout, roll and result, and no draft', async () => {
    desk.settle(rooms(3))
    await desk.drafted()
    const notice = await desk.published('trial', { title: 'Gardens' })
    const open = await desk.opened('trial', { title: 'Fire equipment' })
    await desk.vote('owner-1', open.id, '101')
    expect((await board()).decisions).toMatchObject([
      {
        ...{ id: open.id, title: 'Fire equipment', stage: 'VOTING', ruleSet: { code: 'trial' }, closesAt: expect.any(String) },
        ...{ turnout: { returned: { heads: 1, area: 10_000 }, reached: { heads: false } }, roll: { heads: 3, area: 30_000 } },
      },
      { id: notice, stage: 'NOTICE' },
    ])
    expect(JSON.stringify(await board())).not.toContain('passed')
    for (const n of [2, 3]) await desk.vote(`owner-${n}`, open.id, `10${n}`)
    await desk.closed(open)
    expect((await board()).decisions[0]).toMatchObject({ stage: 'COUNTING', turnout: { returned: { heads: 3 } } })
    await desk.counted(open)
    expect(JSON.stringify(await board())).not.toContain('passed')
    await desk.command('community-1', open.id, 'announce')
    expect((await board()).decisions[0]).toMatchObject({ stage: 'RESULT', passed: true, turnout: { returned: { heads: 3 } } })
    expect(await board('owner-1')).toEqual(await board())
  })

  it('has the twenty newest; the rest is in the list', async () => {
    desk.settle(rooms(1))
    const ids: string[] = []
    for (let n = 0; n < 21; n++) {
      desk.clock.advance(1_000)
      ids.unshift(await desk.published('trial', { title: `Matter ${n}` }))
    }
    expect((await board()).decisions.map(({ id }) => id)).toEqual(ids.slice(0, 20))
  })

  it('keeps what binds and is under way where residents fill it with what binds nobody, and is never filled by one of them', async () => {
    desk.settle(rooms(5))
    const binding = await desk.published('fund-use', { title: 'Pumps' })
    const publish = async (as: string) => {
      desk.clock.advance(1_000)
      const { id } = await desk.ask<{ id: string }>(as, 'POST', '/v1/decisions', {
        ...{ ruleSet: 'trial', scope: { compound: 'ct-90' }, title: 'Mine', trustees: TRUSTEES.map(desk.person) },
        questions: [{ id: 'q1', text: 'And this?' }],
      })
      return { id, answer: await desk.call('POST', `/v1/decisions/${id}/publish`, { as, body: {} }) }
    }
    const ids: string[] = []
    for (const as of ['owner-1', 'owner-2', 'owner-3', 'owner-4']) for (let n = 0; n < 5; n++) ids.unshift((await publish(as)).id)
    expect((await board()).decisions.map(({ id }) => id)).toEqual([...ids.slice(0, 19), binding])
    const { id, answer } = await publish('owner-1')
    expect(typeOf(answer)).toBe('429 too-many-today')
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(80_000)
    desk.clock.advance(25 * 3_600_000)
    const again = await Promise.all([1, 2].map(() => desk.call('POST', `/v1/decisions/${id}/publish`, { as: 'owner-1', body: {} })))
    expect(again.map(({ status }) => status).sort()).toEqual([200, 409])
    await desk.ask('community-1', 'POST', `/v1/decisions/${binding}/withdraw`, { reason: 'Anew.' })
    expect((await board()).decisions.map((decision) => decision.id)).toEqual([id, ...ids.slice(0, 19)])
  })

  it('and every other public answer name no owner', async () => {
    desk.settle(rooms(3))
    const open = await desk.opened()
    const { id } = open
    for (const n of [1, 2, 3]) await desk.vote(`owner-${n}`, id, `10${n}`)
    await desk.announced(open)
    const { id: objection } = await desk.ask<{ id: string }>('owner-1', 'POST', `/v1/decisions/${id}/objections`, {
      text: 'Mine is not there.',
    })
    await desk.ask('community-1', 'POST', `/v1/objections/${objection}/decide`, { outcome: 'REJECTED', text: 'It is.' })
    await desk.elapse(id, 'OBJECTIONS')
    await desk.command('community-1', id, 'start-execution')
    const document = desk.upload('community-1')
    await desk.ask('community-1', 'POST', `/v1/decisions/${id}/execution-steps`, { kind: 'MILESTONE', title: 'Done', document, done: true })
    await desk.command('owner-2', id, 'confirm', { satisfied: true, text: 'It works.' })
    await desk.command('owner-3', id, 'confirm', { satisfied: false })
    const { id: account } = await desk.ask<{ id: string }>('community-1', 'POST', '/v1/compounds/ct-90/accounts', {
      ...{ kind: 'FUND', from: '2026-10-01', to: '2026-12-01', opening: 0, closing: 0, lines: [] },
    })
    await desk.ask('owner-1', 'POST', `/v1/accounts/${account}/questions`, { text: 'Nothing?' })

    const notice = await desk.published()
    await desk.ask('owner-1', 'POST', `/v1/decisions/${notice}/opinions`, { text: 'Too dear.' })

    const paths = [
      ...['opinions', 'plans', 'history'].map((of) => `/v1/decisions/${notice}/${of}`),
      ...['', '/history', '/result', '/turnout', '/export', '/objections', '/execution-steps', '/confirmations'].map(
        (of) => `/v1/decisions/${id}${of}`,
      ),
      ...['board', 'decisions', 'committee', 'accounts'].map((of) => `/v1/compounds/ct-90/${of}`),
      `/v1/accounts/${account}`,
    ]
    const answers = await Promise.all(paths.map((path) => desk.call<object | string>('GET', path)))
    expect(answers.map(({ status }) => status)).toEqual(paths.map(() => 200))
    const said = answers.map(({ body }) => (typeof body === 'string' ? body : JSON.stringify(body))).join('\n')
    const canaries = [1, 2, 3].flatMap((n) => [desk.person(`owner-${n}`), `owner-${n}`, `"o${n}"`, `"10${n}"`])
    expect(canaries.filter((canary) => said.includes(canary))).toEqual([])
    expect(said).toContain('1/1/***')
  })
})
