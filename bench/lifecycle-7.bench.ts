import { TestPlatform } from '../test/platform/platform.ts'
import { medianOf } from './alternate.ts'
import type { Bench } from './bench.ts'
import { alternateLifecycles, lifecycles, peopleOf } from './lifecycle.ts'
import { districtPostgres } from './postgres.ts'

const USERS = 50
const SCENARIO = 'lifecycle-7'
const SHARE_OF_MAXIMUM = 0.7

export const bench: Bench = {
  name: 'lifecycle-7',
  what: 'report, dispatch, accept, feed back, verify, answer, get; its maximum against the floor, then at 0.7 of it',
  async run(context) {
    const { report, seconds, onEnd } = context
    const platform = await TestPlatform.start({ servers: { postgres: districtPostgres }, shipped: true })
    onEnd(() => platform.stop())
    const people = await peopleOf(platform)
    const inputAt = ({ intake, dispatch }: { intake: string; dispatch: string }) => ({ intake, dispatch, ...people })
    const reached = await alternateLifecycles(context, platform, { scenario: SCENARIO, inputAt }, USERS)
    report({
      ...{ figure: 'lifecycles at the most', value: reached.product, unit: '1/s' },
      ...{ floor: reached.floor, ratio: reached.ratio, goal: { atLeast: 0.5 } },
    })
    const rate = SHARE_OF_MAXIMUM * reached.product
    const phases = [{ rate, seconds: Math.max(5, seconds) }]
    const paced = await lifecycles(SCENARIO, inputAt(platform.http), { phases })
    report({ figure: 'lifecycles at 0.7 of it', value: paced.perSecond, unit: '1/s' })
    report({ figure: 'p95 of a request at 0.7 of it', value: paced.anyRequest.p95, unit: 'ms', goal: { atMost: 100 } })
    report({ figure: 'p95 of a lifecycle at the most', value: medianOf(reached.ofProduct.map(({ turns }) => turns.p95)), unit: 'ms' })
  },
}
