import { topics } from '@yiwang/contracts'
import { type Database, openDatabase, sql } from '@yiwang/database'
import { beforeRebuild } from '@yiwang/messaging'
import { eventually } from '@yiwang/testing'
import { TestPlatform } from '../test/platform/platform.ts'
import { type Rebuildable, rebuild, rebuildable } from '../tools/rebuild/rebuild.ts'
import type { Bench, BenchContext } from './bench.ts'
import { publishClocks, publishLedgers } from './history.ts'
import { isSeeded, seededServices } from './seed/seed.ts'
import { forgetLastBus, seeds } from './seed/seeded-platform.ts'

const CASES = 100_000

/** What is dropped, and must come back row by row. */
const ROWS: Record<Rebuildable, readonly string[]> = {
  sla: ['select * from timed_case', 'select * from clock', 'select * from escalation'],
  dispatch: ['select id, case_due_at, case_warn_at, step_due_at, step_warn_at, due_at from kase'],
  intake: ['select * from followed_case', 'select * from case_holder'],
}

export const bench: Bench = {
  name: 'rebuild',
  what: 'clocks and rungs of sla, and the copies in dispatch and intake, dropped and rebuilt from the topics; 100,000 cases',
  async run(context) {
    const platform = await frozenPlatform(context, Math.round(CASES * context.scale))
    const { kafka, prefix } = platform.bus
    // What dispatch said of topics that were still empty must not reach sla after they are filled.
    await platform.stopService('dispatch')
    await consumed(platform, topics.dispatchProgress.name)
    for (const service of ['notify', 'intake', 'sla'] as const) await platform.stopService(service)
    const [dispatch, sla] = [seededDatabase(context, platform, 'dispatch'), seededDatabase(context, platform, 'sla')]
    context.say(
      `${await publishLedgers(dispatch, kafka, prefix)} entries and ${await publishClocks(sla, kafka, prefix)} events of clocks are published`,
    )

    const ends = () =>
      Promise.all([topics.slaClock, topics.slaEscalation, topics.dispatchCase].map(({ name }) => kafka.endOffsets(prefix + name)))
    const told = await ends()
    for (const service of ['sla', 'dispatch', 'intake'] as const) await measure(context, platform, service)
    const again = await ends()
    const extra = again.flatMap((of, topic) => [...of].map(([partition, end]) => Number(end - told[topic]!.get(partition)!)))
    context.report({ figure: 'events told again', value: extra.reduce((sum, more) => sum + more, 0), unit: '', goal: { atMost: 0 } })
  },
}

async function consumed({ bus: { kafka, prefix } }: TestPlatform, topic: string): Promise<void> {
  const isBehind = async () => {
    const positions = await kafka.positionsOf(`${prefix}sla`, [prefix + topic])
    if (positions.some(({ next, end }) => next < end)) throw new Error(`sla has not read ${topic}`)
  }
  await eventually(isBehind, { timeout: 60_000 })
}

async function measure(context: BenchContext, platform: TestPlatform, service: Rebuildable): Promise<void> {
  const database = seededDatabase(context, platform, service)
  const before = await checksums(database, service)
  await platform.stopService(service)
  const { kafka, prefix } = platform.bus
  await rebuild({ service, database, kafka, topicPrefix: prefix })
  const total = await eventsOf(database, beforeRebuild(service), service)
  const began = performance.now()
  await platform.startService(service)
  const seconds = await applied(database, service, total, began)
  // What fired last was fired by the sweep, which waits for dispatch to say how far it is.
  if (service === 'sla') await platform.startService('dispatch')
  await eventually(async () => same(before, await checksums(database, service)), { timeout: 60_000 }).catch((error) =>
    context.say(String(error)),
  )
  const rows = Object.entries(await checksums(database, service))
  context.report({ figure: `${service}: events, its start included`, value: total / seconds, unit: '1/s', goal: { atLeast: 5_000 } })
  const different = rows.filter(([table, sum]) => sum !== before[table]).length
  context.report({ figure: `${service}: tables with other rows than before`, value: different, unit: '', goal: { atMost: 0 } })
  context.say(`${service}: ${total} events in ${seconds.toFixed(1)} s`)
  const waiting = await database.one<{ n: number }>(sql`select count(*)::int as n from messaging.parked`)
  if (waiting?.n) throw new Error(`${waiting.n} events are parked in ${service}`)
}

/** Seconds until every mark stands where it stood before. */
async function applied(database: Database, service: Rebuildable, total: number, began: number): Promise<number> {
  const isDone = async () => {
    const done = await eventsOf(database, service, service)
    if (done < total) throw new Error(`${done} of ${total} events are applied`)
  }
  await eventually(isDone, { timeout: 20 * 60_000 })
  return (performance.now() - began) / 1_000
}

async function eventsOf(database: Database, consumer: string, service: Rebuildable): Promise<number> {
  const row = await database.one<{ n: number }>(sql`
    select coalesce(sum(last_sequence), 0)::int as n from messaging.consumed where consumer = ${consumer} and topic = any(${[...rebuildable[service]]})`)
  return row?.n ?? 0
}

async function checksums(database: Database, service: Rebuildable): Promise<Record<string, string>> {
  const sums: Record<string, string> = {}
  for (const rows of ROWS[service]) {
    const text = `select count(*) || ' rows ' || coalesce(sum(hashtextextended(r::text, 0)::numeric), 0) as sum from (${rows}) r`
    sums[rows] = (await database.one<{ sum: string }>({ text, values: [] }))!.sum
  }
  return sums
}

function same(before: Record<string, string>, now: Record<string, string>): void {
  for (const [rows, sum] of Object.entries(before)) if (now[rows] !== sum) throw new Error(`${rows}: ${sum} before, ${now[rows]} now`)
}

/** The seeded district as shipped; its clock stands at the end of the seed, so that nothing falls due meanwhile. */
async function frozenPlatform(context: BenchContext, cases: number): Promise<TestPlatform> {
  const seeded = await seeds(context, [cases])
  for (const service of seededServices) await forgetLastBus(seeded.url(service, cases))
  const platform = await TestPlatform.start({
    ...{ servers: {}, shipped: true, speed: 1e-9 },
    environment: (name, _, usual) => (isSeeded(name) ? { ...usual, DATABASE_URL: seeded.url(name, cases) } : usual),
  })
  context.onEnd(() => platform.stop())
  urls.set(platform, (service) => seeded.url(service, cases))
  return platform
}
const urls = new WeakMap<TestPlatform, (service: Rebuildable) => string>()

function seededDatabase({ onEnd }: BenchContext, platform: TestPlatform, service: Rebuildable): Database {
  const database = openDatabase({ url: urls.get(platform)!(service), applicationName: 'bench', max: 2 })
  onEnd(() => database.close())
  return database
}
