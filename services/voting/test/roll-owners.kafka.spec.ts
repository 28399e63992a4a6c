import { topics } from '@yiwang/contracts'
import { readTopic } from '@yiwang/messaging'
import { eventually } from '@yiwang/testing'
import { ballotsDesk } from './ballots.fixture.ts'
import { type Desk, rooms } from './desk.fixture.ts'
import { typeOf } from './serving.fixture.ts'

interface Line {
  readonly rooms: readonly { readonly room: string }[]
  readonly salt: string
  readonly inclusion?: object
}

let desk: Desk
beforeAll(async () => {
  desk = await ballotsDesk()
}, 60_000)
afterAll(() => desk.stop())
beforeEach(() => {
  desk.settle(rooms(3))
  desk.register.rooms = [{ room: '101', owners: ['o1', 'o2'] }, ...rooms(3).slice(2)]
  desk.register.mandates = [{ id: 'm1', kind: 'CO_OWNERS', owners: ['o1', 'o2'], voter: 'o1', person: desk.person('owner-1') }]
})

const linesOf = async (as: string, id: string) => (await desk.ask<{ items: Line[] }>(as, 'GET', `/v1/decisions/${id}/roll/mine`)).items
const stand = (as: string, id: string) =>
  desk.call<{ findings: { check: string; result: string }[] }>('POST', `/v1/decisions/${id}/candidates`, {
    as,
    body: { id: as, name: as, room: { building: '1', unit: '1', room: '101' }, person: desk.person(as) },
  })

/** The persons who were told of this fact. */
async function told(id: string, fact: string): Promise<string[]> {
  const bus = readTopic(desk.voting.kafka, desk.voting.prefix + topics.votingDecision.name)
  try {
    return await eventually(() => {
      const found = bus.records
        .filter(({ key, headers }) => String(key) === id && headers['ce_type']?.toString() === 'yiwang.voting.decision.told.v1')
        .map(({ value }) => JSON.parse(String(value)) as { toldOf: string; persons: string[] })
        .filter(({ toldOf }) => toldOf === fact)
      expect(found.length).toBeGreaterThan(0)
      return found.flatMap(({ persons }) => persons).toSorted()
    })
  } finally {
    await bus.stop()
  }
}

describe('a co-owner whom the others did not name', () => {
  it('has the line with its proof, is told, and does not vote', async () => {
    const { id } = await desk.opened('once')
    const [line] = await linesOf('owner-2', id)
    expect(line).toMatchObject({ rooms: [{ room: '101' }], salt: expect.any(String), inclusion: { size: 2 } })
    expect(await linesOf('owner-1', id)).toEqual([line])
    expect(await told(id, 'published')).toEqual(['owner-1', 'owner-2', 'owner-3'].map(desk.person).toSorted())
    expect(typeOf(await desk.vote('owner-2', id, '101'))).toBe('403 not-on-roll')
    expect(typeOf(await desk.vote('owner-1', id, '101'))).toBe('201')
  })

  it('stands for election', async () => {
    const id = await desk.published('committee-election', { questions: [] })
    const { status, body } = await stand('owner-2', id)
    const found = Object.fromEntries(body.findings.map(({ check, result }) => [check, result]))
    expect({ status, ...found }).toMatchObject({ status: 201, ON_ROLL: 'YES', OWNS_ROOM: 'YES' })
  })

  it('has a line no more where their claim was revoked', async () => {
    const { id } = await desk.opened('once')
    desk.register.revoked = { bindings: [{ owner: 'o2', person: desk.person('owner-2') }], mandates: [] }
    await desk.vote('owner-1', id, '101')
    expect(await linesOf('owner-2', id)).toEqual([])
    expect(await linesOf('owner-1', id)).toHaveLength(1)
  })
})

describe('who owns a room in which others live', () => {
  it('is told of a poll of the households, and has neither a line nor a vote in it', async () => {
    desk.register.persons.set('h3', desk.person('tenant-3'))
    const { id } = await desk.opened('household-poll')
    expect(await told(id, 'published')).toEqual(['owner-1', 'owner-2', 'owner-3', 'tenant-3'].map(desk.person).toSorted())
    expect(await linesOf('owner-3', id)).toEqual([])
    expect(await linesOf('tenant-3', id)).toHaveLength(1)
    expect(typeOf(await desk.vote('owner-3', id, '103'))).toBe('403 not-on-roll')
  })
})
