import type { TestPlatform } from '../test/platform/platform.ts'
import { alternate, medianOf } from './alternate.ts'
import type { Bench, BenchContext } from './bench.ts'
import { lifecycles, peopleOf } from './lifecycle.ts'
import type { LoadResult } from './load/job.ts'
import { million, seededPlatform, seeds, THOUSANDS } from './seed/seeded-platform.ts'

const USERS = 50
const WARM_UP_SECONDS = 5
const SCENARIOS = ['lifecycle-4', 'lifecycle-7'] as const

export const bench: Bench = {
  name: 'million',
  what: 'lifecycle-4 and lifecycle-7 on a district with 1 million cases, by turns with the same on one with 10 thousand',
  async run(context) {
    const cases = million(context)
    const seeded = await seeds(context, [THOUSANDS, cases])
    const small = await seededPlatform(context, seeded, THOUSANDS)
    const large = await seededPlatform(context, seeded, cases)
    for (const scenario of SCENARIOS) await compare(context, scenario, small, large)
  },
}

async function compare({ report, say, legs, seconds }: BenchContext, scenario: string, small: TestPlatform, large: TestPlatform) {
  const results: LoadResult[] = []
  const leg = (name: string, platform: TestPlatform, kept: LoadResult[]) => async (_: number, forSeconds: number) => {
    const input = { ...platform.http, ...(await peopleOf(platform)) }
    const result = await lifecycles(scenario, input, { users: USERS, seconds: forSeconds, warmUpSeconds: WARM_UP_SECONDS })
    say(`${scenario}, ${name}: ${result.perSecond.toFixed(1)}/s, p95 ${result.anyRequest.p95.toFixed(0)} ms a request`)
    kept.push(result)
    return result.perSecond
  }
  const reached = await alternate({ legs, seconds }, leg('few cases', small, []), leg('many cases', large, results))
  const { floor, product, ratio } = reached
  report({ figure: `${scenario}, many to few cases`, value: product, unit: '1/s', floor, ratio, goal: { atLeast: 0.9 } })
  if (scenario !== 'lifecycle-4') return
  report({ figure: `${scenario} with many cases`, value: product, unit: '1/s', goal: { atLeast: 190 } })
  const p95 = medianOf(results.map(({ anyRequest }) => anyRequest.p95))
  report({ figure: `p95 of a request of ${scenario} with many cases`, value: p95, unit: 'ms', goal: { atMost: 300 } })
}
