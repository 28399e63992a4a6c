import { RollRepository } from '../src/adapters/db/roll.repository.ts'
import { RollWritingRepository } from '../src/adapters/db/roll-writing.repository.ts'
import { ballotsDesk, ballotsOf } from './ballots.fixture.ts'
import { type Desk, rooms } from './desk.fixture.ts'
import { typeOf } from './serving.fixture.ts'

let desk: Desk
beforeAll(async () => {
  desk = await ballotsDesk()
}, 60_000)
afterAll(() => desk.stop())

/** Who represents others, and owns 101; another one in each test, since the register is asked for one person a few times a minute. */
let agent: string
let nth = 0
beforeEach(() => {
  agent = `agent-${nth++}`
  desk.settle(rooms(6))
  desk.register.persons.set('o1', desk.person(agent))
})

/** They represent this owner. */
const filed = (owner: string, to?: Date) => ({
  ...{ id: `m-${owner}`, kind: 'REPRESENTATIVE' as const, owners: [owner], person: desk.person(agent) },
  ...(to && { to }),
})
/** As the service does it when directory says so. */
const struck = (id: string, mandate: string) => {
  desk.register.mandates = desk.register.mandates.filter((one) => one.id !== mandate)
  return desk.voting.service.app.get(RollWritingRepository).strike(desk.voting.database, id, [], [mandate])
}

// By the rule set of these tests one person represents one owner.
describe('who represents others', () => {
  it('has voted for one of them, though the mandate was taken back since', async () => {
    desk.register.mandates = [filed('o2')]
    const { id } = await desk.opened('once')
    expect(typeOf(await desk.vote(agent, id, '102'))).toBe('201')
    await struck(id, 'm-o2')
    desk.register.mandates = [filed('o3')]
    expect(typeOf(await desk.vote(agent, id, '103'))).toBe('403 mandates-exceeded')
    expect(typeOf(await desk.vote('owner-3', id, '103'))).toBe('201')
    expect(typeOf(await desk.vote(agent, id, '101'))).toBe('201')
  })

  it('has voted for one of them, though the mandate is over since', async () => {
    desk.register.mandates = [filed('o2', new Date(desk.clock.now().getTime() + 5_000))]
    const { id } = await desk.opened('once')
    expect(typeOf(await desk.vote(agent, id, '102'))).toBe('201')
    desk.clock.advance(6_000)
    desk.register.mandates = [filed('o3')]
    expect(typeOf(await desk.vote(agent, id, '103'))).toBe('403 mandates-exceeded')
  })

  it('may represent another one where they have not voted for the first', async () => {
    desk.register.mandates = [filed('o2')]
    const { id } = await desk.opened('once')
    await struck(id, 'm-o2')
    desk.register.mandates = [filed('o3')]
    expect(typeOf(await desk.vote(agent, id, '103'))).toBe('201')
  })

  it('votes for one of them, whose late mandates are used all at once', async () => {
    const { id } = await desk.opened('once')
    desk.register.mandates = ['o2', 'o3', 'o4', 'o5'].map((owner) => filed(owner))
    const answers = await Promise.all(['102', '103', '104', '105'].map((room) => desk.vote(agent, id, room)))
    expect(answers.map(typeOf).toSorted()).toEqual(['201', ...Array.from({ length: 3 }, () => '403 mandates-exceeded')])
    expect(await ballotsOf(desk, id)).toBe(1)
  })

  it('votes for one of them, though the other mandate was taken back while its ballot was on its way', async () => {
    desk.register.mandates = [filed('o2')]
    const { id } = await desk.opened('once')
    const roll = desk.voting.service.app.get(RollRepository)
    const voterOf = roll.voterOf.bind(roll)
    const [hasRead, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    roll.voterOf = async (...asked) => {
      roll.voterOf = voterOf
      const voter = await voterOf(...asked)
      hasRead.resolve()
      await goOn.promise
      return voter
    }
    const first = desk.vote(agent, id, '102')
    await hasRead.promise
    await struck(id, 'm-o2')
    desk.register.mandates = [filed('o3')]
    expect(typeOf(await desk.vote(agent, id, '103'))).toBe('201')
    goOn.resolve()
    expect(typeOf(await first)).toBe('403 mandates-exceeded')
    expect(await ballotsOf(desk, id)).toBe(1)
  })

  it('replaces a ballot where the rule set lets them', async () => {
    desk.register.mandates = [filed('o2')]
    const { id } = await desk.opened('trial')
    const answers = [await desk.vote(agent, id, '102'), await desk.vote(agent, id, '102', { q1: 'AGAINST' })]
    expect(answers.map(typeOf)).toEqual(['201', '201'])
  })

  it('is nobody where the rule set lets nobody represent', async () => {
    const { id } = await desk.opened('in-person')
    desk.register.mandates = [filed('o2')]
    expect(typeOf(await desk.vote(agent, id, '102'))).toBe('403 mandates-exceeded')
  })
})
