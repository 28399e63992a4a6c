import { TestPlatform } from '../test/platform/platform.ts'
import { medianOf } from './alternate.ts'
import type { Bench, BenchContext } from './bench.ts'
import { alternateLifecycles, cpuOfLifecycles, lifecycles, peopleOf } from './lifecycle.ts'
import type { LoadResult } from './load/job.ts'
import { districtPostgres } from './postgres.ts'
import { part } from './run-bench.ts'
import { million, seededPlatform, seeds } from './seed/seeded-platform.ts'

const USERS = 50
const SCENARIO = 'lifecycle-4'

export const bench: Bench = {
  name: 'lifecycle-4',
  what: 'report, accept, solve, get; 50 closed-loop users; floor: the same on fastify and pg with the same durable writes and events',
  async run(context) {
    await part(context, againstTheFloor)
    await part(context, withAMillion)
  },
}

async function againstTheFloor(context: BenchContext): Promise<void> {
  const platform = await TestPlatform.start({ servers: { postgres: districtPostgres }, shipped: true })
  context.onEnd(() => platform.stop())
  const { workers } = await peopleOf(platform)
  const inputAt = ({ intake, dispatch }: { intake: string; dispatch: string }) => ({ intake, dispatch, workers })
  const { product, floor, ratio, ofProduct } = await alternateLifecycles(context, platform, { scenario: SCENARIO, inputAt }, USERS)
  context.report({ figure: 'lifecycles', value: product, unit: '1/s', floor, ratio, goal: { atLeast: 0.5 } })
  reportLatencies(context, 'few cases', ofProduct)
  context.say(`ms of CPU a lifecycle: ${await cpuOfLifecycles(platform, SCENARIO, inputAt(platform.http), paceOf(context))}`)
}

async function withAMillion(context: BenchContext): Promise<void> {
  const cases = million(context)
  const platform = await seededPlatform(context, await seeds(context, [cases]), cases)
  const input = { ...platform.http, ...(await peopleOf(platform)) }
  const results: LoadResult[] = []
  // As many legs as against the floor: in the first ones V8 is still compiling.
  for (let leg = 0; leg < context.legs; leg++) {
    const result = await lifecycles(SCENARIO, input, paceOf(context))
    context.say(`${cases} cases: ${result.perSecond.toFixed(1)}/s, p95 ${result.anyRequest.p95.toFixed(0)} ms a request`)
    results.push(result)
  }
  const perSecond = medianOf(results.map((result) => result.perSecond))
  context.report({ figure: `lifecycles with ${cases} cases`, value: perSecond, unit: '1/s', goal: { atLeast: 190 } })
  reportLatencies(context, `${cases} cases`, results)
}

const paceOf = ({ seconds }: BenchContext) => ({ users: USERS, seconds, warmUpSeconds: 10 })

function reportLatencies({ report }: BenchContext, where: string, results: readonly LoadResult[]): void {
  const p95 = (of: 'anyRequest' | 'turns') => medianOf(results.map((result) => result[of].p95))
  report({ figure: `p95 of a request with ${where}`, value: p95('anyRequest'), unit: 'ms', goal: { atMost: 300 } })
  report({ figure: `p95 of a lifecycle with ${where}`, value: p95('turns'), unit: 'ms' })
}
