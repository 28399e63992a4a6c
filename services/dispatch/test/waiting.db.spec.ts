import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { verifyChain } from '@yiwang/ledger'
import { v7 as uuid } from 'uuid'
import { clockEvent, type Desk, decisionEvent, dispatchDesk } from './desk.ts'
import { unit } from './small-district.ts'

let desk: Desk
beforeEach(async () => {
  desk = await dispatchDesk()
})
afterEach(() => desk.drop())

const minutes = (n: number) => new Date(Date.parse('2026-11-24T02:00:00Z') + n * 60_000)
const problem = (code: string) => expect.objectContaining({ code })
const facts = async (id: string) => (await desk.ledgers.entries(id)).map(({ fact }) => fact)
const lastEntry = async (id: string) => (await desk.ledger('dispatcher-1', id)).entries.at(-1)

async function takenInAnOffice(): Promise<string> {
  const id = await desk.received()
  await desk.give('dispatcher-1', id, 'dispatch', { to: { unit: unit('property-office') } })
  await desk.give('post-1', id, 'accept', {})
  return id
}

/** What sla says of the two clocks of a case. */
const due = async (id: string, fact: string, { inMinutes, warnIn = inMinutes }: { inMinutes: number; warnIn?: number }) => {
  const kase = (await desk.cases.find(id))!
  const clock = (kind: string, startedAt: Date) =>
    clockEvent(fact, {
      ...{ clockId: uuid(), caseId: id, kind, startedAt: timestampFromDate(startedAt) },
      ...{ dueAt: timestampFromDate(minutes(inMinutes)), warnAt: timestampFromDate(minutes(warnIn)) },
    })
  await desk.clocks([clock('CASE', kase.caseStartedAt), clock('STEP', kase.stepStartedAt!)])
}

const elapsed = (id: string, startedAt: Date, dueAt: Date) =>
  desk.clocks([
    clockEvent('elapsed', {
      ...{ clockId: uuid(), caseId: id, kind: 'SUSPENSION' },
      ...{ startedAt: timestampFromDate(startedAt), dueAt: timestampFromDate(dueAt) },
    }),
  ])

describe('a suspended case', () => {
  it('says since when it waits, why and until when, also to its reporter, and what may be done with it', async () => {
    const id = await takenInAnOffice()
    const view = await desk.give('post-1', id, 'suspend', { reason: 'MATERIAL', text: 'the lift motor comes from Germany' })
    expect(view).toMatchObject({
      state: 'HANDLING',
      version: 4,
      suspendedSince: minutes(0).toISOString(),
      // Thirty days end on a Thursday.
      suspendedUntil: '2026-12-24T10:00:00.000Z',
      suspension: { reason: 'MATERIAL' },
      allowed: ['hand-over', 'resume', 'void', 'comment'],
    })
    expect(await desk.see('post-1', id)).toEqual(view)
    expect(await desk.see('resident-1', id)).toMatchObject({ suspension: { reason: 'MATERIAL' }, allowed: ['withdraw', 'comment'] })
    const { entries, texts } = await desk.ledger('post-1', id)
    expect(texts.map(({ text }) => text)).toEqual(['the lift motor comes from Germany'])
    expect(JSON.stringify(entries)).not.toContain('Germany')
  })

  it('keeps its light and falls due never while it waits; then it goes on with what sla says', async () => {
    const id = await takenInAnOffice()
    await due(id, 'started', { inMinutes: 60, warnIn: 45 })
    desk.clock.set(minutes(30).toISOString())
    await desk.give('post-1', id, 'suspend', { reason: 'WEATHER' })
    await due(id, 'moved', { inMinutes: 60, warnIn: 45 })
    const other = await takenInAnOffice()
    await due(other, 'started', { inMinutes: 20 })
    desk.clock.set(minutes(600).toISOString())
    expect((await desk.see('post-1', id)).light).toBe('GREEN')
    expect((await desk.list('dispatcher-1')).items.map((view) => view.id)).toEqual([other, id])
    expect((await desk.list('dispatcher-1', { light: 'GREEN' })).items.map((view) => view.id)).toEqual([id])
    const resumed = await desk.give('post-1', id, 'resume', {})
    expect([resumed.light, resumed.suspendedSince, resumed.suspension]).toEqual(['GREEN', undefined, undefined])
    // Until sla's word is here, what it will say: the first day, whose close the suspension covered, was not counted anyway.
    expect(resumed.caseDueAt).toBe('2026-12-01T10:00:00.000Z')
    await due(id, 'moved', { inMinutes: 630, warnIn: 615 })
    expect(await desk.see('post-1', id)).toMatchObject({ caseDueAt: minutes(630).toISOString(), light: 'GREEN' })
    expect((await desk.list('dispatcher-1')).items.map((view) => view.id)).toEqual([other, id])
  })

  it('is resumed once by sla, at the planned instant, when its maximum is used up', async () => {
    const id = await takenInAnOffice()
    await desk.give('post-1', id, 'suspend', { reason: 'COURT', maximum: { amount: 60, unit: 'WALL_SECONDS' } })
    desk.clock.set(minutes(5).toISOString())
    await elapsed(id, minutes(0), minutes(1))
    await elapsed(id, minutes(0), minutes(1))
    expect(await facts(id)).toEqual(['registered', 'dispatched', 'accepted', 'suspended', 'resumed'])
    expect(await lastEntry(id)).toMatchObject({
      at: '2026-11-24T02:01:00Z',
      actor: { kind: 'SYSTEM', id: 'sla' },
      details: { cause: 'ELAPSED' },
    })
    expect(await desk.see('post-1', id)).toMatchObject({ version: 4, allowed: expect.arrayContaining(['feed-back']) })
  })

  it('is not resumed by the end of an earlier suspension', async () => {
    const id = await takenInAnOffice()
    await desk.give('post-1', id, 'suspend', { reason: 'COURT' })
    desk.clock.set(minutes(2).toISOString())
    await desk.give('dispatcher-1', id, 'resume', { text: 'the court has ruled' })
    await desk.give('post-1', id, 'suspend', { reason: 'MATERIAL' })
    await elapsed(id, minutes(0), minutes(1))
    expect((await desk.see('post-1', id)).suspension).toEqual({ reason: 'MATERIAL' })
  })

  it('ends when its reporter withdraws it, and waits no more', async () => {
    const id = await takenInAnOffice()
    await desk.give('post-1', id, 'suspend', { reason: 'COURT' })
    const view = await desk.give('resident-1', id, 'withdraw', {})
    expect([view.state, view.suspendedSince]).toEqual(['WITHDRAWN', undefined])
    await elapsed(id, minutes(0), minutes(1))
    expect((await facts(id)).at(-1)).toBe('withdrawn')
  })

  it('is refused what would move it on, and says who suspended it', async () => {
    const id = await takenInAnOffice()
    await desk.give('post-1', id, 'suspend', { reason: 'COURT' })
    await expect(desk.give('post-1', id, 'feed-back', {})).rejects.toEqual(problem('command-not-legal'))
    await expect(desk.give('post-1', id, 'suspend', { reason: 'COURT' }, { ifMatch: 1 })).rejects.toEqual(problem('command-not-legal'))
    await expect(desk.give('post-1', id, 'resume', {}, { ifMatch: 1 })).rejects.toEqual(problem('version-changed'))
  })
})

describe('a case whose cure needs a decision of the owners', () => {
  async function asked() {
    const id = await desk.received({ type: 'consent' })
    await desk.give('grid-worker-1', id, 'accept', {})
    await expect(desk.give('grid-worker-1', id, 'solve', {})).rejects.toEqual(problem('decision-needed'))
    const view = await desk.give('grid-worker-1', id, 'request-decision', { compound: 'garden', ruleSet: 'maintenance-fund' })
    return { id, decisionId: view.decision!.id, view }
  }
  const closed = (caseId: string, decisionId: string, passed?: boolean) =>
    desk.decisions([decisionEvent('closed', { decisionId, caseId, ...(passed !== undefined && { passed }), stage: 'RESULT' })])

  it('asks for one under a new id, and waits for it, in one entry', async () => {
    const { id, decisionId, view } = await asked()
    expect(view).toMatchObject({ suspension: { reason: 'OWNERS_DECISION' }, decision: { id: decisionId } })
    expect(await facts(id)).toEqual(['registered', 'accepted', 'decision_requested'])
    const event = (await desk.outbox()).at(-1)!
    expect(event.headers['ce_type']).toBe('yiwang.dispatch.case.decision_requested.v1')
    expect(JSON.parse(event.value)).toMatchObject({
      state: 'HANDLING',
      details: {
        decision: { decisionId, compound: 'garden', ruleSet: 'maintenance-fund' },
        suspension: { reason: 'OWNERS_DECISION', maximum: { amount: 180, unit: 'CALENDAR_DAYS' } },
      },
    })
  })

  it('goes on once with its result, and may be solved if it passed', async () => {
    const { id, decisionId } = await asked()
    await desk.decisions([decisionEvent('announced', { decisionId, caseId: id, passed: true })])
    expect(await facts(id)).toHaveLength(3)
    await closed(id, decisionId, true)
    await closed(id, decisionId, true)
    expect(await facts(id)).toEqual(['registered', 'accepted', 'decision_requested', 'resumed'])
    expect(await lastEntry(id)).toMatchObject({
      actor: { kind: 'SYSTEM', id: 'voting' },
      details: { cause: 'DECISION', decisionResult: { decisionId, passed: true } },
    })
    expect(await desk.see('grid-worker-1', id)).toMatchObject({ decision: { id: decisionId, passed: true } })
    await desk.give('grid-worker-1', id, 'solve', {})
    expect(verifyChain((await desk.ledger('dispatcher-1', id)).entries as never)).toEqual({ ok: true })
  })

  it('goes on without consent where it failed or was withdrawn, and may ask again', async () => {
    const { id, decisionId } = await asked()
    await closed(id, decisionId)
    expect(await desk.see('grid-worker-1', id)).toMatchObject({ decision: { id: decisionId, passed: false } })
    await expect(desk.give('grid-worker-1', id, 'solve', {})).rejects.toEqual(problem('decision-needed'))
    const again = await desk.give('grid-worker-1', id, 'request-decision', { compound: 'garden', ruleSet: 'other' })
    expect(again.decision!.id).not.toBe(decisionId)
    await closed(id, decisionId, true)
    expect((await desk.see('grid-worker-1', id)).decision).toEqual({ id: again.decision!.id })
  })

  it('learns the result also when it has not waited for it', async () => {
    const { id, decisionId } = await asked()
    await desk.give('grid-worker-1', id, 'resume', {})
    await desk.give('grid-worker-1', id, 'suspend', { reason: 'WEATHER' })
    await closed(id, decisionId, true)
    expect((await facts(id)).at(-1)).toBe('commented')
    expect(await desk.see('grid-worker-1', id)).toMatchObject({
      suspension: { reason: 'WEATHER' },
      decision: { id: decisionId, passed: true },
    })
  })

  it('loses the consent that an objection takes back, also where it was solved by it', async () => {
    const { id, decisionId } = await asked()
    await closed(id, decisionId, true)
    await closed(id, decisionId, false)
    await closed(id, decisionId, true)
    expect(await facts(id)).toEqual(['registered', 'accepted', 'decision_requested', 'resumed', 'commented'])
    expect(await lastEntry(id)).toMatchObject({ actor: { id: 'voting' }, details: { decisionResult: { decisionId, passed: false } } })
    expect(await desk.see('grid-worker-1', id)).toMatchObject({ decision: { id: decisionId, passed: false } })
    await expect(desk.give('grid-worker-1', id, 'solve', {})).rejects.toEqual(problem('decision-needed'))

    const other = await asked()
    await closed(other.id, other.decisionId, true)
    const { state } = await desk.give('grid-worker-1', other.id, 'solve', {})
    await closed(other.id, other.decisionId, false)
    expect(await desk.see('grid-worker-1', other.id)).toMatchObject({ state, decision: { passed: false } })
  })

  it('follows the decision by which the owners take it up again, once that is published, and has its result', async () => {
    const { id, decisionId } = await asked()
    await closed(id, decisionId, true)
    await closed(id, decisionId, false)
    const again = uuid()
    const says = (fact: string, stage: string, more: { decisionId?: string; passed?: boolean } = {}) =>
      desk.decisions([
        decisionEvent(fact, {
          ...{ decisionId: again, caseId: id, compound: 'garden', ruleSet: 'maintenance-fund', restarts: decisionId, stage },
          ...more,
        }),
      ])
    await says('drafted', 'DRAFT')
    expect((await desk.see('grid-worker-1', id)).decision).toEqual({ id: decisionId, passed: false })
    await says('published', 'NOTICE')
    await says('published', 'NOTICE')
    expect((await desk.see('grid-worker-1', id)).decision).toEqual({ id: again })
    expect(await lastEntry(id)).toMatchObject({ fact: 'commented', details: { decision: { decisionId: again, compound: 'garden' } } })
    await closed(id, decisionId, true)
    await says('closed', 'RESULT', { passed: true })
    await says('published', 'NOTICE', { decisionId: uuid() })
    expect(await facts(id)).toEqual(['registered', 'accepted', 'decision_requested', 'resumed', ...Array(3).fill('commented')])
    expect((await desk.see('grid-worker-1', id)).decision).toEqual({ id: again, passed: true })
    await desk.give('grid-worker-1', id, 'solve', {})
    expect(verifyChain((await desk.ledger('dispatcher-1', id)).entries as never)).toEqual({ ok: true })
  })

  it('goes on with what it asked for last, whatever the owners take up again of what it asked for before', async () => {
    const { id, decisionId } = await asked()
    await closed(id, decisionId, false)
    const last = (await desk.give('grid-worker-1', id, 'request-decision', { compound: 'garden', ruleSet: 'other' })).decision!.id
    await closed(id, last, false)
    await desk.decisions([decisionEvent('published', { decisionId: uuid(), caseId: id, restarts: decisionId, stage: 'NOTICE' })])
    expect((await desk.see('grid-worker-1', id)).decision).toEqual({ id: last, passed: false })
  })

  it('is decided about once at a time, also when it went on meanwhile', async () => {
    const { id, decisionId } = await asked()
    const resumed = await desk.give('grid-worker-1', id, 'resume', {})
    expect(resumed.allowed).not.toContain('request-decision')
    await expect(desk.give('grid-worker-1', id, 'request-decision', { compound: 'garden', ruleSet: 'fees' })).rejects.toEqual(
      expect.objectContaining({ code: 'command-not-legal', extra: expect.objectContaining({ decision: decisionId }) }),
    )
    await closed(id, decisionId, false)
    expect((await desk.see('grid-worker-1', id)).allowed).toContain('request-decision')
  })

  it('pays no heed to decisions that no case asked for', async () => {
    await desk.decisions([decisionEvent('closed', { decisionId: uuid(), passed: true }), decisionEvent('drafted', { decisionId: uuid() })])
  })
})
