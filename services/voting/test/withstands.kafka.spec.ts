import { sql } from '@yiwang/database'
import { eventually } from '@yiwang/testing'
import { BallotsInHand, ballotLock } from '../src/ballots-in-hand.ts'
import { type Desk, rooms, TRUSTEES, votingDesk } from './desk.fixture.ts'
import { typeOf } from './serving.fixture.ts'

let desk: Desk
beforeAll(async () => {
  desk = await votingDesk()
}, 60_000)
afterAll(() => desk.stop())
beforeEach(() => desk.settle(rooms(6)))

const representing = (id: string, more: object = {}) => ({
  ...{ id, kind: 'REPRESENTATIVE' as const, owners: ['o2'], person: desk.person('owner-1') },
  ...more,
})

describe('who may vote', () => {
  it('is nobody whose mandate was revoked after the roll was written', async () => {
    desk.register.mandates = [representing('m1')]
    const { id } = await desk.opened('trial')
    desk.register.mandates = []
    desk.register.revoked = { bindings: [], mandates: ['m1'] }
    expect(typeOf(await desk.vote('owner-1', id, '102'))).toBe('403 not-on-roll')
    expect(typeOf(await desk.vote('owner-2', id, '102'))).toBe('201')
  })

  it('is nobody whose claim was revoked, and then whose it is', async () => {
    const { id } = await desk.opened('trial')
    desk.register.persons.set('o2', desk.person('owner-7'))
    desk.register.revoked = { bindings: [{ owner: 'o2', person: desk.person('owner-2') }], mandates: [] }
    expect(typeOf(await desk.vote('owner-2', id, '102'))).toBe('403 not-on-roll')
    expect(typeOf(await desk.vote('owner-7', id, '102'))).toBe('201')
  })

  it('is nobody whose claim was revoked, though the co-owners had named them', async () => {
    desk.settle([{ room: '101', area: 10_000, owners: ['o1', 'o2'], households: ['h1'] }])
    desk.register.mandates = [{ id: 'm1', kind: 'CO_OWNERS', owners: ['o1', 'o2'], voter: 'o1', person: desk.person('owner-1') }]
    const { id } = await desk.opened('trial')
    desk.register.persons.delete('o1')
    desk.register.mandates = []
    desk.register.revoked = { bindings: [{ owner: 'o1', person: desk.person('owner-1') }], mandates: [] }
    expect(typeOf(await desk.vote('owner-1', id, '101'))).toBe('403 not-on-roll')
    expect(typeOf(await desk.vote('owner-2', id, '101'))).toBe('201')
  })

  it('is who has a new mandate after the old one ended', async () => {
    desk.register.mandates = [representing('m1', { to: new Date(desk.clock.now().getTime() + 5_000) })]
    const { id } = await desk.opened('trial')
    desk.clock.advance(6_000)
    desk.register.mandates = [representing('m2')]
    expect(typeOf(await desk.vote('owner-1', id, '102'))).toBe('201')
  })
})

describe('a ballot that came in time', () => {
  it('is answered as before when it is sent again with its key after the close', async () => {
    const open = await desk.opened('trial')
    const first = await desk.vote('owner-1', open.id, '101', { q1: 'FOR' }, 'key-1')
    await desk.closed(open)
    const again = await desk.vote('owner-1', open.id, '101', { q1: 'FOR' }, 'key-1')
    expect([again.status, again.body.receipt]).toEqual([201, first.body.receipt])
    expect(typeOf(await desk.vote('owner-2', open.id, '102', { q1: 'FOR' }, 'key-2'))).toBe('409 voting-not-open')
  })

  it('is taken also while another decision is being closed', async () => {
    const [one, other] = [await desk.opened('trial'), await desk.opened('trial')]
    await desk.voting.database.transaction(
      async () => {
        // While somebody holds what the close of one holds.
        const waiting = desk.vote('owner-1', one.id, '101')
        expect(typeOf(await desk.vote('owner-1', other.id, '101'))).toBe('201')
        expect(typeOf(await waiting)).toBe('201')
      },
      { lock: ballotLock(one.id) },
    )
  })

  it('leaves no lock behind when the session is lost that held it', async () => {
    const inHand = desk.voting.service.app.get(BallotsInHand)
    const id = '00000000-0000-7000-8000-0000000000aa'
    const [release, released] = door()
    const first = inHand.during(id, () => released)
    const held = () =>
      desk.voting.database.rows<{ pid: number }>(
        sql`select pid from pg_locks where locktype = 'advisory' and mode = 'ShareLock' and database = (select oid from pg_database where datname = current_database())`,
      )
    await eventually(async () => expect(await held()).toHaveLength(1))
    const [{ pid }] = (await held()) as [{ pid: number }]
    await desk.voting.database.run(sql`select pg_terminate_backend(${pid})`)
    const other = '00000000-0000-7000-8000-0000000000bb'
    await eventually(() => inHand.during(other, async () => expect(await held()).toHaveLength(1)))
    const [go, gone] = door()
    const second = inHand.during(id, () => gone)
    await eventually(async () => expect(await held()).toHaveLength(1))
    release()
    go()
    await Promise.all([first, second])
    await eventually(async () => expect(await held()).toEqual([]))
  })
})

describe('who leads a decision', () => {
  it('does not end the time for opinions by revising the plan early', async () => {
    const id = await desk.published('trial')
    await desk.command('community-1', id, 'revise', { text: 'Another plan' })
    expect(typeOf(await desk.call('POST', `/v1/decisions/${id}/opinions`, { as: 'owner-1', body: { text: 'Too dear' } }))).toBe('201')
  })

  it('does not know the result before everybody does, and cannot make it unsaid', async () => {
    const open = await desk.opened('trial')
    for (const n of [1, 2, 3, 4, 5]) await desk.vote(`owner-${n}`, open.id, `10${n}`)
    await desk.closed(open)
    await desk.counted(open)
    expect(typeOf(await desk.call('GET', `/v1/decisions/${open.id}/result`, { as: 'community-1' }))).toBe('422 not-counted')
    const withdrawing = { as: 'community-1', body: { reason: 'I do not like it' } }
    expect(typeOf(await desk.call('POST', `/v1/decisions/${open.id}/withdraw`, withdrawing))).toBe('409 command-not-legal')
    await desk.command(TRUSTEES[1]!, open.id, 'announce')
    expect(await desk.stateOf(open.id)).toMatchObject({ stage: 'RESULT', passed: true })
  })

  it('keeps a draft to themselves also when it is withdrawn', async () => {
    const id = await desk.drafted('trial', { title: 'A private plan' })
    await desk.command('community-1', id, 'withdraw', { reason: 'Never mind' })
    expect(JSON.stringify((await desk.call('GET', '/v1/compounds/ct-90/board')).body)).not.toContain('A private plan')
    expect((await desk.call('GET', `/v1/decisions/${id}`)).status).toBe(404)
  })
})

describe('of a decision that is withdrawn', () => {
  it('no share is kept', async () => {
    const open = await desk.opened('trial')
    await desk.closed(open)
    await desk.command(TRUSTEES[0]!, open.id, 'share', { share: open.shares[0] })
    const published = await desk.published('trial')
    for (const id of [open.id, published]) await desk.command('community-1', id, 'withdraw', { reason: 'No' })
    const kept = await desk.voting.database.rows(
      sql`select trustee from trustee_share where decision = any(${[open.id, published]}) and (given is not null or kept is not null)`,
    )
    expect(kept).toEqual([])
  })
})

it('of a secret decision nothing says after the close which ballot was whose', async () => {
  const open = await desk.opened('household-poll', { scope: { compound: 'ct-90' } })
  desk.register.persons.set('h1', desk.person('tenant-1'))
  expect(typeOf(await desk.vote('tenant-1', open.id, '101'))).toBe('201')
  await desk.closed(open)
  const left = await desk.voting.database.one(
    sql`select (select count(*)::int from ballot where decision = ${open.id}) as ballots,
      (select count(*)::int from attendance where decision = ${open.id}) as attended,
      (select count(*)::int from sealed_box where decision = ${open.id}) as boxes`,
  )
  expect(left).toEqual({ ballots: 0, attended: 1, boxes: 1 })
  expect((await desk.call('GET', `/v1/decisions/${open.id}/turnout`)).body).toMatchObject({ returned: { heads: 1 } })
})

function door(): [open: () => void, opened: Promise<void>] {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return [open, opened]
}
