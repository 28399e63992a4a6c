import { sql } from '@yiwang/database'
import type { Signer } from '@yiwang/ledger'
import { verifierKey } from '@yiwang/ledger'
import { verifyDecision } from '@yiwang/ledger/decision'
import { SIGNER } from '../src/signing.ts'
import { type Desk, rooms, votingDesk } from './desk.fixture.ts'
import { typeOf } from './serving.fixture.ts'

async function* lines(text: string) {
  yield* text.trimEnd().split('\n')
}

describe('a named decision', () => {
  let desk: Desk
  beforeAll(async () => {
    desk = await votingDesk()
  }, 60_000)
  afterAll(() => desk.stop())
  beforeEach(() => desk.settle(rooms(6)))

  it('goes from its draft to a result that anyone can count again', async () => {
    const open = await desk.opened()
    for (const [n, choice] of ['FOR', 'FOR', 'FOR', 'AGAINST', 'ABSTAIN'].entries()) {
      const { status } = await desk.vote(`owner-${n + 1}`, open.id, `${101 + n}`, { q1: choice })
      expect(status).toBe(201)
    }
    await desk.announced(open)
    expect(await desk.stateOf(open.id)).toMatchObject({ stage: 'RESULT', passed: true })
    const { body } = await desk.call<string>('GET', `/v1/decisions/${open.id}/export`)
    const verdict = await verifyDecision(lines(body), { key: verifierKey(desk.voting.service.app.get<Signer>(SIGNER)) })
    expect(verdict).toMatchObject({ faults: [], heads: 6, ballots: 5, questions: [{ quorumMet: true, passed: true }] })
  })

  it('shows what each room said to its owners and to who decides objections, and to nobody who only oversees, leads or opens it', async () => {
    const open = await desk.opened()
    // As the handler of a case, who drafts what it waits for and owns nothing here.
    await desk.voting.database.run(sql`update decision set drafted_by = ${desk.person('drafter-1')} where id = ${open.id}`)
    await desk.vote('owner-1', open.id, '101')
    await desk.announced(open)
    const who = ['owner-2', 'community-1', 'dispatcher-1', 'trustee-1', 'drafter-1', 'community-9', 'stranger-1']
    const statuses = (of: string) =>
      Promise.all(who.map(async (as) => (await desk.call('GET', `/v1/decisions/${open.id}/${of}`, { as })).status))
    expect(await statuses('votes')).toEqual([200, 200, 403, 403, 403, 403, 403])
    expect(await statuses('roll')).toEqual([200, 200, 200, 200, 200, 403, 403])
  })

  it('that nobody announces for a day is announced by whoever is on its roll', async () => {
    const open = await desk.opened()
    await desk.closed(open)
    await desk.counted(open)
    const announce = (as: string) => desk.call('POST', `/v1/decisions/${open.id}/announce`, { as, body: {} })
    const allowed = async () => (await desk.ask<{ allowed: string[] }>('owner-1', 'GET', `/v1/decisions/${open.id}`)).allowed
    expect([await allowed(), typeOf(await announce('owner-1'))]).toEqual([[], '403 not-entitled'])
    desk.clock.advance(24 * 60 * 60 * 1_000)
    expect([await allowed(), typeOf(await announce('stranger-1'))]).toEqual([['announce'], '403 not-entitled'])
    expect(await announce('owner-1')).toMatchObject({ status: 200, body: { stage: 'FAILED' } })
  })

  const withdraw = (id: string) => desk.call('POST', `/v1/decisions/${id}/withdraw`, { as: 'community-1', body: { reason: 'Anew.' } })
  const sharesHere = (id: string) =>
    desk.voting.database.rows(
      sql`select count(kept)::int as waiting, count(given)::int as "handedIn" from trustee_share where decision = ${id}`,
    )

  it('that is withdrawn is never opened: whatever shares the server has are gone', async () => {
    const notice = await desk.published()
    expect(await sharesHere(notice)).toEqual([{ waiting: 3, handedIn: 0 }])
    const closed = await desk.opened()
    await desk.closed(closed)
    await desk.command('trustee-1', closed.id, 'share', { share: closed.shares[0] })
    expect(await sharesHere(closed.id)).toEqual([{ waiting: 0, handedIn: 1 }])
    for (const id of [notice, closed.id]) {
      expect(await withdraw(id)).toMatchObject({ status: 200, body: { stage: 'WITHDRAWN' } })
      expect(await sharesHere(id)).toEqual([{ waiting: 0, handedIn: 0 }])
    }
  })

  it('that is counted is announced, and not withdrawn by who does not like what it says', async () => {
    const open = await desk.opened()
    await desk.closed(open)
    await desk.counted(open)
    expect(await withdraw(open.id)).toMatchObject({ status: 409, body: { type: expect.stringContaining('command-not-legal') } })
  })
})
