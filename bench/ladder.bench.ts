import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from '@yiwang/database'
import { eventually } from '@yiwang/testing'
import type { Bench } from './bench.ts'
import { FILL, openSlaRig, type Told } from './sla-rig.ts'

const CASES = 100_000
/** Each case turns yellow in the first part of the minute and red in the second. */
const YELLOW_OVER_S = 20
const RED_AFTER_S = 20

export const bench: Bench = {
  name: 'ladder',
  what: '100,000 cases turn yellow and red within one minute; 2 replicas of sla, one of them killed on the way; done when the last rung is on the topic',
  async run(context) {
    const rig = await openSlaRig(context, 2)
    const cases = Math.round(CASES * context.scale)
    await rig.database.pool.query(FILL(cases, 1))
    const begins = Date.now() + 40_000
    await rig.database.run(sql`
      update clock c set plans = array[t, t + make_interval(secs => ${RED_AFTER_S}), t + interval '2 days', t + interval '3 days']
      from (select case_id, ${new Date(begins)}::timestamptz + random() * make_interval(secs => ${YELLOW_OVER_S}) as t from clock) x
      where x.case_id = c.case_id`)
    await rig.database.run(sql`vacuum analyze`)
    // The first one publishes for both.
    const [leader, second] = rig.processes
    await leader!.start()
    await second!.start()
    const told = await rig.escalations()
    await rig.startDispatchRelay()
    if (Date.now() > begins) throw new Error('the machine is too slow: the minute began before all was set up')

    await sleep(begins + 15_000 - Date.now())
    context.say(`${told.length} rungs told; the process that publishes is killed`)
    await leader!.kill()
    await eventually(
      () => {
        if (new Set(told.map(({ rung }) => rung)).size < 2 * cases) throw new Error(`${told.length} of ${2 * cases} told`)
      },
      { timeout: 180_000 },
    )
    const last = latest(told.map(({ at }) => at))
    const kept = await rig.database.one<{ n: number }>(sql`select count(*)::int as n from escalation`)
    context.report({ figure: 'all told after', value: (last - begins) / 1_000, unit: 's', goal: { atMost: 60 } })
    context.report({
      figure: 'last rung told after its planned instant',
      value: latest(told.map(({ at, plannedAt }) => at - plannedAt)) / 1_000,
      unit: 's',
    })
    context.report({ figure: 'rungs that were told as another event', value: twoEvents(told), unit: '', goal: { atMost: 0 } })
    context.report({
      figure: 'rungs missing or in excess in the table',
      value: Math.abs((kept?.n ?? 0) - 2 * cases),
      unit: '',
      goal: { atMost: 0 },
    })
    context.report({
      figure: 'records published again under the same id',
      value: told.length - new Set(told.map(({ id }) => id)).size,
      unit: '',
    })
  },
}

/** Math.max takes no hundred thousand arguments. */
const latest = (instants: readonly number[]): number => instants.reduce((last, instant) => Math.max(last, instant), 0)

/** Rungs with more than one event id. */
function twoEvents(told: readonly Told[]): number {
  const ids = new Set(told.map(({ id }) => id))
  const rungs = new Set(told.map(({ rung }) => rung))
  return ids.size - rungs.size
}
