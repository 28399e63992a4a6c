import type { Signer } from '@yiwang/ledger'
import { verifierKey } from '@yiwang/ledger'
import { verifyDecision } from '@yiwang/ledger/decision'
import { SIGNER } from '../src/signing.ts'
import { type Desk, rooms, votingDesk } from './desk.fixture.ts'

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
})
