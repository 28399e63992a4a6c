import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { shippedRuleSets } from '@yiwang/counting'
import { type Desk, rooms, votingDesk } from './desk.fixture.ts'

let desk: Desk
beforeAll(async () => {
  desk = await votingDesk()
}, 60_000)
afterAll(() => desk.stop())
beforeEach(() => desk.settle(rooms(6)))

const open = (id: string, file: string, as?: string) =>
  desk.call<string>('GET', `/v1/decisions/${id}/files/${file}`, { ...(as !== undefined && { as }) })

describe('a file', () => {
  it('of an opinion is seen by everybody, and does nothing in a browser but show itself', async () => {
    const id = await desk.published()
    const photo = desk.upload('owner-1', { content: Buffer.from('a large picture') })
    await desk.ask('owner-1', 'POST', `/v1/decisions/${id}/opinions`, { text: 'Look', attachments: [photo] })
    const { status, body, headers } = await open(id, photo)
    expect({ status, body }).toEqual({ status: 200, body: 'a large picture' })
    expect(Object.fromEntries(headers)).toMatchObject({
      ...{ 'content-type': 'image/png', 'content-length': '15', 'x-content-type-options': 'nosniff' },
      ...{ 'content-disposition': `inline; filename="${photo}.png"`, 'content-security-policy': "default-src 'none'; sandbox" },
    })
  })

  it('of a quotation is handed out to be kept', async () => {
    const id = await desk.published()
    const file = desk.upload('community-1', { contentType: 'application/pdf' })
    const quotations = [{ bidder: 'North', items: [{ name: 'pump', price: 1 }], files: [file] }]
    await desk.ask('community-1', 'POST', `/v1/decisions/${id}/plans`, { text: 'Pumps', quotations })
    expect((await open(id, file)).headers.get('content-disposition')).toBe(`attachment; filename="${file}.pdf"`)
    const again = { text: 'Fewer pumps', quotations }
    expect((await desk.call('POST', `/v1/decisions/${id}/revise`, { as: 'community-2', body: again })).status).toBe(200)
  })

  it('of a draft is seen by who prepares it', async () => {
    const id = await desk.drafted()
    const file = desk.upload('community-1')
    const quotations = [{ bidder: 'North', items: [{ name: 'pump', price: 1 }], files: [file] }]
    await desk.ask('community-1', 'POST', `/v1/decisions/${id}/plans`, { text: 'Pumps', quotations })
    expect((await open(id, file, 'community-1')).status).toBe(200)
    expect((await open(id, file)).status).toBe(404)
  })

  it('that shows a paper ballot is seen by the owners of the compound alone, with the result', async () => {
    const decision = await desk.opened()
    const { id } = decision
    const scan = desk.upload('community-1')
    const room = { building: '1', unit: '1', room: '101' }
    await desk.ask('community-1', 'POST', `/v1/decisions/${id}/paper-ballots`, { room, choices: { q1: 'FOR' }, scan })
    expect((await open(id, scan)).status).toBe(401)
    expect((await open(id, scan, 'stranger-1')).status).toBe(403)
    for (const as of ['owner-3', 'community-2']) expect((await open(id, scan, as)).status).toBe(422)
    for (const as of ['dispatcher-1', 'trustee-1']) expect((await open(id, scan, as)).status).toBe(403)
    expect((await open(id, scan, 'community-1')).status).toBe(200)
    await desk.announced(decision)
    for (const as of ['dispatcher-1', 'trustee-1']) expect((await open(id, scan, as)).status).toBe(403)
    expect((await open(id, scan, 'community-2')).status).toBe(200)
    const seen = await open(id, scan, 'owner-3')
    expect({ status: seen.status, cached: seen.headers.get('cache-control') }).toEqual({ status: 200, cached: 'private, no-store' })
  })

  it('that shows a paper ballot is found with the votes by room', async () => {
    const decision = await desk.opened()
    const { id } = decision
    const [first, second] = [desk.upload('community-1'), desk.upload('community-2')]
    const paper = (as: string, room: string, scan: string) =>
      desk.ask(as, 'POST', `/v1/decisions/${id}/paper-ballots`, { room: { building: '1', unit: '1', room }, choices: { q1: 'FOR' }, scan })
    await paper('community-1', '101', first)
    await paper('community-2', '101', second)
    await paper('community-1', '102', first)
    await desk.vote('owner-3', id, '103')
    await desk.announced(decision)
    interface Vote {
      readonly rooms: readonly { readonly room: string }[]
      readonly ballots: readonly object[]
      readonly scans: readonly string[]
    }
    const { items } = await desk.ask<{ items: Vote[] }>('owner-4', 'GET', `/v1/decisions/${id}/votes`)
    const found = Object.fromEntries(items.map(({ rooms: [room], ballots, scans }) => [room!.room, [ballots.length, scans]]))
    // Of room 102 one person entered a paper, and no second one: it counts as none.
    expect(found).toMatchObject({ 101: [1, [first, second]], 102: [0, [first]], 103: [1, []], 104: [0, []] })
    for (const [, scans] of Object.values(found))
      for (const scan of scans as string[]) expect((await open(id, scan, 'owner-4')).status).toBe(200)
  })

  it('that shows a paper ballot of a secret decision is seen by who entered it and by nobody else, ever', async () => {
    const { ruleSet, tests } = JSON.parse(readFileSync(new URL('household-poll.json', shippedRuleSets), 'utf8'))
    const ballots = { ...ruleSet.ballots, electronic: false, paper: true, first: 'PAPER' }
    await desk.ask('editor-1', 'PUT', '/v1/rule-sets/secret-paper', { ruleSet: { ...ruleSet, code: 'secret-paper', ballots }, tests })
    const decision = await desk.opened('secret-paper')
    const scan = desk.upload('community-1')
    const room = { building: '1', unit: '1', room: '101' }
    await desk.ask('community-1', 'POST', `/v1/decisions/${decision.id}/paper-ballots`, { room, choices: { q1: 'FOR' }, scan })
    const seen = () => Promise.all(['owner-1', 'community-2', 'community-1'].map(async (as) => (await open(decision.id, scan, as)).status))
    expect(await seen()).toEqual([403, 403, 200])
    await desk.announced(decision)
    expect(await seen()).toEqual([403, 403, 200])
  })

  it('of another decision, of nobody, or that is gone is not found', async () => {
    const [id, other] = [await desk.published(), await desk.published()]
    const photo = desk.upload('owner-1')
    await desk.ask('owner-1', 'POST', `/v1/decisions/${id}/opinions`, { text: 'Look', attachments: [photo] })
    expect((await open(other, photo)).status).toBe(404)
    expect((await open(id, randomUUID())).status).toBe(404)
    desk.register.files.delete(photo)
    expect((await open(id, photo)).status).toBe(404)
  })
})
