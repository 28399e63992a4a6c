import { once } from 'node:events'
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Database, openDatabase, sql } from '@yiwang/database'
import { sealedLength } from '@yiwang/ledger/decision'
import { DEMO_SIGNING_KEY } from '@yiwang/service-kit/start'
import { databaseUrl } from '@yiwang/testing'
import { TestPlatform } from '../test/platform/platform.ts'
import { services } from '../tools/services.ts'
import { alternate } from './alternate.ts'
import type { Bench, BenchContext } from './bench.ts'
import { noticedDecision, openVoting, writeRoll } from './decision.ts'
import { startFloor } from './floor.ts'
import type { ClosedLoop, LoadResult, OpenLoop } from './load/job.ts'
import { requireNoFailures, runLoad } from './load/load.ts'
import { districtPostgres } from './postgres.ts'
import type { BallotsInput } from './scenarios/ballots.ts'
import { loginOf, QUESTION } from './voters.ts'

const USERS = 50
const WARM_UP_SECONDS = 3
/** More than either side casts in a second. */
const MOST_A_SECOND = 2_500
const TOKENS_AT_ONCE = 1_000
const SHARE_OF_MAXIMUM = 0.7

export const bench: Bench = {
  name: 'ballots',
  what: 'a ballot with a token that nobody has seen before, roll, sealing, receipt; floor: fastify, jose, a JSON schema, the same statements and sealing',
  async run(context) {
    const { legs, seconds, say, report, onEnd } = context
    const platform = await TestPlatform.start({ servers: { postgres: districtPostgres }, shipped: true })
    onEnd(() => platform.stop())
    const { id } = await noticedDecision(platform, { amount: 1_000, unit: 'CALENDAR_DAYS' })
    const heads = MOST_A_SECOND * (seconds + WARM_UP_SECONDS) * (legs + 2)
    await writeRoll(platform, id, heads)
    say(`a roll of ${heads} heads; frozen and opened in ${(await openVoting(platform, id)).toFixed(1)} s`)
    const floor = await startBallotsFloor(platform, id, context)
    const tokens = await writeTokens(platform, heads, context)
    say('everybody has a token')
    const sides = {
      floor: new Side(floor.database, { ...tokens, origin: floor.origin, decision: id, to: heads }),
      product: new Side(platform.database('voting'), { ...tokens, origin: platform.http.voting, decision: id, to: heads }),
    }
    const leg = (who: keyof typeof sides) => async (number: number, forSeconds: number) => {
      const result = await sides[who].vote({ users: USERS, seconds: forSeconds, warmUpSeconds: WARM_UP_SECONDS })
      say(`leg ${number + 1}, ${who}: ${result.perSecond.toFixed(0)}/s, p95 ${result.anyRequest.p95.toFixed(0)} ms`)
      return result.perSecond
    }
    await leg('product')(-1, seconds)
    await leg('floor')(-1, seconds)
    const reached = await alternate({ legs, seconds }, leg('floor'), leg('product'))
    report({
      ...{ figure: 'ballots', value: reached.product, unit: '1/s' },
      ...{ floor: reached.floor, ratio: reached.ratio, goal: { atLeast: 0.5 } },
    })
    const { anyRequest } = await sides.product.vote({ phases: [{ rate: SHARE_OF_MAXIMUM * reached.product, seconds }] })
    say(`at ${SHARE_OF_MAXIMUM} of the maximum: p50 ${anyRequest.p50.toFixed(1)} ms, p95 ${anyRequest.p95.toFixed(1)} ms`)
    report({ figure: `p99 at ${SHARE_OF_MAXIMUM} of the maximum`, value: anyRequest.p99, unit: 'ms', goal: { atMost: 300 } })
  },
}

/** One of the two that take ballots. Nobody votes twice. */
class Side {
  private from = 0
  private cast = 0

  constructor(
    private readonly database: Database,
    private readonly input: Omit<BallotsInput, 'from'>,
  ) {}

  async vote(pace: ClosedLoop | OpenLoop): Promise<LoadResult> {
    const result = await runLoad({ scenario: 'ballots', input: { ...this.input, from: this.from }, pace })
    requireNoFailures(result)
    const { n } = (await this.database.one<{ n: number }>(sql`select count(*)::int as n from ballot`))!
    // Whose turn was under way at the end may have voted or not.
    this.from += n - this.cast + USERS
    this.cast = n
    return result
  }
}

/** The floor on a copy of voting's database. Only voting goes on running: nobody who votes asks another service. */
async function startBallotsFloor(platform: TestPlatform, decision: string, { onEnd }: BenchContext) {
  await Promise.all(services.map((name) => platform.stopService(name)))
  const voting = platform.database('voting')
  const rows = await voting.rows<{ publicKey: Buffer; ruleSet: { secret: boolean } }>(
    sql`select public_key as "publicKey", rule_set as "ruleSet" from decision where id = ${decision}`,
  )
  const { url } = platform.databases.voting
  const administrator = openDatabase({ url: databaseUrl(url, 'postgres'), applicationName: 'bench', max: 1 })
  const name = new URL(url).pathname.slice(1)
  await administrator.run(sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`)
  await administrator.run({ text: `create database ${name}_floor template ${name} strategy file_copy`, values: [] })
  await administrator.close()
  await platform.startService('voting')
  const length = sealedLength({ questions: [{ id: QUESTION }], ruleSet: { secret: false } })
  const publicKey = rows[0]!.publicKey.toString('base64')
  const floorUrl = databaseUrl(url, `${name}_floor`)
  const config = { database: floorUrl, issuer: platform.issuer.url, decision, publicKey, length, signingKey: DEMO_SIGNING_KEY }
  const floor = await startFloor('ballots', config)
  onEnd(() => floor.stop())
  const database = openDatabase({ url: floorUrl, applicationName: 'bench', max: 1 })
  onEnd(() => database.close())
  return { origin: floor.origin, database }
}

/** Of every voter one that outlives the bench, into one file. */
async function writeTokens({ issuer }: TestPlatform, voters: number, { onEnd }: BenchContext) {
  const folder = mkdtempSync(join(tmpdir(), 'yiwang-ballots-'))
  onEnd(() => rmSync(folder, { recursive: true }))
  const tokens = join(folder, 'tokens')
  const out = createWriteStream(tokens)
  let length = 0
  for (let from = 0; from < voters; from += TOKENS_AT_ONCE) {
    const numbers = Array.from({ length: Math.min(TOKENS_AT_ONCE, voters - from) }, (_, k) => from + k)
    const some = await Promise.all(numbers.map((n) => issuer.token(loginOf(n), { expiresIn: 6 * 3600 })))
    length = some[0]!.length
    if (!out.write(some.join(''))) await once(out, 'drain')
  }
  out.end()
  await once(out, 'close')
  return { tokens, length }
}
