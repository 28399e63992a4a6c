import { readFileSync } from 'node:fs'
import { sql } from '@yiwang/database'
import { type Desk, openDesk, toldBy } from '../test/desk.ts'
import { ClockReadings } from './adapters/db/clock-readings.ts'
import { DECISION_ID, decisionFact, goodDecision, stage } from './domain/decision.fixture.ts'
import { at, CASE_ID, registered, START } from './domain/fold.fixture.ts'
import { partOfDecisions } from './domain/parts.ts'

const second = (n: number) => START + n * 1000
const drop = readFileSync(new URL('../prisma/rebuild.sql', import.meta.url), 'utf8')

describe('the clocks of decisions beside those of cases', () => {
  let desk: Desk
  beforeEach(async () => {
    desk = await openDesk()
  })
  afterEach(() => desk.drop())

  const opened = decisionFact('opened', 0, { starts: [stage('VOTING', 50)] })
  const told = async () => toldBy(await desk.events())
  const knownOfDecisions = (n: number) => desk.knownTo(second(n), partOfDecisions(0))
  async function fireAll() {
    while ((await desk.sweep.fire(desk.clock.now())).more);
  }

  it('elapse once, with their planned instant, when that is known of voting', async () => {
    await desk.decide([opened])
    await knownOfDecisions(49)
    await fireAll()
    expect(await told()).toEqual(['VOTING started at 0'])
    await knownOfDecisions(70)
    await fireAll()
    await fireAll()
    expect(await told()).toEqual(['VOTING started at 0', 'VOTING elapsed at 50'])
    const { topic, key, value, sequence, headers } = (await desk.events()).at(-1)!
    expect({ topic, key, sequence, area: headers['ce_area'] }).toEqual({
      topic: 'sla.clock.v1',
      key: DECISION_ID,
      sequence: 2,
      area: '500105001001001',
    })
    expect(value).toMatchObject({ caseId: DECISION_ID, number: '', kind: 'VOTING', dueAt: new Date(second(50)).toISOString() })
  })

  it('wait for news of voting, and those of cases for news of dispatch: neither holds the other back', async () => {
    await desk.decide([opened])
    await desk.apply([registered()])
    await desk.knownTo(second(80))
    await fireAll()
    expect((await told()).filter((line) => /raised|elapsed/.test(line))).toEqual(['STEP raised 1 at 80'])
    await knownOfDecisions(50)
    await fireAll()
    expect((await told()).filter((line) => /raised|elapsed/.test(line))).toEqual(['STEP raised 1 at 80', 'VOTING elapsed at 50'])
  })

  it('are held while an event of their decision is parked', async () => {
    await desk.decide([opened])
    await desk.database.run(sql`
      insert into messaging.parked (consumer, topic, partition, "offset", key, subject, sequence, source, id, headers, value, reason, at)
      values ('sla', 'voting.decision.v1', 0, 7, ${DECISION_ID}, ${DECISION_ID}, 2, '', '', '{}', '', 'poison', ${desk.clock.now()})`)
    await knownOfDecisions(70)
    await fireAll()
    expect(await told()).toEqual(['VOTING started at 0'])
    await desk.database.run(sql`delete from messaging.parked`)
    await fireAll()
    expect(await told()).toContain('VOTING elapsed at 50')
  })

  it('are derived anew when a notice changes the calendar', async () => {
    const notice = { kind: 'NOTICE', calendar: 'office', amount: 2, unit: 'WORKING_DAYS' as const }
    await desk.decide([decisionFact('published', 0, { starts: [notice] })])
    await knownOfDecisions(0)
    desk.notice(['2026-11-25', '2026-11-27'])
    await desk.recomputation.run()
    const [reading] = await new ClockReadings(desk.database).clocks(DECISION_ID)
    expect([reading!.clock.dueAt, reading!.clock.epoch]).toEqual([at('11-30 18:00'), 2])
    expect(await told()).toContain('NOTICE moved at 0')
  })

  it('are read as clocks of a decision, never as those of a case', async () => {
    await desk.decide([opened])
    await desk.apply([registered()])
    const readings = new ClockReadings(desk.database)
    expect([await readings.case(DECISION_ID), await readings.isDecision(DECISION_ID)]).toEqual([undefined, true])
    expect([(await readings.case(CASE_ID))?.id, await readings.isDecision(CASE_ID)]).toEqual([CASE_ID, false])
  })

  it('come back the same after a rebuild, and nothing is told twice', async () => {
    const facts = [
      ...goodDecision().slice(0, 6),
      ...goodDecision({ decisionId: '01936000-0000-7000-8000-00000000d002' }),
      decisionFact('told', 170),
    ]
    const rows = async () => ({
      cases: await desk.database.rows(sql`select t::text from timed_case t order by id`),
      clocks: await desk.database.rows(sql`select c::text from clock c order by case_id, no`),
      rungs: await desk.database.rows(sql`select e::text from escalation e order by case_id, no`),
    })
    const live = async (repeated: boolean) => {
      for (const fact of [...facts].sort((a, b) => a.at - b.at)) {
        await desk.decide([fact], { repeated })
        if (!repeated) await knownOfDecisions((fact.at - START) / 1000)
        await fireAll()
      }
    }
    await live(false)
    const before = { ...(await rows()), told: await desk.events() }
    expect(before.rungs).toHaveLength(7)
    await desk.database.pool.query(drop)
    desk.clock.advance(3_600_000)
    await live(true)
    await knownOfDecisions(1000)
    await fireAll()
    expect({ ...(await rows()), told: await desk.events() }).toEqual(before)
  })
})
