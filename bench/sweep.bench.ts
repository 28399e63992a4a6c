import { openDatabase, sql } from '@yiwang/database'
import { eventually } from '@yiwang/testing'
import { alternate, medianOf } from './alternate.ts'
import type { Bench, BenchContext } from './bench.ts'
import { sweepFloor } from './floors/sweep.ts'
import { FILL, openSlaRig, type SlaRig, type Told } from './sla-rig.ts'

const CLOCKS = 1_000_000
const DUE = 10_000

export const bench: Bench = {
  name: 'sweep',
  what: '1 million clocks pending, 10,000 due in the same second: from the planned instant to the broker; against the same statements and batches alone',
  async run(context) {
    const rig = await openSlaRig(context)
    const clocks = Math.round(CLOCKS * context.scale)
    context.say(`${clocks} clocks`)
    await rig.database.pool.query(FILL(clocks / 2, 2))
    await rig.database.run(sql`vacuum analyze`)
    const floor = await copyFor(rig, context)
    await rig.processes[0]!.start()
    await rig.startDispatchRelay()
    await storm(rig, 0)

    const lateness: number[][] = []
    for (let leg = 0; leg < context.legs; leg++) lateness.push((await storm(rig, 1_000)).map(({ at, plannedAt }) => at - plannedAt))
    const { report, say } = context
    const quantile = (share: number) => medianOf(lateness.map((leg) => leg.toSorted((a, b) => a - b)[Math.ceil(leg.length * share) - 1]!))
    report({ figure: 'planned instant to broker, p50', value: quantile(0.5), unit: 'ms' })
    report({ figure: 'planned instant to broker, p99', value: quantile(0.99), unit: 'ms', goal: { atMost: 1_500 } })

    const outcome = await alternate(context, floor, async () => rateOf(await storm(rig, 0)))
    say(`floor ${outcome.floors.map(Math.round)}, sla ${outcome.products.map(Math.round)} rungs/s`)
    const { product: value, floor: reached, ratio } = outcome
    report({ figure: 'rungs, all due at one instant', value, unit: '1/s', floor: reached, ratio, goal: { atLeast: 0.6 } })
  },
}

/** From the first record that the broker took to the last. */
function rateOf(told: readonly Told[]): number {
  const at = told.map((one) => one.at)
  return (told.length / (Math.max(...at) - Math.min(...at))) * 1_000
}

/** Lets 10,000 clocks come to their first rung from some seconds on, over so many ms, and waits until all are told. */
async function storm({ database, escalations }: SlaRig, overMs: number): Promise<Told[]> {
  listening ??= await escalations()
  const told = listening
  told.length = 0
  const from = new Date(Date.now() + 4_000)
  const text = arm(`$1::timestamptz + random() * make_interval(secs => ${overMs / 1_000})`)
  await database.run({ text, values: [from] })
  await database.run({ text: 'vacuum clock', values: [] })
  return allTold(told)
}
let listening: Told[] | undefined

async function allTold(told: Told[]): Promise<Told[]> {
  const missing = () => {
    if (told.length < DUE) throw new Error(`${told.length} of ${DUE} told`)
  }
  await eventually(missing, { timeout: 60_000 })
  if (new Set(told.map(({ id }) => id)).size !== DUE || told.length !== DUE) throw new Error('a rung was told twice')
  return [...told]
}

/** Picked first: the planner takes two calls of random() in one query, that which orders and that of the instant, for the same number. */
const arm = (instant: string) => `
  with picked as materialized (select case_id, no from clock where next_fire_at > now() + interval '1 hour' order by random() limit ${DUE})
  update clock set plans = array[x.t, x.t + interval '2 days', x.t + interval '4 days', x.t + interval '6 days'], next_rung = 0, epoch = epoch + 1
  from (select case_id, no, ${instant} as t from picked) x
  where clock.case_id = x.case_id and clock.no = x.no`

/** The floor works on a copy of the same million, with a topic of its own. */
async function copyFor(rig: SlaRig, context: BenchContext): Promise<() => Promise<number>> {
  const prefix = 'floor.'
  await rig.createEscalations(prefix)
  const url = await rig.servers.copyOf(rig.url)
  const database = openDatabase({ url, applicationName: 'bench', max: 1 })
  context.onEnd(() => database.close())
  await database.run(sql`insert into watermark (part, applied, at) select n, 0, now() from generate_series(0, 3) n`)
  let told: Told[] | undefined
  return async () => {
    told ??= await rig.escalations(prefix)
    told.length = 0
    await database.run({ text: arm('now()'), values: [] })
    await database.run(sql`update watermark set at = now()`)
    await database.run(sql`vacuum clock`)
    await sweepFloor(url, rig.servers.brokers, prefix)
    return rateOf(await allTold(told))
  }
}
