import { TestPlatform } from '../test/platform/platform.ts'
import type { Bench } from './bench.ts'
import { cpuWhile } from './cpu.ts'
import { requireNoFailures, runLoad } from './load/load.ts'
import { gridWorkers } from './people.ts'
import type { Lifecycle4Input } from './scenarios/lifecycle-4.ts'

const USERS = 50

export const bench: Bench = {
  name: 'lifecycle-4',
  what: 'report, accept, solve, get; 50 closed-loop users',
  async run({ seconds, report, say, onEnd }) {
    const platform = await TestPlatform.start({ servers: {}, shipped: true })
    onEnd(() => platform.stop())
    const input: Lifecycle4Input = {
      intake: platform.http.intake,
      dispatch: platform.http.dispatch,
      workers: await Promise.all(
        gridWorkers(USERS).map(async ({ login, grid }) => ({ token: await platform.issuer.token(login, { expiresIn: 7200 }), grid })),
      ),
    }
    const pids = Object.fromEntries([
      ...platform.processes().map(({ name, process }) => [name, process.pid]),
      ['postgres', platform.postgres.pid],
      ['kafka', platform.broker.pid],
    ])
    const { result, msPerTurn } = await cpuWhile(pids, () =>
      runLoad({ scenario: 'lifecycle-4', input, pace: { users: USERS, seconds, warmUpSeconds: 5 } }),
    )
    say(JSON.stringify(result.requests))
    say(JSON.stringify(result.turns))
    say(JSON.stringify(msPerTurn))
    say(String(result.failed) + JSON.stringify(result.failures))
    requireNoFailures(result)
    report({ figure: 'lifecycles', value: result.perSecond, unit: '1/s', goal: { atLeast: 190 } })
  },
}
