import { Readable } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { sql } from '@yiwang/database'
import { leafHash, MerkleRoot } from '@yiwang/ledger'
import { verifyDecision } from '@yiwang/ledger/decision'
import { eventually } from '@yiwang/testing'
import { RollRepository } from '../src/adapters/db/roll.repository.ts'
import { BallotsInHand } from '../src/ballots-in-hand.ts'
import { ballotsDesk, ballotsOf } from './ballots.fixture.ts'
import { type Desk, type Open, rooms, TRUSTEES } from './desk.fixture.ts'
import { typeOf } from './serving.fixture.ts'

let desk: Desk
beforeAll(async () => {
  desk = await ballotsDesk()
}, 150_000)
afterAll(() => desk.stop())
beforeEach(() => desk.settle(rooms(6)))

const exportOf = async (id: string): Promise<string[]> =>
  ((await desk.call<string>('GET', `/v1/decisions/${id}/export`)).body as string).trimEnd().split('\n')

async function faultsOf(lines: readonly string[]) {
  const key = (await desk.call<{ publicKey: string }>('GET', '/v1/signer')).body['publicKey'] as string
  return (await verifyDecision(Readable.from(lines), { key })).faults
}

describe('before the close', () => {
  it('turnout is known to everybody, and nothing else to anybody', async () => {
    const { id } = await desk.opened('once')
    for (const n of [1, 2, 3, 4]) await desk.vote(`owner-${n}`, id, `${100 + n}`)
    const turnout = (await desk.call('GET', `/v1/decisions/${id}/turnout`)).body
    expect(turnout).toEqual({
      ...{ roll: { area: 60_000, heads: 6 }, returned: { area: 40_000, heads: 4 } },
      ...{ quorum: { area: '2/3', heads: '2/3' }, reached: { area: true, heads: true } },
    })
    for (const path of ['result', 'votes', 'export']) {
      for (const as of ['owner-1', 'community-1', TRUSTEES[0]!]) {
        const refusal = path === 'votes' && as === TRUSTEES[0] ? '403 forbidden' : '422 not-counted'
        expect(typeOf(await desk.call('GET', `/v1/decisions/${id}/${path}`, { as }))).toBe(refusal)
      }
    }
    const rows = await desk.voting.database.rows<{ row: string }>(sql`select b::text as row from ballot b where decision = ${id}`)
    expect(rows.map(({ row }) => row).join()).not.toMatch(/FOR|AGAINST/)
  })

  it('turnout that takes long to count may be a little old, and after the close is that of the close', async () => {
    const open = await desk.opened('once')
    const roll = desk.voting.service.app.get(RollRepository)
    const turnout = roll.turnout.bind(roll)
    let slowly = true
    // As of a million heads, of whom more vote meanwhile.
    roll.turnout = async (id, db) => {
      const counted = await turnout(id, db)
      if (slowly) for (const until = performance.now() + 500; performance.now() < until; ) await nextTurn()
      return counted
    }
    const returned = async () => (await desk.ask<{ returned: object }>('owner-1', 'GET', `/v1/decisions/${open.id}/turnout`)).returned
    expect(await returned()).toMatchObject({ heads: 0 })
    slowly = false
    await desk.vote('owner-1', open.id, '101')
    expect(await returned()).toMatchObject({ heads: 0 })
    await desk.closed(open)
    expect(await returned()).toMatchObject({ heads: 1 })
    roll.turnout = turnout
  })

  it('no share opens anything, and no share is handed out any more', async () => {
    const { id, shares } = await desk.opened('once')
    expect(typeOf(await desk.call('POST', `/v1/decisions/${id}/share`, { as: TRUSTEES[0]!, body: { share: shares[0] } }))).toBe(
      '409 command-not-legal',
    )
    const kept = await desk.voting.database.rows(sql`select 1 from trustee_share where decision = ${id} and kept is not null`)
    expect(kept).toEqual([])
  })
})

describe('shares', () => {
  it('open the box two of three, and not one of them, nor one that is false', async () => {
    const open = await desk.opened('once')
    await desk.vote('owner-1', open.id, '101')
    await desk.closed(open)
    const share = (as: string, text: string) => desk.call('POST', `/v1/decisions/${open.id}/share`, { as, body: { share: text } })
    expect(typeOf(await share(TRUSTEES[0]!, open.shares[1]!))).toBe('422 share-does-not-fit')
    expect(typeOf(await share('owner-1', open.shares[0]!))).toBe('403 not-entitled')
    expect(typeOf(await share(TRUSTEES[0]!, open.shares[0]!))).toBe('200')
    expect(typeOf(await share(TRUSTEES[0]!, open.shares[0]!))).toBe('200')
    expect(typeOf(await desk.call('POST', `/v1/decisions/${open.id}/announce`, { as: 'community-1', body: {} }))).toBe('422 not-counted')
    await share(TRUSTEES[1]!, open.shares[1]!)
    await eventually(async () => expect(await desk.stateOf(open.id)).toMatchObject({ countedAt: expect.anything() }))
  })

  it('are all taken before voting opens', async () => {
    const id = await desk.published('once')
    await desk.command(TRUSTEES[0]!, id, 'share')
    await desk.elapse(id, 'NOTICE')
    const refused = await desk.call<{ type: string; trustees: string[] }>('POST', `/v1/decisions/${id}/open`, {
      as: 'community-1',
      body: {},
    })
    expect([typeOf(refused), refused.body.trustees]).toEqual(['422 shares-not-taken', [TRUSTEES[1]!, TRUSTEES[2]!].map(desk.person).sort()])
  })
})

describe('the close', () => {
  it('waits where a clock was moved to earlier than what was said when voting opened', async () => {
    const open = await desk.opened('once')
    desk.clock.advance(1_000)
    await desk.elapse(open.id, 'VOTING')
    expect(typeOf(await desk.vote('owner-1', open.id, '101'))).toBe('201')
    const { closesAt } = await desk.stateOf<{ closesAt: string }>(open.id)
    const tasks = () => desk.voting.database.rows(sql`select kind, since from task where decision = ${open.id}`)
    await eventually(async () => expect(await tasks()).toEqual([{ kind: 'CLOSE', since: new Date(closesAt) }]))
    expect(await desk.stateOf(open.id)).not.toHaveProperty('progress')
    desk.clock.set(closesAt)
    await desk.comesTo(open.id, 'COUNTING')
    expect(await ballotsOf(desk, open.id)).toBe(1)
  })

  it('comes once more where too few have voted and the rule set says so, and then is final', async () => {
    const open = await desk.opened('extended')
    await desk.vote('owner-1', open.id, '101')
    const { closesAt } = await desk.stateOf<{ closesAt: string }>(open.id)
    desk.clock.set(closesAt)
    await desk.elapse(open.id, 'VOTING')
    await eventually(async () => expect(await desk.stateOf(open.id)).toMatchObject({ extended: true, stage: 'VOTING' }))
    expect(typeOf(await desk.vote('owner-2', open.id, '102'))).toBe('201')
    await desk.announced(open)
    expect(await desk.stateOf(open.id)).toMatchObject({ stage: 'FAILED', passed: false })
    expect(await faultsOf(await exportOf(open.id))).toEqual([])
  })

  it('is refused before the rule set lets it, and done at once after that', async () => {
    const open = await desk.opened('once')
    const close = () => desk.call('POST', `/v1/decisions/${open.id}/close`, { as: 'community-1', body: {} })
    expect(typeOf(await close())).toBe('422 stage-too-short')
    desk.clock.set((await desk.stateOf<{ closesAt: string }>(open.id)).closesAt)
    const closed = await close()
    expect([closed.status, closed.body['stage']]).toEqual([200, 'COUNTING'])
    expect(typeOf(await close())).toBe('409 command-not-legal')
  })
})

it('two thousand ballots in the last second are all in: the close waits for those that came in time', async () => {
  const voters = 2_000
  desk.settle(rooms(voters))
  const open = await desk.opened('once')
  const { closesAt } = await desk.stateOf<{ closesAt: string }>(open.id)
  desk.clock.set(new Date(Date.parse(closesAt) - 1).toISOString())
  const inHand = desk.voting.service.app.get(BallotsInHand)
  const during = inHand.during.bind(inHand)
  const { promise: allInHand, resolve } = Promise.withResolvers<void>()
  let arrived = 0
  inHand.during = (decision, work) => {
    if (++arrived === voters) resolve()
    return during(decision, work)
  }
  const tokens = await Promise.all(Array.from({ length: voters }, (_, n) => desk.voting.issuer.token(`owner-${n + 1}`)))
  const casting = tokens.map((token, n) =>
    fetch(`${desk.voting.service.http}/v1/decisions/${open.id}/ballots`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ room: `1/1/${101 + n}`, choices: { q1: 'FOR' } }),
    }).then(({ status }) => status),
  )
  // The time is over as soon as the last of them is taken in, and long before the last of them is written.
  await allInHand
  desk.clock.set(closesAt)
  await desk.elapse(open.id, 'VOTING')
  expect(typeOf(await desk.vote('owner-1', open.id, '101'))).toBe('409 voting-not-open')
  expect(new Set(await Promise.all(casting))).toEqual(new Set([201]))
  await desk.comesTo(open.id, 'COUNTING')
  expect(await ballotsOf(desk, open.id)).toBe(voters)
}, 120_000)

describe('a secret decision', () => {
  const exported = async (open: Open, ballots: readonly Record<string, string>[]) => {
    for (const [n, choices] of ballots.entries()) await desk.vote(`owner-${n + 1}`, open.id, `${101 + n}`, choices)
    await desk.announced(open)
    return exportOf(open.id)
  }
  const closed = async (choices: readonly string[]) =>
    exported(
      await desk.opened('secret'),
      choices.map((choice) => ({ q1: choice })),
    )
  const opened = (lines: string[]) => lines.filter((line) => line.includes('"line":"opened"'))
  const attended = (lines: string[]) => lines.filter((line) => line.includes('"line":"attendance"'))

  it('publishes what was opened and who attended, and neither tells of the other', async () => {
    const lines = await closed(['FOR', 'AGAINST', 'FOR'])
    const exchanged = await closed(['AGAINST', 'FOR', 'FOR'])
    expect(opened(lines)).toEqual(opened(exchanged))
    expect([attended(lines).length, attended(exchanged).length]).toEqual([3, 3])
    expect(lines.some((line) => line.includes('privateKey'))).toBe(false)
    expect(lines.filter((line) => line.includes('"line":"ballot"')).every((line) => !line.includes('head'))).toBe(true)
  })

  it('of several questions publishes each answer by itself, so that no pattern of answers shows whose they are', async () => {
    const questions = [
      { id: 'q1', text: 'Shall it be renewed?' },
      { id: 'q2', text: 'Shall it be red?' },
    ]
    const lines = await exported(await desk.opened('secret', { questions }), [
      { q1: 'FOR', q2: 'ABSTAIN' },
      { q1: 'FOR', q2: 'AGAINST' },
      { q1: 'AGAINST', q2: 'FOR' },
    ])
    expect(opened(lines).map((line) => JSON.parse(line).choices)).toEqual([
      ...[{ q1: 'AGAINST' }, { q1: 'FOR' }, { q1: 'FOR' }],
      ...[{ q2: 'ABSTAIN' }, { q2: 'AGAINST' }, { q2: 'FOR' }],
    ])
    expect(await faultsOf(lines)).toEqual([])
    const kept = await desk.voting.database.rows<{ choices: string }>(sql`select choices from opened_choices`)
    expect(kept.filter(({ choices }) => choices.includes(','))).toEqual([])
  })

  it('that is withdrawn while people vote says of nobody any more what they cast, and still how many did', async () => {
    const { id } = await desk.opened('secret')
    const { receipt } = (await desk.vote('owner-1', id, '101')).body
    await desk.vote('owner-2', id, '102', { q1: 'AGAINST' })
    const turnout = () => desk.ask('owner-1', 'GET', `/v1/decisions/${id}/turnout`)
    const before = await turnout()
    await desk.command('community-1', id, 'withdraw', { reason: 'Anew.' })
    expect(await ballotsOf(desk, id)).toBe(0)
    expect(await turnout()).toEqual(before)
    expect(await desk.ask('owner-1', 'GET', `/v1/decisions/${id}/receipts/${receipt}`)).toMatchObject({ receipt })
    expect(typeOf(await desk.call('GET', `/v1/decisions/${id}/export`))).toBe('422 not-counted')
  })
})

it('the roll is frozen with the root that is published, whatever happens to the rooms afterwards', async () => {
  const { id } = await desk.opened('once')
  const before = await desk.ask<{ root: string; items: { head: string; area: number }[] }>('owner-1', 'GET', `/v1/decisions/${id}/roll`)
  desk.settle(rooms(2, 7))
  const after = await desk.ask<{ root: string; items: { head: string; area: number }[] }>('owner-1', 'GET', `/v1/decisions/${id}/roll`)
  expect(after).toEqual(before)
  const tree = new MerkleRoot()
  for (const { head, area } of before.items) tree.add(leafHash(`{"area":${area},"head":"${head}","line":"roll"}`))
  expect(tree.root.toString('base64')).toBe(before.root)
  const mine = await desk.ask<{ items: { head: string; rooms: object[]; inclusion: { index: number } }[] }>(
    'owner-1',
    'GET',
    `/v1/decisions/${id}/roll/mine`,
  )
  expect(mine.items[0]!.rooms).toEqual([{ building: '1', unit: '1', room: '101', kind: 'DWELLING', area: 10_000 }])
  expect(mine.items).toMatchObject([{ salt: expect.stringMatching(/^[0-9a-f]{32}$/), inclusion: { size: 6 } }])
})
