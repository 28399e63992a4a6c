import { fork } from 'node:child_process'
import { hash } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { RuleSet } from '@yiwang/counting'
import { sql } from '@yiwang/database'
import { BallotBox, Faults } from '@yiwang/ledger/decision'
import { TestPlatform } from '../test/platform/platform.ts'
import type { Bench, BenchContext } from './bench.ts'
import { analyze, comesTo, command, type Noticed, noticedDecision, openVoting, TRUSTEES, writeRoll } from './decision.ts'
import { requireNoFailures, runLoad } from './load/load.ts'
import { districtPostgres } from './postgres.ts'
import type { SealedBallotsTask } from './sealed-ballots.ts'
import { choiceOf, loginOf, QUESTION } from './voters.ts'

const HEADS = 1_000_000
const OPINIONS = 1_000_000
const PAGES_A_SECOND = 10
const LARGEST_PAGE = 200
const LOOKS = 20
const MB = 1024 * 1024

export const bench: Bench = {
  name: 'count',
  what: 'a roll, ballots and opinions of a million: frozen, opened, counted; turnout, and pages of opinions',
  async run(context) {
    const { scale, report, onEnd } = context
    const platform = await TestPlatform.start({ servers: { postgres: districtPostgres }, shipped: true })
    onEnd(() => platform.stop())
    await Promise.all((['intake', 'dispatch', 'notify'] as const).map((name) => platform.stopService(name)))
    const decision = await noticedDecision(platform, { amount: 30, unit: 'WALL_SECONDS' })
    const heads = Math.round(HEADS * scale)
    await seed(platform, decision.id, heads, context)
    await opinions(platform, decision.id, context)
    report({ figure: 'frozen in', value: await openVoting(platform, decision.id), unit: 's', goal: { atMost: 30 } })
    const looked = () => platform.person('grid-worker-1').ask('voting', 'GET', `/v1/decisions/${decision.id}/turnout`)
    report({ figure: 'turnout, the first look at it', value: await timed(looked), unit: 'ms' })
    report({ figure: 'turnout, p95 of later ones', value: await p95(looked), unit: 'ms', goal: { atMost: 200 } })
    const proved = () => platform.person(loginOf(0)).ask('voting', 'GET', `/v1/decisions/${decision.id}/roll/mine`)
    report({ figure: 'proof of a line, the first', value: (await timed(proved)) / 1_000, unit: 's' })
    report({ figure: 'proof of a line, p95 of later ones', value: await p95(proved), unit: 'ms' })
    await comesTo(platform, decision.id, ({ stage }) => stage === 'COUNTING', 600_000)
    report({ figure: 'closed after the end', value: await closedAfter(platform, decision.id), unit: 's' })
    await count(platform, decision, heads, context)
    report({
      figure: 'counting alone',
      value: countingAlone(await ruleSetOf(platform, decision.id), heads),
      unit: 's',
      goal: { atMost: 1 },
    })
  },
}

/** Not measured: the roll is written during the notice, ballots come one by one. */
async function seed(platform: TestPlatform, id: string, heads: number, { say, scale }: BenchContext): Promise<void> {
  await writeRoll(platform, id, heads)
  say(`a roll of ${heads} heads is written`)
  const { url } = platform.databases.voting
  const at = new Date('2026-03-03T09:00:00+08:00').toISOString()
  const bounds = ['', `7f${'f'.repeat(62)}`, 'f'.repeat(64)]
  await Promise.all([0, 1].map((half) => castAll({ url, decision: id, after: bounds[half]!, upTo: bounds[half + 1]!, at })))
  say('everybody has voted')
  await platform.database('voting').run({ text: GIVE_OPINIONS, values: [id, Math.round(OPINIONS * scale)] })
  await analyze(platform.database('voting'))
  say('and said what they think')
}

async function castAll(task: SealedBallotsTask): Promise<void> {
  const worker = fork(join(import.meta.dirname, 'sealed-ballots.ts'))
  worker.send(task)
  const [code] = await once(worker, 'exit')
  if (code !== 0) throw new Error(`ballots were not cast: ${code}`)
}

const GIVE_OPINIONS = `
  insert into opinion (id, decision, by_person, place, at, text, attachments, supporters, outcome, answer, answered_by, answered_at)
  select (lpad(to_hex(1772500000000 + n), 12, '0') || '7' || substr(md5(n::text), 1, 3) || '8' || substr(md5(n::text), 4, 15))::uuid, $1,
    gen_random_uuid(), (n % 90 + 1) || '栋', now(), '先比较三家的报价,再决定是否更换全部设备 ' || n, '{}', n % 7, 'PARTLY', '已补充两家报价', gen_random_uuid(), now()
  from generate_series(1, $2::int) n`

async function opinions(platform: TestPlatform, id: string, { report, say, seconds, legs }: BenchContext): Promise<void> {
  const reader = platform.person('grid-worker-1')
  const pageTokens: string[] = []
  for (let next: string | undefined = ''; next !== undefined; ) {
    const after: string = next && `&pageToken=${encodeURIComponent(next)}`
    const path = `/v1/decisions/${id}/opinions?pageSize=${LARGEST_PAGE}${after}`
    next = (await reader.ask<{ nextPageToken?: string }>('voting', 'GET', path)).nextPageToken
    if (next !== undefined) pageTokens.push(next)
  }
  say(`opinions have ${pageTokens.length} pages`)
  const input = { origin: platform.http.voting, decision: id, token: await reader.token(), pageTokens }
  const result = await runLoad({ scenario: 'opinions', input, pace: { phases: [{ rate: PAGES_A_SECOND, seconds: seconds * legs }] } })
  requireNoFailures(result)
  report({ figure: 'a page of opinions, p95', value: result.anyRequest.p95, unit: 'ms', goal: { atMost: 50 } })
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

async function p95(work: () => Promise<unknown>): Promise<number> {
  const took: number[] = []
  for (let n = 0; n < LOOKS; n++) took.push(await timed(work))
  return took.sort((a, b) => a - b)[Math.floor(LOOKS * 0.95)]!
}

/** From the second share to the result; somebody looks at the decision all the while. */
async function count(platform: TestPlatform, { id, shares }: Noticed, heads: number, { report, say }: BenchContext): Promise<void> {
  const hand = (n: number) => command(platform, TRUSTEES[n]!, id, 'share', { share: shares[n] })
  await hand(0)
  const watch = watchCount(platform, id)
  const took = await timed(async () => {
    await hand(2)
    await comesTo(platform, id, ({ countedAt }) => countedAt !== undefined, 600_000)
  })
  const { steps, slowest } = await watch()
  say(`${heads} ballots; ${steps} steps of progress were seen; the slowest look at it took ${slowest.toFixed(0)} ms`)
  report({ figure: 'opened and counted in', value: took / 1_000, unit: 's', goal: { atMost: 60 } })
  report({ figure: 'progress that was seen', value: steps, unit: 'steps' })
  report({ figure: 'memory of voting, at most', value: peakOf(platform.process('voting').pid) / MB, unit: 'MB' })
}

/** Returns what it has seen. */
function watchCount(platform: TestPlatform, id: string): () => Promise<{ steps: number; slowest: number }> {
  const seen = new Set<number>()
  let [slowest, going] = [0, true]
  const looking = (async () => {
    for (; going; await pause(100)) {
      slowest = Math.max(slowest, await timed(() => platform.person('grid-worker-1').ask('voting', 'GET', `/v1/decisions/${id}`)))
      const task = await platform
        .database('voting')
        .one<{ done: number }>(sql`select done from task where decision = ${id} and kind = 'COUNT'`)
      if (task) seen.add(task.done)
    }
  })()
  return async () => {
    going = false
    await looking
    return { steps: seen.size, slowest }
  }
}

/** From its last instant to the instant at which its board was vouched for. */
async function closedAfter(platform: TestPlatform, id: string): Promise<number> {
  const found = await platform.database('voting').one<{ seconds: number }>(sql`
    select extract(epoch from e.at - d.closed_at)::float8 as seconds from decision d join decision_entry e on e.decision = d.id
    where d.id = ${id} and e.fact = 'voting_ended'`)
  return found!.seconds
}

const ruleSetOf = async (platform: TestPlatform, id: string): Promise<RuleSet> =>
  (await platform.database('voting').one<{ rules: RuleSet }>(sql`select rule_set as rules from decision where id = ${id}`))!.rules

/** What is left of a count when every box is open: whose ballot counts, and adding up. */
function countingAlone(ruleSet: RuleSet, heads: number): number {
  const box = new BallotBox(ruleSet, new Faults())
  const named = Array.from({ length: heads }, (_, n) => hash('sha256', String(n)))
  for (const [n, head] of named.entries()) box.enrol(head, 5_000 + (n % 10_000))
  const ballots = named.map((head, n) => ({ head, way: 'ELECTRONIC' as const, serial: 1, choices: choiceOf(n) }))
  const began = performance.now()
  for (const ballot of ballots) box.cast(ballot)
  const [result] = box.count([QUESTION])
  const took = (performance.now() - began) / 1_000
  if (result!.participating.heads !== heads) throw new Error(`${result!.participating.heads} were counted`)
  return took
}

/** Linux only. */
function peakOf(pid: number): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) * 1024
}
