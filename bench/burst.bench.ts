import type { TestPlatform } from '../test/platform/platform.ts'
import type { Bench, BenchContext } from './bench.ts'
import { lifecycles, peopleOf } from './lifecycle.ts'
import type { LoadResult, OpenLoop, Second } from './load/job.ts'
import { requireNoFailures, runLoad } from './load/load.ts'
import { million, seededPlatform, seeds } from './seed/seeded-platform.ts'

const USERS = 50
const SCENARIO = 'lifecycle-7'
const RATES = [1, 15, 1, 25, 2, 35, 10]
const OVERLOAD = 3
const OVERLOAD_SECONDS = 60
const NORMAL_RATE = 10
const NORMAL_WITHIN_SECONDS = 10

export const bench: Bench = {
  name: 'burst',
  what: 'lifecycles at 1, 15, 1, 25, 2, 35, 10/s with 1 million cases there, then three times the sustained maximum',
  async run(context) {
    const cases = million(context)
    const platform = await seededPlatform(context, await seeds(context, [cases]), cases)
    const input = { ...platform.http, ...(await peopleOf(platform)) }
    const maximum = await lifecycles(SCENARIO, input, { users: USERS, seconds: context.seconds, warmUpSeconds: 5 })
    context.report({ figure: 'sustained maximum', value: maximum.perSecond, unit: '1/s' })
    await upToTheMaximum(context, input)
    await beyondIt(context, input, platform, maximum.perSecond)
  },
}

const load = (input: object, pace: OpenLoop): Promise<LoadResult> => runLoad({ scenario: SCENARIO, input, pace })

async function upToTheMaximum({ report, say, seconds }: BenchContext, input: object): Promise<void> {
  const result = await load(input, { phases: RATES.map((rate) => ({ rate, seconds: seconds / 3 })) })
  say(`in waves: ${result.done} done, ${JSON.stringify(result.failures)}, p95 ${result.anyRequest.p95.toFixed(0)} ms a request`)
  report({
    figure: 'errors and refusals up to the maximum',
    value: result.failed + result.refused,
    unit: 'lifecycles',
    goal: { atMost: 0 },
  })
  report({ figure: 'p95 of a request up to the maximum', value: result.anyRequest.p95, unit: 'ms' })
}

async function beyondIt({ report, say, scale }: BenchContext, input: object, platform: TestPlatform, maximum: number): Promise<void> {
  const overload = { rate: OVERLOAD * maximum, seconds: Math.max(10, OVERLOAD_SECONDS * Math.min(1, scale)) }
  const result = await load(input, { phases: [overload] })
  const { refused, refusedWithoutRetryAfter, failed, done, anyRequest } = result
  say(`at ${overload.rate.toFixed(0)}/s: ${done} done, ${refused} refused, ${failed} failed ${JSON.stringify(result.failures)}`)
  say(`p95 of a request ${anyRequest.p95.toFixed(0)} ms, by kind ${JSON.stringify(result.requests)}`)
  report({ figure: 'refused beyond it', value: (refused / (refused + done + failed)) * 100, unit: '% of the lifecycles' })
  report({ figure: 'refused without Retry-After', value: refusedWithoutRetryAfter, unit: 'answers', goal: { atMost: 0 } })
  report({ figure: 'other errors beyond it', value: failed, unit: 'lifecycles', goal: { atMost: 0 } })
  report({ figure: 'p95 of what is accepted beyond it', value: anyRequest.p95, unit: 'ms', goal: { atMost: 1000 } })
  const after = await load(input, { phases: [{ rate: NORMAL_RATE, seconds: 3 * NORMAL_WITHIN_SECONDS }] })
  say(
    `afterwards: ${after.timeline.map(({ second, done: ended, refused: no, p95 }) => `${second}: ${ended}/${no} ${p95.toFixed(0)} ms`).join(', ')}`,
  )
  for (const { name } of platform.processes()) say(`${name} has ${await platform.waitingIn(name)} events left to publish`)
  requireNoFailures(after)
  report({ figure: 'normal again after', value: normalAfter(after.timeline), unit: 's', goal: { atMost: NORMAL_WITHIN_SECONDS } })
}

/** The second from which on nothing was refused and a whole lifecycle took a second and a half at most. */
function normalAfter(timeline: readonly Second[]): number {
  const last = timeline.findLast(({ refused, failed, p95 }) => refused > 0 || failed > 0 || p95 > 1500)
  return last ? last.second + 1 : 0
}
