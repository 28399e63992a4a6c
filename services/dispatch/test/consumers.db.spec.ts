import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { sql } from '@yiwang/database'
import { verifyChain } from '@yiwang/ledger'
import { eventually } from '@yiwang/testing'
import { v7 as uuid } from 'uuid'
import { ensureLedgerMonths } from '../src/adapters/db/ledger-months.ts'
import { clockEvent, type Desk, dispatchDesk, escalationEvent, matterEvent, receivedEvent } from './desk.ts'
import { areas, person, unit } from './small-district.ts'

let desk: Desk
beforeAll(async () => {
  desk = await dispatchDesk()
})
afterAll(() => desk.drop())

const facts = async (id: string) => (await desk.ledgers.entries(id)).map(({ fact }) => fact)

describe('a batch of received matters', () => {
  it('becomes as many cases, numbered by street and day without gaps', async () => {
    const events = Array.from({ length: 300 }, (_, n) =>
      receivedEvent({ area: n % 3 ? areas.grid : areas.otherGrid, receivedAt: new Date('2026-11-23T17:00:00Z') }),
    )
    await desk.matters(events)
    const numbers = (await Promise.all(events.map(({ value }) => desk.cases.find(value.matterId)))).map((kase) => kase!.number)
    const ours = Array.from({ length: 200 }, (_, n) => `500105001-20261124-${String(n + 1).padStart(4, '0')}`)
    expect(numbers.filter((number) => number.startsWith('500105001'))).toEqual(ours)
    expect(new Set(numbers).size).toBe(300)
  })

  it('is held from its reception, by whoever its type and place say', async () => {
    const receivedAt = new Date('2026-11-24T01:30:00Z')
    const id = await desk.received({ type: 'plain-grid', receivedAt })
    expect(await desk.see('grid-worker-1', id)).toMatchObject({
      state: 'HANDLING',
      receivedAt: receivedAt.toISOString(),
      holder: { level: 'GRID', unit: unit('grid-team'), since: receivedAt.toISOString() },
      version: 1,
      light: 'GREEN',
    })
    expect((await desk.ledger('grid-worker-1', id)).entries).toMatchObject([
      {
        fact: 'registered',
        seq: 1,
        at: '2026-11-24T02:00:00Z',
        actor: { kind: 'SYSTEM', id: 'dispatch' },
        details: { type: 'plain-grid', receivedAt: '2026-11-24T01:30:00Z', reporter: { kind: 'RESIDENT', id: person('resident-1') } },
      },
    ])
  })

  it('that comes again makes nothing new', async () => {
    const event = receivedEvent()
    await desk.matters([event])
    const before = (await desk.outbox()).length
    await desk.matters([event])
    expect((await desk.outbox()).length).toBe(before)
    expect(await facts(event.value.matterId)).toEqual(['registered'])
  })

  it('gives an entry the instant at which its case was free, not the one at which it began to wait for it', async () => {
    const id = await desk.received({ system: 'emergency-command' })
    const free = Promise.withResolvers<void>()
    const locked = Promise.withResolvers<void>()
    const holder = desk.database.transaction(async (tx) => {
      await tx.run(sql`select from kase where id = ${id} for update`)
      locked.resolve()
      await free.promise
    })
    await locked.promise
    const closing = desk.matters([matterEvent('source_closed', { matterId: id, system: 'emergency-command', authority: 'THEIRS' })])
    await eventually(async () => {
      const waiting = await desk.database.rows(
        sql`select from pg_locks l join pg_stat_activity a using (pid) where not l.granted and a.datname = current_database()`,
      )
      expect(waiting).not.toEqual([])
    })
    const until = desk.clock.now().getTime() + 10_000
    desk.clock.advance(10_000)
    free.resolve()
    await Promise.all([holder, closing])
    expect((await desk.cases.find(id))!.closedAt!.getTime()).toBe(until)
    desk.clock.advance(-10_000)
  })

  it('may hold what its sources said right after', async () => {
    const event = receivedEvent({ system: 'emergency-command', authority: 'THEIRS' })
    const { matterId } = event.value
    await desk.matters([
      event,
      matterEvent('source_updated', { matterId, system: 'emergency-command', eventId: 'e2' }),
      matterEvent('source_closed', { matterId, system: 'emergency-command', eventId: 'e3' }),
    ])
    expect(await facts(matterId)).toEqual(['registered', 'commented', 'closed'])
    expect(verifyChain((await desk.ledger('dispatcher-1', matterId)).entries as never)).toEqual({ ok: true })
  })

  it('whose type the catalogue does not know is refused whole', async () => {
    const good = receivedEvent()
    await expect(desk.matters([good, receivedEvent({ type: 'no-such' })])).rejects.toThrow('no-such')
    expect(await desk.cases.find(good.value.matterId)).toBeUndefined()
  })
})

describe('what a legacy system says', () => {
  const said = (fact: string, matterId: string, eventId: string) =>
    matterEvent(fact, { matterId, system: 'city-management', source: '/s', eventId })

  it('of an update is a note, with its source', async () => {
    const id = await desk.received({ system: 'city-management', authority: 'OURS' })
    await desk.matters([said('source_updated', id, 'e1')])
    expect((await desk.ledger('dispatcher-1', id)).entries.at(-1)).toMatchObject({
      fact: 'commented',
      actor: { kind: 'SYSTEM', id: 'city-management' },
      details: { source: { system: 'city-management', eventId: 'e1', fact: 'source_updated' } },
    })
  })

  it('of a close is a note to the holder where the say is ours', async () => {
    const id = await desk.received({ system: 'city-management', authority: 'OURS' })
    await desk.matters([said('source_closed', id, 'e1')])
    expect(await desk.see('dispatcher-1', id)).toMatchObject({ state: 'TRIAGE', version: 1 })
    expect(await facts(id)).toEqual(['registered', 'commented'])
  })

  it.each([
    ['in triage', []],
    ['in handling', ['dispatch']],
    ['being verified', ['dispatch', 'feed-back']],
  ] as const)('of a close closes a case %s where the say is theirs', async (_, steps) => {
    const id = await desk.received({ system: 'city-management', authority: 'THEIRS' })
    if (steps.length > 0) await desk.give('dispatcher-1', id, 'dispatch', { to: { unit: unit('property-office') } })
    if (steps.length > 1) await desk.give('post-1', id, 'feed-back', {})
    await desk.matters([said('source_closed', id, 'e1')])
    expect(await desk.see('dispatcher-1', id)).toMatchObject({ state: 'CLOSED', closedAt: desk.clock.now().toISOString() })
    expect((await desk.ledger('dispatcher-1', id)).entries.at(-1)).toMatchObject({
      fact: 'closed',
      actor: { kind: 'SYSTEM', id: 'city-management' },
      details: { cause: 'SOURCE_CLOSED' },
    })
  })

  it('after the end is a note, and no error', async () => {
    const id = await desk.received({ system: 'city-management', authority: 'THEIRS' })
    await desk.matters([said('source_closed', id, 'e1')])
    await desk.matters([said('source_closed', id, 'e2'), said('source_updated', id, 'e3')])
    expect(await facts(id)).toEqual(['registered', 'closed', 'commented', 'commented'])
  })
})

describe('what sla says of clocks', () => {
  const at = (minute: number) => timestampFromDate(new Date(Date.UTC(2026, 10, 24, 2, minute)))
  const iso = (minute: number) => new Date(Date.UTC(2026, 10, 24, 2, minute)).toISOString()

  it('gives the case its due instants, without an entry', async () => {
    const id = await desk.received()
    await desk.clocks([
      clockEvent('started', { caseId: id, kind: 'CASE', startedAt: at(0), dueAt: at(50), warnAt: at(40) }),
      clockEvent('started', { caseId: id, kind: 'STEP', startedAt: at(0), dueAt: at(20), warnAt: at(16) }),
    ])
    expect(await desk.see('dispatcher-1', id)).toMatchObject({ caseDueAt: iso(50), stepDueAt: iso(20), stepWarnAt: iso(16), version: 1 })
    await desk.clocks([clockEvent('moved', { caseId: id, kind: 'STEP', startedAt: at(0), dueAt: at(10), warnAt: at(8) })])
    expect(await desk.see('dispatcher-1', id)).toMatchObject({ stepDueAt: iso(10) })
    expect(await facts(id)).toEqual(['registered'])
  })

  it('of a step that is over is forgotten with it, and news of it comes too late', async () => {
    const id = await desk.received()
    const first = clockEvent('started', { caseId: id, kind: 'STEP', startedAt: at(0), dueAt: at(20), warnAt: at(16) })
    await desk.clocks([first, clockEvent('started', { caseId: id, kind: 'CASE', startedAt: at(0), dueAt: at(50), warnAt: at(40) })])
    desk.clock.set('2026-11-24T02:05:00Z')
    const dispatched = await desk.give('dispatcher-1', id, 'dispatch', { to: { unit: unit('property-office') } })
    // Until sla's word of the new step: five working days, as its type says.
    const expected = { caseDueAt: iso(50), stepDueAt: '2026-12-01T10:00:00.000Z' }
    expect(dispatched).toMatchObject(expected)
    await desk.clocks([first])
    expect(await desk.see('post-1', id)).toMatchObject(expected)
    await desk.clocks([clockEvent('started', { caseId: id, kind: 'STEP', startedAt: at(5), dueAt: at(30), warnAt: at(25) })])
    expect(await desk.see('post-1', id)).toMatchObject({ stepDueAt: iso(30), caseDueAt: iso(50) })
    desk.clock.set('2026-11-24T02:00:00Z')
  })

  const answering = async () => {
    const id = await desk.received()
    await desk.give('dispatcher-1', id, 'dispatch', { to: { unit: unit('property-office') } })
    await desk.give('post-1', id, 'feed-back', {})
    await desk.give('verifier-1', id, 'verify', { result: 'PASSED' })
    return id
  }
  const elapsed = (caseId: string, startedAt = at(0)) => clockEvent('elapsed', { caseId, kind: 'ANSWER', startedAt, dueAt: at(30) })

  it('of an answer that never came closes the case, at the instant when it was due', async () => {
    const id = await answering()
    desk.clock.set('2026-11-24T03:00:00Z')
    await desk.clocks([elapsed(id)])
    desk.clock.set('2026-11-24T02:00:00Z')
    expect(await desk.see('dispatcher-1', id)).toMatchObject({ state: 'CLOSED', closedAt: iso(30) })
    expect((await desk.ledger('dispatcher-1', id)).entries.at(-1)).toMatchObject({
      fact: 'closed',
      actor: { kind: 'SYSTEM', id: 'sla' },
      details: { cause: 'ANSWER_ELAPSED' },
    })
  })

  it('does not undo an answer that was faster', async () => {
    const id = await answering()
    await desk.give('resident-1', id, 'answer', { solved: false })
    await desk.clocks([elapsed(id)])
    expect(await desk.see('dispatcher-1', id)).toMatchObject({ state: 'TRIAGE', round: 2 })
  })

  it('of an earlier round says nothing about this one', async () => {
    const id = await answering()
    await desk.give('resident-1', id, 'answer', { solved: false })
    desk.clock.set('2026-11-24T02:10:00Z')
    await desk.give('dispatcher-1', id, 'dispatch', { to: { unit: unit('property-office') } })
    await desk.give('post-1', id, 'feed-back', {})
    await desk.give('verifier-1', id, 'verify', { result: 'PASSED' })
    await desk.clocks([elapsed(id)])
    expect(await desk.see('dispatcher-1', id)).toMatchObject({ state: 'ANSWERING', round: 2 })
    desk.clock.set('2026-11-24T02:00:00Z')
  })
})

describe('an escalation', () => {
  it('is on the ledger and moves nothing, also when it is withdrawn', async () => {
    const id = await desk.received()
    const before = await desk.see('dispatcher-1', id)
    const value = { caseId: id, clockId: 'clock-1', kind: 'STEP', epoch: 1, rung: 2, plannedAt: timestampFromDate(desk.clock.now()) }
    await desk.escalations([escalationEvent('raised', value), escalationEvent('withdrawn', value)])
    expect(await desk.see('dispatcher-1', id)).toEqual(before)
    const escalation = { clockId: 'clock-1', kind: 'STEP', epoch: 1, rung: 2, plannedAt: '2026-11-24T02:00:00Z' }
    expect((await desk.ledger('dispatcher-1', id)).entries.slice(1)).toMatchObject([
      { fact: 'escalated', details: { escalation } },
      { fact: 'escalation_withdrawn', details: { escalation } },
    ])
  })

  it('of a case that there is not is refused for good', async () => {
    await expect(desk.escalations([escalationEvent('raised', { caseId: person('nobody'), clockId: 'c' })])).rejects.toThrow(
      'there is no case',
    )
  })
})

describe('the ledger', () => {
  it('lies in the partition of the month in the case’s id; what carries no time lies in the default', async () => {
    const id = await desk.received({ id: uuid({ msecs: Date.parse('2026-12-31T23:59:59.999Z') }) })
    const first = await desk.received({ id: uuid({ msecs: Date.parse('2027-01-01T00:00:00.000Z') }) })
    const old = await desk.received({ id: person('no-time') })
    const places = await desk.database.rows<{ case_id: string; part: string }>(
      sql`select case_id, tableoid::regclass::text as part from ledger.entry where case_id = any(${[id, first, old]}::uuid[])`,
    )
    expect(new Map(places.map(({ case_id, part }) => [case_id, part]))).toEqual(
      new Map([
        [id, 'ledger.entry_2026_12'],
        [first, 'ledger.entry_2027_01'],
        [old, 'ledger.entry_default'],
      ]),
    )
  })

  it('goes on where a month came before its partition was made', async () => {
    const early = await desk.received({ id: uuid({ msecs: Date.parse('2028-03-05T00:00:00Z') }) })
    await ensureLedgerMonths(desk.database, [new Date('2028-02-20T00:00:00Z')])
    const later = await desk.received({ id: uuid({ msecs: Date.parse('2028-04-01T00:00:00Z') }) })
    expect(await facts(early)).toEqual(['registered'])
    expect(await facts(later)).toEqual(['registered'])
    await desk.give('dispatcher-1', early, 'accept', {})
    expect(await facts(early)).toEqual(['registered', 'accepted'])
  })
})
