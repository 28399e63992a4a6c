import { setTimeout as sleep } from 'node:timers/promises'
import { openDatabase, sql } from '@yiwang/database'
import { Sweep } from '../src/adapters/db/sweep.ts'
import type { Entry } from '../src/domain/entry.ts'
import { START } from '../src/domain/fold.fixture.ts'
import { type Desk, type OutboxRow, openDesk } from './desk.ts'
import { nameOf, randomFrom, randomLives, standingByTheRules } from './lives.ts'

const PARTS = 4
const HORIZON = START + 30 * 86_400_000
const partOf = (caseId: string) => Number.parseInt(caseId.slice(-4), 16) % PARTS

describe('sweepers beside a consumer, with sessions and transactions that break', () => {
  let desk: Desk
  beforeEach(async () => {
    desk = await openDesk()
  })
  afterEach(() => desk.drop())

  /** Sweepers of their own connections, whose sessions the server ends now and then. */
  function sweepers(count: number, until: AbortSignal) {
    return Array.from({ length: count }, async () => {
      const database = openDatabase({ url: desk.url, applicationName: 'sweeper', max: 1 })
      const sweep = new Sweep(database, desk.outbox, 'sla')
      while (!until.aborted) {
        const { rungs } = await sweep.fire(new Date(HORIZON), 20).catch(() => ({ rungs: 0 }))
        if (rungs === 0) await sleep(2)
      }
      await database.close()
    })
  }

  async function breakSessions(until: AbortSignal) {
    while (!until.aborted) {
      await sleep(40)
      await desk.database.rows(
        sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'sweeper' order by random() limit 1`,
      )
    }
  }

  /** Applies a partition's entries in batches, some of them twice because the first transaction broke. Ahead: what it wrongly says to know. */
  async function follow(part: number, entries: readonly Entry[], ahead: number) {
    const random = randomFrom(part + 1)
    for (let done = 0; done < entries.length; ) {
      const batch = entries.slice(done, done + 1 + random(30))
      if (random(4) === 0) await breakAfter(batch, part)
      await desk.apply(batch, part)
      done += batch.length
      await desk.knownTo(batch.at(-1)!.at + ahead, part)
      await sleep(random(8))
    }
  }

  const breakAfter = (batch: readonly Entry[], part: number) =>
    desk
      .within(async (tx) => {
        await desk.applyIn(tx, batch, part)
        throw new Error('broken on purpose')
      })
      .catch(() => {})

  async function run(entries: readonly Entry[], ahead: number) {
    const end = new AbortController()
    const work = [...sweepers(3, end.signal), breakSessions(end.signal)]
    const parts = Map.groupBy(entries, (entry) => partOf(entry.caseId))
    await Promise.all([...parts].map(([part, ofPart]) => follow(part, ofPart, ahead)))
    for (let part = 0; part < PARTS; part++) await desk.knownTo(HORIZON, part)
    await settled()
    end.abort()
    await Promise.all(work)
  }

  async function settled() {
    for (;;) {
      const due = await desk.database.one<{ n: number }>(
        sql`select count(*)::int as n from clock where next_fire_at <= ${new Date(HORIZON)}`,
      )
      if (due!.n === 0) return
      await sleep(10)
    }
  }

  async function standing() {
    const rows = await desk.database.rows<{ case_id: string; no: number; rung: number; planned_at: Date }>(
      sql`select case_id, no, rung, planned_at from escalation where withdrawn_at is null`,
    )
    return rows.map((row) => nameOf(row.case_id, row.no, row.rung, row.planned_at.getTime())).sort()
  }

  /** Dispatch looks at its own state before it acts on an elapse, so one that was told falsely is not taken back. */
  async function butSuspensions(names: readonly string[]) {
    const rows = await desk.database.rows<{ case_id: string; no: number }>(sql`select case_id, no from clock where kind = 'SUSPENSION'`)
    const suspensions = new Set(rows.map((row) => `${row.case_id}/${row.no}`))
    return names.filter((name) => !suspensions.has(name.slice(0, name.lastIndexOf('/'))))
  }

  /** Numbers of each clock on each topic, in the order in which they will be published. */
  function expectGapless(events: readonly OutboxRow[]) {
    for (const ofSubject of Map.groupBy(events, (row) => `${row.topic} ${row.subject}`).values()) {
      expect(ofSubject.map((row) => row.sequence)).toEqual(ofSubject.map((_, n) => n + 1))
    }
  }

  const count = (events: readonly OutboxRow[], fact: string) =>
    events.filter((row) => row.headers['ce_type']!.endsWith(`.${fact}.v1`)).length

  it('lose no rung, fire none twice and none falsely, and number every event without a gap', async () => {
    const entries = randomLives(250)
    await run(entries, 0)
    const expected = standingByTheRules(entries, HORIZON)
    expect(expected.length).toBeGreaterThan(300)
    expect(await standing()).toEqual(expected)
    const events = await desk.events()
    expectGapless(events)
    expect(count(events, 'withdrawn')).toBe(0)
    expect(count(events, 'raised') + count(events, 'elapsed')).toBe(expected.length)
    expect(new Set(events.map((row) => row.headers['ce_id'])).size).toBe(events.length)
  })

  it('come to the same in the end when news is late: what fired falsely is withdrawn once', async () => {
    const entries = randomLives(250, 11)
    await run(entries, 60_000)
    expect(await butSuspensions(await standing())).toEqual(await butSuspensions(standingByTheRules(entries, HORIZON)))
    const events = await desk.events()
    expectGapless(events)
    const withdrawn = await desk.database.one<{ n: number }>(sql`select count(*)::int as n from escalation where withdrawn_at is not null`)
    expect(withdrawn!.n).toBeGreaterThan(20)
    expect(count(events, 'withdrawn')).toBe(withdrawn!.n)
    expect(new Set(events.map((row) => row.headers['ce_id'])).size).toBe(events.length)
  })
})
