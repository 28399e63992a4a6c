import { create } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { dispatchEvents, topics } from '@yiwang/contracts'
import type { ReceivedEvent } from '@yiwang/messaging'
import { v7 as uuid } from 'uuid'
import { FollowCases } from '../src/follow-cases.ts'
import { COMPOUND, type Desk, rooms, TRUSTEES, votingDesk } from './desk.fixture.ts'
import { typeOf } from './serving.fixture.ts'
import { staffOf } from './small-district.fixture.ts'

let desk: Desk
beforeAll(async () => {
  desk = await votingDesk()
}, 60_000)
afterAll(() => desk.stop())
beforeEach(() => desk.settle(rooms(3)))

/** The holder of a case asks the owners; with what voting says to it beside a draft. */
async function asked(ruleSet: string, by = staffOf('community-1')!) {
  const [caseId, decisionId, at] = [uuid(), uuid(), desk.clock.now()]
  const value = create(dispatchEvents.LedgerEntrySchema, {
    ...{ caseId, at: timestampFromDate(at), actor: { kind: 'STAFF', id: by } },
    details: { decision: { decisionId, compound: COMPOUND, ruleSet } },
  })
  const event: ReceivedEvent<dispatchEvents.LedgerEntry> = {
    ...{ topic: topics.dispatchCase.name, fact: 'decision_requested', subject: caseId, key: caseId, value, type: '', area: '' },
    ...{ partition: 0, offset: '0', id: uuid(), source: '/test', sequence: 1, time: at, headers: {}, raw: '' },
  }
  const { database, service } = desk.voting
  const answers = await database.transaction((tx) => service.app.get(FollowCases).apply(tx, [event]))
  return { caseId, decisionId, answers: answers.map(({ value: answer }) => answer) }
}

describe('a case that waits for the owners', () => {
  it('has a draft under the id that it gave', async () => {
    const { caseId, decisionId } = await asked('trial')
    expect(await desk.stateOf(decisionId)).toMatchObject({ stage: 'DRAFT', case: caseId })
    expect(await desk.said(decisionId, 'drafted', 1)).toMatchObject([{ caseId }])
  })

  it('is not led to the owners’ consent by who handles it, though what is asked binds nobody', async () => {
    const { decisionId: id } = await asked('trial', staffOf('dispatcher-1')!)
    const draft = { title: 'Pumps', questions: [{ id: 'q1', text: 'New ones?' }], trustees: TRUSTEES.map(desk.person) }
    await desk.ask('dispatcher-1', 'PUT', `/v1/decisions/${id}`, draft)
    const publish = () => desk.call('POST', `/v1/decisions/${id}/publish`, { as: 'dispatcher-1', body: {} })
    expect(typeOf(await publish())).toBe('403 not-entitled')
    expect(await desk.ask('dispatcher-1', 'GET', `/v1/decisions/${id}`)).toMatchObject({ allowed: [] })
    await desk.command('community-1', id, 'publish')
    expect(await desk.ask('dispatcher-1', 'GET', `/v1/decisions/${id}`)).toMatchObject({ stage: 'NOTICE', allowed: [] })
  })

  it.each([
    ['that nobody knows', 'unheard-of'],
    ['without a vote', 'neighbours-notice'],
  ])('goes on at once where it asked by a rule set %s', async (_, ruleSet) => {
    const { caseId, decisionId, answers } = await asked(ruleSet)
    expect(answers).toMatchObject([{ caseId, decisionId, passed: false }])
    expect((await desk.call('GET', `/v1/decisions/${decisionId}`, { as: 'community-1' })).status).toBe(404)
  })

  it.each([
    ['is held to what is decided anew by the same rules', 'trial', true],
    ['is not held to a poll by other rules', 'household-poll', false],
  ])('%s', async (_, ruleSet, isHeld) => {
    const { caseId, decisionId } = await asked('trial')
    const again = await desk.drafted(ruleSet, { restarts: decisionId })
    expect((await desk.stateOf<{ case?: string }>(again)).case).toBe(isHeld ? caseId : undefined)
  })

  it('has no consent where a question did not pass, though another one did', async () => {
    const two = ['q1', 'q2'].map((id) => ({ id, text: `Question ${id}?` }))
    const open = await desk.opened('trial', { questions: two })
    for (const n of [1, 2, 3]) await desk.vote(`owner-${n}`, open.id, `${100 + n}`, { q1: 'FOR', q2: 'AGAINST' })
    await desk.announced(open)
    expect(await desk.said(open.id, 'announced', 1)).toMatchObject([{ passed: true }])
    expect(await desk.said(open.id, 'closed', 1)).toMatchObject([{ passed: false }])
  })
})
