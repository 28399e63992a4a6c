import { randomUUID } from 'node:crypto'
import { RegisterReading } from '../src/register-reading.ts'
import { type Desk, rooms, votingDesk } from './desk.fixture.ts'
import { typeOf } from './serving.fixture.ts'

interface Entry {
  readonly fact: string
  readonly details?: Record<string, unknown>
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

const object = (as: string, id: string, body: object = { text: 'My room is missing' }) =>
  desk.call<{ id: string }>('POST', `/v1/decisions/${id}/roll/objections`, { as, body })
const objections = (as: string, id: string) => desk.call<{ items: object[] }>('GET', `/v1/decisions/${id}/roll/objections`, { as })
const decide = (as: string, objection: string, outcome = 'REJECTED') =>
  desk.call('POST', `/v1/roll-objections/${objection}/answer`, { as, body: { outcome, text: 'By the register.' } })
const refresh = async (id: string) => {
  await desk.ask('community-1', 'POST', `/v1/decisions/${id}/roll/refresh`)
  await desk.rollWritten(id)
}
const history = async (as: string | undefined, id: string) =>
  (await desk.call<{ items: Entry[] }>('GET', `/v1/decisions/${id}/history`, { ...(as !== undefined && { as }) })).body.items

describe('an objection against the roll', () => {
  it('is seen by the people of the compound, decided once, and keeps voting from opening until then', async () => {
    const id = await desk.published()
    const room = { building: '1', unit: '1', room: '101' }
    const { status, body } = await object('owner-1', id, { text: 'The area is wrong', room })
    expect(status).toBe(201)
    expect((await objections('owner-2', id)).body.items).toMatchObject([{ text: 'The area is wrong', room }])
    expect(JSON.stringify((await objections('owner-2', id)).body)).not.toContain(desk.person('owner-1'))
    expect(typeOf(await objections('stranger-1', id))).toBe('403 forbidden')
    for (const trustee of ['trustee-1', 'trustee-2', 'trustee-3']) await desk.command(trustee, id, 'share')
    for (const clock of ['NOTICE', 'OPINIONS'] as const) await desk.elapse(id, clock)
    const open = () => desk.call('POST', `/v1/decisions/${id}/open`, { as: 'community-1', body: {} })
    expect(typeOf(await open())).toBe('422 roll-unsettled')
    expect((await decide('community-1', body.id)).body).toMatchObject({ outcome: 'REJECTED', answer: 'By the register.' })
    expect(typeOf(await decide('community-1', body.id, 'UPHELD'))).toBe('409 already-answered')
    expect((await open()).status).toBe(200)
    expect(typeOf(await object('owner-1', id))).toBe('409 command-not-legal')
    expect(typeOf(await decide('community-1', randomUUID()))).toBe('404 not-found')
  })

  it('comes 20 times a day from one person', async () => {
    const id = await desk.published()
    const all = await Promise.all(Array.from({ length: 22 }, () => object('owner-1', id)))
    expect(all.filter(({ status }) => status === 429)).toHaveLength(2)
  })
})

describe('a roll that is refreshed', () => {
  it('says on record what changed, and to those inside which rooms', async () => {
    const id = await desk.published()
    desk.settle([...rooms(5).slice(1), { room: '201', owners: ['o7'], area: 5_000 }])
    await refresh(id)
    expect(await desk.stateOf(id)).toMatchObject({ roll: { heads: 5, area: 45_000 } })
    const last = (entries: Entry[]) => entries.filter(({ fact }) => fact === 'roll_written').at(-1)!.details
    const counts = { before: { heads: 6, area: 60_000 }, heads: 5, area: 45_000, added: 1, removed: 2, unsettled: 0 }
    expect(last(await history(undefined, id))).toEqual(counts)
    const of = (room: string) => ({ building: '1', unit: '1', room })
    expect(last(await history('owner-2', id))).toEqual({ ...counts, rooms: { added: [of('201')], removed: [of('101'), of('106')] } })
  })

  it('tells the people of the notice once', async () => {
    const id = await desk.published()
    await refresh(id)
    const told = await desk.voting.database.rows<{ at: Date }>({
      text: `select at from decision_entry where decision = $1 and fact = 'roll_refreshed'`,
      values: [id],
    })
    expect(told).toHaveLength(1)
    expect((await history(undefined, id)).map(({ fact }) => fact)).toEqual([
      'drafted',
      'published',
      'roll_written',
      'roll_refreshed',
      'roll_written',
    ])
  })

  it('has what the register says when it is asked for, though another one is being written from what it said before', async () => {
    const id = await desk.published()
    const reading = desk.voting.service.app.get(RegisterReading)
    const read = reading.read.bind(reading)
    const [hasRead, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    reading.read = async (...asked) => {
      reading.read = read
      const before = await read(...asked)
      hasRead.resolve()
      await goOn.promise
      return before
    }
    const ask = () => desk.ask('community-1', 'POST', `/v1/decisions/${id}/roll/refresh`)
    await ask()
    await hasRead.promise
    desk.settle(rooms(4))
    await ask()
    goOn.resolve()
    await desk.rollWritten(id)
    expect(await desk.stateOf(id)).toMatchObject({ roll: { heads: 4 } })
  })

  it('names the rooms that keep it from being settled, until they are corrected', async () => {
    desk.settle([...rooms(3), { room: '104', owners: [] }])
    const id = await desk.published()
    const unsettled = () => desk.call('GET', `/v1/decisions/${id}/roll/unsettled`, { as: 'community-1' })
    expect((await unsettled()).body).toEqual({ items: [{ building: '1', unit: '1', room: '104', reason: 'NO_OWNER' }] })
    desk.settle(rooms(4))
    await refresh(id)
    expect((await unsettled()).body).toEqual({ items: [] })
  })

  it('is not refreshed once it is frozen', async () => {
    const { id } = await desk.opened()
    expect(typeOf(await desk.call('POST', `/v1/decisions/${id}/roll/refresh`, { as: 'community-1' }))).toBe('409 command-not-legal')
  })
})
