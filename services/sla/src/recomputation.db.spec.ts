import { sql } from '@yiwang/database'
import { type Desk, openDesk, toldBy } from '../test/desk.ts'
import { ClockReadings } from './adapters/db/clock-readings.ts'
import { at, CASE_ID, plan, registered, START } from './domain/fold.fixture.ts'

const days = (amount: number) => ({ amount, unit: 'WORKING_DAYS' as const })

describe('a notice that changes the calendar', () => {
  let desk: Desk
  beforeEach(async () => {
    desk = await openDesk()
    // The case is due on Friday 27 November (the 25th is off), the step on Thursday 26 November.
    await desk.apply([registered(0, 'TRIAGE', { plan: { ...plan, case: days(2), triage: days(1) } })])
    await desk.knownTo(START)
    await desk.fire()
  })
  afterEach(() => desk.drop())

  const dues = async () => {
    const clocks = await new ClockReadings(desk.database).clocks(CASE_ID)
    return clocks.map(({ clock }) => clock)
  }

  it('moves what lies beyond the first changed day, leaves the rest, and notes why', async () => {
    desk.notice(['2026-11-25', '2026-11-27'])
    await desk.recomputation.run()
    const [kase, step] = await dues()
    expect([kase!.dueAt, kase!.epoch]).toEqual([at('11-30 18:00'), 2])
    expect([step!.dueAt, step!.epoch]).toEqual([at('11-26 18:00'), 1])
    expect(toldBy(await desk.events()).filter((line) => line.includes('moved'))).toHaveLength(1)
    const notes = await desk.database.rows(sql`select no, calendar, from_version, to_version, due_before, due_after from recomputation`)
    expect(notes).toEqual([
      {
        no: 1,
        calendar: 'office',
        from_version: 1,
        to_version: 2,
        due_before: new Date(at('11-27 18:00')),
        due_after: new Date(at('11-30 18:00')),
      },
    ])
  })

  it('keeps the epoch where a day off becomes a working day', async () => {
    desk.notice([])
    await desk.recomputation.run()
    const [kase] = await dues()
    expect([kase!.dueAt, kase!.epoch]).toEqual([at('11-26 18:00'), 1])
  })

  it('does nothing twice', async () => {
    desk.notice(['2026-11-25', '2026-11-27'])
    await desk.recomputation.run()
    await desk.recomputation.run()
    expect(toldBy(await desk.events()).filter((line) => line.includes('moved'))).toHaveLength(1)
  })

  it('leaves the clocks of a case whose key is parked: what waits might have stopped them', async () => {
    await desk.database.run(sql`
      insert into messaging.parked (consumer, topic, partition, "offset", key, subject, sequence, source, id, headers, value, reason, at)
      values ('sla', 'dispatch.case.v1', 0, 7, ${CASE_ID}, ${CASE_ID}, 2, '', '', '{}', '', 'poison', ${desk.clock.now()})`)
    await desk.knownTo(at('12-15 18:00'))
    desk.notice(['2026-11-25', '2026-11-27'])
    await desk.recomputation.run()
    expect((await desk.events()).filter((row) => row.topic === 'sla.escalation.v1')).toEqual([])

    await desk.database.run(sql`delete from messaging.parked`)
    await desk.recomputation.run()
    expect((await desk.events()).filter((row) => row.topic === 'sla.escalation.v1')).not.toEqual([])
  })

  it('fires nothing that is not known yet', async () => {
    desk.clock.advance(30 * 86_400_000)
    desk.notice(['2026-11-25', '2026-11-27'])
    await desk.recomputation.run()
    expect((await desk.events()).filter((row) => row.topic === 'sla.escalation.v1')).toEqual([])
  })
})
