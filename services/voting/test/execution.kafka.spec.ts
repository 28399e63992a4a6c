import { topics } from '@yiwang/contracts'
import { sql } from '@yiwang/database'
import { readTopic } from '@yiwang/messaging'
import { eventually } from '@yiwang/testing'
import { type Desk, rooms, TRUSTEES, votingDesk } from './desk.fixture.ts'
import { typeOf } from './serving.fixture.ts'

let desk: Desk
beforeAll(async () => {
  desk = await votingDesk()
  desk.upload('community-1', { id: DOCUMENT })
}, 60_000)
afterAll(() => desk.stop())
beforeEach(() => desk.settle(rooms(3)))

interface Step {
  readonly id: string
  readonly kind: string
  readonly type: string
}
const DOCUMENT = '01890000-0000-7000-8000-000000000001'
const step = (id: string, body: object, as = 'community-1', key?: string) =>
  desk.call<Step>('POST', `/v1/decisions/${id}/execution-steps`, { as, body, ...(key !== undefined && { key }) })
const done = (stepId: string, body: object = {}, as = 'community-1') =>
  desk.call<Step>('POST', `/v1/execution-steps/${stepId}/done`, { as, body })
const confirm = (as: string, id: string, satisfied = true, text?: string) =>
  desk.call<{ stage: string; type: string }>('POST', `/v1/decisions/${id}/confirm`, { as, body: { satisfied, text } })
const archive = (id: string) =>
  desk.call<{ stage: string; type: string }>('POST', `/v1/decisions/${id}/archive`, { as: 'community-1', body: {} })
const factsOf = async (id: string) =>
  (await desk.call<{ items: { fact: string; actor: object; details?: object }[] }>('GET', `/v1/decisions/${id}/history`)).body.items

/** Passed, its objections over, being carried out. */
async function executing(more?: object): Promise<string> {
  const open = await desk.opened('trial', more)
  for (const n of [1, 2, 3]) await desk.vote(`owner-${n}`, open.id, `10${n}`)
  await desk.announced(open)
  await desk.elapse(open.id, 'OBJECTIONS')
  await desk.command('community-1', open.id, 'start-execution')
  return open.id
}
async function executed(more?: object): Promise<string> {
  const id = await executing(more)
  await step(id, { kind: 'MILESTONE', title: 'Handed over', document: DOCUMENT, done: true })
  return id
}
const payment = (amount: number) => ({ kind: 'PAYMENT', title: 'First part', party: 'Fire Ltd', amount, document: DOCUMENT, done: true })

describe('the execution', () => {
  it('is public step by step, with what was agreed and what was paid', async () => {
    const id = await executing()
    await desk.voting.database.run(sql`insert into plan (decision, version, text, amount, because, by_person, at)
      values (${id}, 1, 'first', 140000000, '{}', ${desk.person('owner-1')}, now()), (${id}, 2, 'second', 80000000, '{}', ${desk.person('owner-1')}, now())`)
    await step(id, { kind: 'CONTRACT', title: 'Equipment', party: 'Fire Ltd', amount: 80_000_000, document: DOCUMENT, done: true })
    const { body: pumps } = await step(id, { kind: 'MILESTONE', title: 'Pumps installed' })
    await step(id, payment(50_000_000))
    expect(await done(pumps.id, { document: DOCUMENT })).toMatchObject({ status: 200, body: { done: true, doneDocument: DOCUMENT } })
    const { status, body } = await desk.call('GET', `/v1/decisions/${id}/execution-steps`)
    expect({ status, body }).toMatchObject({
      status: 200,
      body: {
        items: [
          { kind: 'CONTRACT', party: 'Fire Ltd', amount: 80_000_000, done: true, document: DOCUMENT },
          { kind: 'MILESTONE', title: 'Pumps installed', done: true, doneDocument: DOCUMENT },
          { kind: 'PAYMENT', amount: 50_000_000, done: true },
        ],
        sums: { planned: 80_000_000, contracted: 80_000_000, paid: 50_000_000 },
      },
    })
    const progressed = (await factsOf(id)).filter(({ fact }) => fact === 'progressed')
    expect(progressed.map(({ details }) => details)).toMatchObject([
      { kind: 'CONTRACT' },
      { done: false },
      { kind: 'PAYMENT' },
      { done: true },
    ])
  })

  it('is published as it happens', async () => {
    const id = await executing()
    await step(id, { kind: 'MILESTONE', title: 'Ordered' })
    const { kafka, prefix } = desk.voting
    const bus = readTopic(kafka, prefix + topics.votingDecision.name)
    const types = () => bus.records.filter(({ key }) => String(key) === id).map(({ headers }) => String(headers['ce_type']))
    await eventually(() =>
      expect(types().slice(-4)).toEqual(
        ['execution_started', 'told', 'progressed', 'told'].map((fact) => `yiwang.voting.decision.${fact}.v1`),
      ),
    )
    await bus.stop()
  })

  it('never pays more than the plan that was voted on', async () => {
    const id = await executing()
    await desk.voting.database.run(sql`insert into plan (decision, version, text, amount, because, by_person, at)
      values (${id}, 1, 'only', 100, '{}', ${desk.person('owner-1')}, now())`)
    const answers = await Promise.all(Array.from({ length: 4 }, () => step(id, payment(30))))
    expect(answers.map(typeOf).sort()).toEqual(['201', '201', '201', '422 payment-exceeds-plan'])
    expect(await step(id, payment(11))).toMatchObject({ status: 422, body: { planned: 100, paid: 90, exceeds: 1 } })
    expect(typeOf(await step(id, payment(10)))).toBe('201')
  })

  it('answers a step that is sent again with its key as the first time', async () => {
    const id = await executing()
    const [first, again] = [await step(id, payment(30), 'community-1', 'key-1'), await step(id, payment(30), 'community-1', 'key-1')]
    expect([first.status, again.status, again.body.id]).toEqual([201, 201, first.body.id])
    expect(typeOf(await step(id, payment(31), 'community-1', 'key-1'))).toBe('422 idempotency-key-reused')
    expect((await desk.call('GET', `/v1/decisions/${id}/execution-steps`)).body).toMatchObject({ sums: { paid: 30 } })
  })

  it.each<[string, object, string]>([
    ['a contract without its document', { kind: 'CONTRACT', title: 'Equipment', party: 'Fire Ltd', amount: 1 }, '422 step-incomplete'],
    ['a payment without a payee', { kind: 'PAYMENT', title: 'Part', amount: 1, document: DOCUMENT }, '422 step-incomplete'],
    ['a milestone that is done and shown by nothing', { kind: 'MILESTONE', title: 'Done', done: true }, '422 step-incomplete'],
    ['a payment of nothing', payment(0), '400 invalid-request'],
    ['a payment of half a fen', payment(0.5), '400 invalid-request'],
    ['a payment back', payment(-1), '400 invalid-request'],
    ['a kind that there is not', { kind: 'PARTY', title: 'Done' }, '400 invalid-request'],
  ])('refuses %s, and publishes nothing', async (_, body, refusal) => {
    const id = await executing()
    expect(typeOf(await step(id, body))).toBe(refusal)
    expect((await desk.call('GET', `/v1/decisions/${id}/execution-steps`)).body).toMatchObject({ items: [], sums: { paid: 0 } })
  })

  it('takes a step as done once, and shown', async () => {
    const { body } = await step(await executing(), { kind: 'MILESTONE', title: 'Pumps' })
    expect(typeOf(await done(body.id))).toBe('422 step-incomplete')
    const answers = await Promise.all([1, 2].map(() => done(body.id, { document: DOCUMENT })))
    expect(answers.map(typeOf).sort()).toEqual(['200', '409 step-done'])
  })

  it('has no steps before it starts, nor after the archive', async () => {
    const { id } = await desk.opened()
    expect(typeOf(await step(id, { kind: 'MILESTONE', title: 'Early' }))).toBe('409 command-not-legal')
    const later = await executed()
    await confirm('owner-1', later)
    await archive(later)
    expect(typeOf(await step(later, { kind: 'MILESTONE', title: 'Late' }))).toBe('409 command-not-legal')
  })
})

describe('residents', () => {
  it('confirm what was carried out, for all to read, with their rooms masked', async () => {
    const id = await executed()
    expect(await confirm('owner-1', id, true, 'It works.')).toMatchObject({ status: 200, body: { stage: 'CONFIRMATION' } })
    expect(await confirm('owner-2', id, false)).toMatchObject({ status: 200 })
    const { body } = await desk.call('GET', `/v1/decisions/${id}/confirmations`)
    expect(body).toMatchObject({
      ...{ satisfied: 1, dissatisfied: 1 },
      items: [
        { place: '1/1/***', satisfied: true, text: 'It works.' },
        { place: '1/1/***', satisfied: false },
      ],
    })
    expect((await factsOf(id)).find(({ fact }) => fact === 'confirmed')!.actor).toEqual({ kind: 'RESIDENT', as: 'NEIGHBOUR' })
    expect(JSON.stringify([body, await factsOf(id)])).not.toContain(desk.person('owner-1'))
  })

  it('have one word each, and the last one counts until the archive', async () => {
    const id = await executed()
    await Promise.all(Array.from({ length: 5 }, () => confirm('owner-1', id, false)))
    await confirm('owner-2', id, true)
    expect(typeOf(await archive(id))).toBe('422 not-confirmed')
    await confirm('owner-1', id, true)
    expect((await desk.call('GET', `/v1/decisions/${id}/confirmations`)).body).toMatchObject({ satisfied: 2, dissatisfied: 0 })
    expect(await archive(id)).toMatchObject({ status: 200, body: { stage: 'ARCHIVED' } })
    expect(typeOf(await confirm('owner-1', id, false))).toBe('409 command-not-legal')
  })

  it('who rent confirm, too', async () => {
    desk.register.persons.set('h3', desk.person('tenant-3'))
    const id = await executed()
    expect(typeOf(await confirm('tenant-3', id))).toBe('200')
  })

  it('of one building confirm what was carried out there: who is on its roll or lives in it, and nobody from next door', async () => {
    const [one, two] = [rooms(3), rooms(2).map((room, n) => ({ ...room, building: '2', owners: [`o${n + 4}`], households: [`h${n + 4}`] }))]
    desk.settle([...one, ...two])
    for (const [key, login] of [
      ['h3', 'tenant-3'],
      ['h4', 'tenant-4'],
      ['o2', 'seller-2'],
    ] as const)
      desk.register.persons.set(key, desk.person(login))
    const id = await executed({ scope: { compound: 'ct-90', buildings: ['1'] } })
    for (const as of ['owner-4', 'tenant-4']) {
      expect([as, typeOf(await confirm(as, id))]).toEqual([as, '403 not-entitled'])
      expect(await desk.ask(as, 'GET', `/v1/decisions/${id}`)).toMatchObject({ allowed: [] })
    }
    desk.register.rooms = desk.register.rooms.filter(({ room, building = '1' }) => building !== '1' || room !== '102')
    for (const as of ['owner-1', 'tenant-3', 'seller-2']) {
      expect(await desk.ask(as, 'GET', `/v1/decisions/${id}`)).toMatchObject({ allowed: ['confirm'] })
      expect([as, typeOf(await confirm(as, id))]).toEqual([as, '200'])
    }
  })

  it('confirm nothing while a step is open', async () => {
    const id = await executing()
    expect(typeOf(await confirm('owner-1', id))).toBe('422 not-executed')
    await step(id, { kind: 'MILESTONE', title: 'Pumps' })
    expect(typeOf(await confirm('owner-1', id))).toBe('422 not-executed')
  })

  it('who confirm early do not end it: what comes later is a step all the same, and is waited for', async () => {
    const id = await executed()
    await confirm('owner-1', id)
    const { body } = await step(id, { kind: 'MILESTONE', title: 'A year without a fault' })
    expect(typeOf(await archive(id))).toBe('422 not-executed')
    await done(body.id, { document: DOCUMENT })
    expect(typeOf(await archive(id))).toBe('200')
  })

  it.each([['stranger'], [TRUSTEES[0]!], ['community-1']])('are those of the compound: %s confirms nothing', async (as) => {
    expect(typeOf(await confirm(as, await executed()))).toBe('403 not-entitled')
  })
})
