import { readFileSync } from 'node:fs'
import { sql } from '@yiwang/database'
import type { Entry } from '../src/domain/entry.ts'
import { at, entry, plan, registered, START } from '../src/domain/fold.fixture.ts'
import { type Desk, openDesk, toldBy } from './desk.ts'
import { randomLives } from './lives.ts'

const HORIZON = START + 30 * 86_400_000
const drop = readFileSync(new URL('../prisma/rebuild.sql', import.meta.url), 'utf8')

describe('clocks that are dropped and rebuilt from the entries', () => {
  let desk: Desk
  beforeEach(async () => {
    desk = await openDesk()
  })
  afterEach(() => desk.drop())

  const apply = async (entries: readonly Entry[], repeated: boolean) => {
    for (let done = 0; done < entries.length; done += 100) {
      await desk.within((tx) => desk.applyIn(tx, entries.slice(done, done + 100), 0, () => repeated))
    }
  }

  async function fireAll(upTo = HORIZON) {
    await desk.knownTo(upTo)
    while ((await desk.sweep.fire(desk.clock.now())).more);
  }

  async function rows() {
    const all = async (table: string) =>
      (await desk.database.rows<{ row: string }>({ text: `select t::text as row from ${table} t order by 1`, values: [] })).map(
        ({ row }) => row,
      )
    return { cases: await all('timed_case'), clocks: await all('clock'), rungs: await all('escalation') }
  }

  it('are the same rows as before, to the instant at which each rung fired, and nothing is told twice', async () => {
    const entries = randomLives(150)
    for (let done = 0; done < entries.length; done += 40) {
      await apply(entries.slice(done, done + 40), false)
      desk.clock.advance(1_000)
      await fireAll(entries[Math.min(done + 39, entries.length - 1)]!.at)
    }
    await fireAll()
    const before = { ...(await rows()), told: await desk.events() }
    expect(before.rungs.length).toBeGreaterThan(200)

    await desk.database.pool.query(drop)
    desk.clock.advance(3_600_000)
    await apply(entries, true)
    await fireAll()
    expect({ ...(await rows()), told: await desk.events() }).toEqual(before)
  })

  it('are swept on where nothing of it is told again: what is new does not wait behind it', async () => {
    await apply([registered()], false)
    await fireAll()
    await desk.database.pool.query(drop)
    await apply([registered()], true)
    await desk.knownTo(HORIZON)
    expect(await desk.sweep.fire(desk.clock.now(), 1)).toEqual({ rungs: 0, more: true })
  })

  it('know of an answer that never came, which its close says at the same instant', async () => {
    const answering = [registered(), entry('verified', 50, 'ANSWERING')]
    await apply(answering, false)
    await fireAll()
    const [elapsed] = await desk.database.rows<{ planned_at: Date }>(sql`select planned_at from escalation where no = 3`)
    const second = (elapsed!.planned_at.getTime() - START) / 1_000
    const closed = entry('closed', second, 'CLOSED', { actor: { kind: 'SYSTEM', id: 'sla' } })
    await apply([closed], false)
    const before = { ...(await rows()), told: await desk.events() }
    expect(toldBy(before.told).slice(-2)).toEqual([`ANSWER elapsed at ${second}`, `ANSWER stopped at ${second}`])

    await desk.database.pool.query(drop)
    await apply([...answering, closed], true)
    expect({ ...(await rows()), told: await desk.events() }).toEqual(before)
  })

  it('go on numbering where they were: what comes after is told, once', async () => {
    await apply([registered()], false)
    await fireAll(START + 101_000)
    const before = await desk.events()

    await desk.database.pool.query(drop)
    await apply([registered()], true)
    await fireAll(START + 130_000)
    const news = (await desk.events()).slice(before.length)
    expect(toldBy(news)).toEqual(['STEP raised 3 at 125'])
    expect(news[0]!.sequence).toBe(3)
    const told = await desk.database.rows(sql`select count(*)::int as n from escalation`)
    expect(told).toEqual([{ n: 3 }])
  })

  it('stay as they are where a notice had moved one of them: no entry says how, and a rung counts as it was told', async () => {
    const twoDays = registered(0, 'TRIAGE', { plan: { ...plan, case: { amount: 2, unit: 'WORKING_DAYS' } } })
    await apply([twoDays], false)
    // The first rung, of 80 %, was planned for Friday noon; a notice makes that Friday a day off, and it is planned once more.
    await fireAll(at('11-27 15:00'))
    desk.notice(['2026-11-25', '2026-11-27'])
    await desk.recomputation.run()
    const before = { ...(await rows()), told: await desk.events() }
    expect(toldBy(before.told).at(-1)).toMatch(/^CASE moved/)

    await desk.database.pool.query(drop)
    await apply([twoDays], true)
    expect({ ...(await rows()), told: await desk.events() }).toEqual(before)

    await fireAll(at('11-30 17:59'))
    expect(toldBy(await desk.events()).slice(before.told.length)).toEqual([expect.stringMatching(/^CASE raised 1 /)])
    const ids = (await desk.events()).map(({ headers }) => headers['ce_id'])
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('number on from what was told since, though others are still being read again', async () => {
    const other = { caseId: '01936000-0000-7000-8000-000000000002' }
    await apply([registered(), registered(0, 'TRIAGE', other)], false)
    await desk.database.pool.query(drop)
    // What was parked before comes first, and is news.
    await apply([registered()], true)
    await apply([entry('reclassified', 10, 'TRIAGE', { plan: { ...plan, case: { amount: 500, unit: 'WALL_SECONDS' } } })], false)
    const again = registered(0, 'TRIAGE', other)
    await desk.within((tx) => desk.applyIn(tx, [again, entry('withdrawn', 20, 'WITHDRAWN')], 0, (entry) => entry === again))
    const numbers = (await desk.events()).map(({ topic, subject, sequence }) => `${topic} ${subject} ${sequence}`)
    expect(new Set(numbers).size).toBe(numbers.length)
  })
})
