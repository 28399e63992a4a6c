import { topics } from '@yiwang/contracts'
import { databaseUrl, testDatabase, testTopics } from '@yiwang/testing'
import { TestPlatform } from '../test/platform/platform.ts'
import { services } from '../tools/services.ts'
import { alternate } from './alternate.ts'
import type { Bench } from './bench.ts'
import { startFloor } from './floor.ts'
import { requireNoFailures, runLoad } from './load/load.ts'
import { gridWorkers, withTokens } from './people.ts'
import { districtPostgres } from './postgres.ts'

const USERS = 50
const WARM_UP_SECONDS = 3

export const bench: Bench = {
  name: 'accept',
  what: 'POST /v1/matters with token check and validation; floor: fastify, jose, a JSON schema and the same statement, published likewise',
  async run({ seconds, legs, report, say, onEnd }) {
    const platform = await TestPlatform.start({ servers: { postgres: districtPostgres }, shipped: true })
    onEnd(() => platform.stop())
    // intake alone: the floor does not do what the other services make of a matter.
    await Promise.all(services.filter((name) => name !== 'intake').map((name) => platform.stopService(name)))
    const { issuer, bus } = platform
    const database = await testDatabase('intake', { postgres: databaseUrl(platform.databases.intake.url, 'postgres') })
    onEnd(() => database.drop())
    const { prefix } = await testTopics([topics.intakeMatter], bus)
    const floor = await startFloor('accept', { databases: { intake: database.url }, brokers: bus.brokers, prefix, issuer: issuer.url })
    onEnd(() => floor.stop())
    const workers = await withTokens(issuer, gridWorkers(USERS))
    const leg = (who: string, origin: string) => async (number: number, forSeconds: number) => {
      const pace = { users: USERS, seconds: forSeconds, warmUpSeconds: WARM_UP_SECONDS }
      const result = await runLoad({ scenario: 'accept', input: { origin, workers }, pace })
      requireNoFailures(result)
      say(`leg ${number + 1}, ${who}: ${result.perSecond.toFixed(0)}/s, p95 ${result.anyRequest.p95.toFixed(0)} ms`)
      return result.perSecond
    }
    const reached = await alternate({ legs, seconds }, leg('floor', floor.origin), leg('product', platform.http.intake))
    report({
      ...{ figure: 'accepted reports', value: reached.product, unit: '1/s' },
      ...{ floor: reached.floor, ratio: reached.ratio, goal: { atLeast: 0.6 } },
    })
  },
}
