import { sql } from '@yiwang/database'
import { leafHash, MerkleRoot, openCheckpoint, type Signer, verifierKey, verifyInclusion } from '@yiwang/ledger'
import { openReceipt } from '@yiwang/ledger/decision'
import { eventually } from '@yiwang/testing'
import { BallotsInHand } from '../src/ballots-in-hand.ts'
import { SIGNER } from '../src/signing.ts'
import { type Desk, rooms, TRUSTEES, votingDesk } from './desk.fixture.ts'

const NAMED = { area: '2/3', heads: '2/3' }
const rules = (code: string, more: object) => ({
  ruleSet: {
    ...{
      code,
      version: 1,
      names: { zh: '试', en: code },
      form: 'VOTE',
      scopes: ['COMPOUND', 'BUILDING'],
      voters: 'OWNERS',
      advisory: true,
    },
    weights: ['AREA', 'HEADS'],
    quorum: { area: { atLeast: NAMED.area }, heads: { atLeast: NAMED.heads } },
    majority: { of: 'PARTICIPATING', area: { moreThan: '1/2' }, heads: { moreThan: '1/2' } },
    stages: {
      ...{ notice: { amount: 20, unit: 'WALL_SECONDS' }, voting: { amount: 20, unit: 'WALL_SECONDS' } },
      objections: { amount: 20, unit: 'WALL_SECONDS' },
    },
    mayCall: ['COMMUNITY'],
    ...more,
  },
  tests: [
    { name: 'all', heads: [{ count: 1, area: 10_000, choice: 'FOR' }], expect: { quorumMet: true, passed: true } },
    { name: 'none', heads: [{ count: 1, area: 10_000, choice: 'AGAINST' }], expect: { quorumMet: true, passed: false } },
  ],
})
const ballots = { electronic: true, paper: true, first: 'PAPER', replaceable: false, mandates: 1 }
const byHeads = { weights: ['HEADS'], quorum: { heads: { atLeast: '1/2' } }, majority: { of: 'PARTICIPATING', heads: { moreThan: '1/2' } } }

let desk: Desk
beforeAll(async () => {
  desk = await votingDesk()
  const sets = [
    rules('once', { ballots }),
    rules('electronic-first', { ballots: { ...ballots, first: 'ELECTRONIC' } }),
    rules('secret', { ...byHeads, secret: true, ballots: { ...ballots, paper: false } }),
    rules('extended', { ballots, extension: { amount: 20, unit: 'WALL_SECONDS' } }),
  ]
  for (const set of sets) await desk.ask('editor-1', 'PUT', `/v1/rule-sets/${set.ruleSet.code}`, set)
}, 60_000)
afterAll(() => desk.stop())
beforeEach(() => desk.settle(rooms(6)))

const typeOf = ({ status, body }: { status: number; body: { type?: string } }) => `${status} ${body.type?.split(':').at(-1) ?? ''}`.trim()
const paper = (as: string, id: string, room: string, choices: Record<string, string> = { q1: 'AGAINST' }) =>
  desk.call<{ state: string; type: string }>('POST', `/v1/decisions/${id}/paper-ballots`, {
    as,
    body: { room: { building: '1', unit: '1', room }, choices, scan: desk.upload(as) },
  })
const ballotsOf = async (id: string) =>
  (await desk.voting.database.one<{ n: number }>(sql`select count(*)::int as n from ballot where decision = ${id}`))!.n

describe('a ballot', () => {
  it.each<[string, (id: string) => Promise<{ status: number; body: { type?: string } }>, string]>([
    ['of somebody who owns nothing', (id) => desk.vote('stranger', id, '101'), '403 not-on-roll'],
    ['for the room of others', (id) => desk.vote('owner-1', id, '102'), '403 not-on-roll'],
    ['for a room that there is not', (id) => desk.vote('owner-1', id, '999'), '422 unknown-room'],
    ['to a question that there is not', (id) => desk.vote('owner-1', id, '101', { q9: 'FOR' }), '422 unknown-question'],
    ['that says what cannot be said', (id) => desk.vote('owner-1', id, '101', { q1: 'MAYBE' }), '400 invalid-request'],
    ['that says SPOILED on a screen', (id) => desk.vote('owner-1', id, '101', { q1: 'SPOILED' }), '400 invalid-request'],
    ['of a service', (id) => desk.vote('service:sla', id, '101'), '403 forbidden'],
    ['of a community officer who owns nothing', (id) => desk.vote('community-1', id, '101'), '403 not-on-roll'],
  ])('%s is refused, and nothing is written', async (_, cast, refusal) => {
    const { id } = await desk.opened('once')
    expect(typeOf(await cast(id))).toBe(refusal)
    expect(await ballotsOf(id)).toBe(0)
  })

  it('counts once: the second is refused', async () => {
    const { id } = await desk.opened('once')
    expect(typeOf(await desk.vote('owner-1', id, '101'))).toBe('201')
    expect(typeOf(await desk.vote('owner-1', id, '101', { q1: 'AGAINST' }))).toBe('409 already-voted')
    expect(await ballotsOf(id)).toBe(1)
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
    expect(await ballotsOf(id)).toBe(1)
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
    expect(answers).toEqual(['201', '403 not-on-roll'])
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
    expect(typeOf(await desk.vote('owner-1', id, '103'))).toBe('403 not-on-roll')
  })

  it('is taken up to the instant of the close, and at that instant no more', async () => {
    const open = await desk.opened('once')
    const { closesAt } = await desk.stateOf<{ closesAt: string }>(open.id)
    desk.clock.set(new Date(Date.parse(closesAt) - 1).toISOString())
    expect(typeOf(await desk.vote('owner-1', open.id, '101'))).toBe('201')
    desk.clock.set(closesAt)
    expect(typeOf(await desk.vote('owner-2', open.id, '102'))).toBe('409 voting-not-open')
    expect(await ballotsOf(open.id)).toBe(1)
  })

  it('of one household in two hundred sessions at once counts once', async () => {
    const { id } = await desk.opened('once')
    const answers = await Promise.all(Array.from({ length: 200 }, () => desk.vote('owner-1', id, '101')))
    expect(answers.map(typeOf).filter((type) => type === '201')).toHaveLength(1)
    expect(new Set(answers.map(typeOf))).toEqual(new Set(['201', '409 already-voted']))
    expect(await ballotsOf(id)).toBe(1)
  })

  it('replaced in sixty sessions at once leaves one that counts, and every receipt on the board', async () => {
    const open = await desk.opened('trial')
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, n) => desk.vote('owner-1', open.id, '101', { q1: n % 2 ? 'FOR' : 'AGAINST' })),
    )
    const cast = answers.filter(({ status }) => status === 201)
    expect(await ballotsOf(open.id)).toBe(cast.length)
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
    expect(await ballotsOf(id)).toBe(0)
    expect((await paper('community-3', id, '101', { q1: 'FOR' })).body.state).toBe('COUNTED')
    expect(await ballotsOf(id)).toBe(1)
  })

  it('that three read in three ways is in nobody’s name until two agree', async () => {
    const { id } = await desk.opened('once')
    await paper('community-1', id, '101', { q1: 'FOR' })
    await paper('community-2', id, '101', { q1: 'AGAINST' })
    expect((await paper('community-3', id, '101', { q1: 'SPOILED' })).body.state).toBe('DIFFERS')
    expect(await ballotsOf(id)).toBe(0)
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
    expect(await ballotsOf(id)).toBe(1)
  })

  it('keeps an electronic one away where it goes first', async () => {
    const { id } = await desk.opened('once')
    await paper('community-1', id, '101')
    await paper('community-2', id, '101')
    expect(typeOf(await desk.vote('owner-1', id, '101'))).toBe('409 other-way-counts')
  })
})

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
      for (const as of ['owner-1', 'community-1', TRUSTEES[0]!])
        expect(typeOf(await desk.call('GET', `/v1/decisions/${id}/${path}`, { as }))).toBe('422 not-counted')
    }
    const rows = await desk.voting.database.rows<{ row: string }>(sql`select b::text as row from ballot b where decision = ${id}`)
    expect(rows.map(({ row }) => row).join()).not.toMatch(/FOR|AGAINST/)
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
    desk.clock.set((await desk.stateOf<{ closesAt: string }>(open.id)).closesAt)
    await desk.comesTo(open.id, 'COUNTING')
    expect(await ballotsOf(open.id)).toBe(1)
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
  let arrived = 0
  inHand.during = (decision, work) => {
    arrived++
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
  await eventually(async () => expect(arrived).toBe(voters), { timeout: 30_000, interval: 1 })
  desk.clock.set(closesAt)
  await desk.elapse(open.id, 'VOTING')
  expect(typeOf(await desk.vote('owner-1', open.id, '101'))).toBe('409 voting-not-open')
  expect(new Set(await Promise.all(casting))).toEqual(new Set([201]))
  await desk.comesTo(open.id, 'COUNTING')
  expect(await ballotsOf(open.id)).toBe(voters)
}, 60_000)

describe('a secret decision', () => {
  const closed = async (choices: readonly string[]) => {
    const open = await desk.opened('secret')
    for (const [n, choice] of choices.entries()) await desk.vote(`owner-${n + 1}`, open.id, `${101 + n}`, { q1: choice })
    await desk.announced(open)
    return ((await desk.call<string>('GET', `/v1/decisions/${open.id}/export`)).body as string).trimEnd().split('\n')
  }
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

it('the roll is frozen with the root that is published, whatever happens to the rooms afterwards', async () => {
  const { id } = await desk.opened('once')
  const before = await desk.ask<{ root: string; items: { head: string; area: number }[] }>('owner-1', 'GET', `/v1/decisions/${id}/roll`)
  desk.settle(rooms(2, 7))
  const after = await desk.ask<{ root: string; items: { head: string; area: number }[] }>('owner-1', 'GET', `/v1/decisions/${id}/roll`)
  expect(after).toEqual(before)
  const tree = new MerkleRoot()
  for (const { head, area } of before.items) tree.add(leafHash(`{"area":${area},"head":"${head}","line":"roll"}`))
  expect(tree.root.toString('base64')).toBe(before.root)
  const mine = await desk.ask<{ items: { head: string; inclusion: { index: number } }[] }>(
    'owner-1',
    'GET',
    `/v1/decisions/${id}/roll/mine`,
  )
  expect(mine.items).toMatchObject([{ rooms: [{ room: '101' }], salt: expect.stringMatching(/^[0-9a-f]{32}$/), inclusion: { size: 6 } }])
})
