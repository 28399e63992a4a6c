import { topics } from '@yiwang/contracts'
import { sql } from '@yiwang/database'
import { databaseUrl, testDatabase, testTopics } from '@yiwang/testing'
import type { TestPlatform } from '../test/platform/platform.ts'
import { alternate } from './alternate.ts'
import type { BenchContext } from './bench.ts'
import { cpuWhile } from './cpu.ts'
import { type Floor, startFloor } from './floor.ts'
import type { ClosedLoop, LoadResult, OpenLoop } from './load/job.ts'
import { requireNoFailures, runLoad } from './load/load.ts'
import { gridWorkers, streets, withTokens } from './people.ts'

const WARM_UP_SECONDS = 5
const WORKERS = 50
const RESIDENTS = 200

/** The floor of the lifecycles on the platform's servers, with databases and topics of its own. It tells as many people as the product has told. */
export async function startLifecycleFloor(platform: TestPlatform, { onEnd }: BenchContext): Promise<Floor> {
  const postgres = databaseUrl(platform.databases.dispatch.url, 'postgres')
  const made = await Promise.all(
    (['intake', 'dispatch', 'sla', 'notify'] as const).map(async (name) => [name, await testDatabase(name, { postgres })] as const),
  )
  for (const [, database] of made) onEnd(() => database.drop())
  const { prefix } = await testTopics([topics.intakeMatter, topics.dispatchCase, topics.slaClock, topics.notifyDelivery], platform.bus)
  const databases = Object.fromEntries(made.map(([name, { url }]) => [name, url]))
  const config = { databases, brokers: platform.bus.brokers, prefix, issuer: platform.issuer.url, told: await toldOf(platform) }
  const floor = await startFloor('lifecycle', config)
  onEnd(() => floor.stop())
  return floor
}

/** How many people the product tells of a fact, rounded to whole people. */
async function toldOf(platform: TestPlatform): Promise<Record<string, number>> {
  const rows = await platform.database('notify').rows<{ fact: string; people: number }>(sql`
    select split_part(event_type, '.', 4) as fact, round(count(*)::numeric / count(distinct event_id))::int as people
    from delivery where event_type like 'yiwang.dispatch.case.%' group by 1`)
  return Object.fromEntries(rows.map(({ fact, people }) => [fact, people]))
}

export interface Sides {
  readonly scenario: string
  /** What the scenario is given, for services at these places. */
  readonly inputAt: (places: { readonly intake: string; readonly dispatch: string }) => object
}

/** Floor and product by turns under a closed loop; the product's legs come back with what they say of its latencies. */
export async function alternateLifecycles(context: BenchContext, platform: TestPlatform, { scenario, inputAt }: Sides, users: number) {
  const { say, seconds, legs } = context
  const load = async (who: string, at: { intake: string; dispatch: string }, forSeconds: number) => {
    const result = await lifecycles(scenario, inputAt(at), { users, seconds: forSeconds, warmUpSeconds: WARM_UP_SECONDS })
    const { anyRequest, turns } = result
    say(`${who}: ${result.perSecond.toFixed(1)}/s, p95 ${anyRequest.p95.toFixed(0)} ms a request, ${turns.p95.toFixed(0)} ms a lifecycle`)
    return result
  }
  // Services run for weeks: V8 has long compiled what they do. Each of the product's processes has less to do a second than the floor's one, and
  // takes longer for it. Its warm-up also shows how many people are told.
  await load('the product, to warm up', platform.http, 2 * seconds)
  const floor = await startLifecycleFloor(platform, context)
  const atFloor = { intake: floor.origin, dispatch: floor.origin }
  await load('the floor, to warm up', atFloor, seconds)
  const ofProduct: LoadResult[] = []
  const reached = await alternate(
    { legs, seconds },
    async (_, forSeconds) => (await load('floor', atFloor, forSeconds)).perSecond,
    async (_, forSeconds) => {
      const result = await load('product', platform.http, forSeconds)
      ofProduct.push(result)
      return result.perSecond
    },
  )
  return { ...reached, ofProduct }
}

/** Milliseconds of CPU that each process uses a lifecycle, in words; all of it counts, so it begins warm. */
export async function cpuOfLifecycles(platform: TestPlatform, scenario: string, input: object, pace: ClosedLoop): Promise<string> {
  const processes = platform.processes().map(({ name, process }) => [name, process.pid] as const)
  const pids = { ...Object.fromEntries(processes), postgres: platform.postgres.pid, kafka: platform.broker.pid }
  const { msPerTurn } = await cpuWhile(pids, () => lifecycles(scenario, input, { ...pace, warmUpSeconds: 0 }))
  return Object.entries(msPerTurn)
    .map(([name, ms]) => `${name} ${ms.toFixed(1)}`)
    .join(', ')
}

export async function lifecycles(scenario: string, input: object, pace: ClosedLoop | OpenLoop): Promise<LoadResult> {
  const result = await runLoad({ scenario, input, pace })
  requireNoFailures(result)
  return result
}

/** Everybody who appears in a scenario, with their tokens: grid workers, residents, and of those who work in each street with the office to which matters go there. */
export async function peopleOf(platform: TestPlatform) {
  const workers = await withTokens(platform.issuer, gridWorkers(WORKERS))
  const logins = Array.from({ length: RESIDENTS }, (_, n) => ({ login: `bench-resident-${n + 1}` }))
  const residents = (await withTokens(platform.issuer, logins)).map(({ token }) => token)
  const token = (login: string) => platform.issuer.token(login, { expiresIn: 6 * 3600 })
  const manned = streets().map(async ({ code, dispatcher, handler, verifier }) => ({
    code,
    office: await platform.person(dispatcher).unit(code, 'OFFICE', 'property-management'),
    dispatcher: await token(dispatcher),
    handler: await token(handler),
    verifier: await token(verifier),
  }))
  return { workers, residents, streets: await Promise.all(manned) }
}
