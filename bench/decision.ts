import { randomBytes } from 'node:crypto'
import { type Database, sql } from '@yiwang/database'
import { headPseudonym } from '@yiwang/ledger/decision'
import { residentId } from '@yiwang/service-kit'
import { eventually } from '@yiwang/testing'
import type { RollHead } from '../services/voting/src/adapters/db/roll.repository.ts'
import { RollWritingRepository } from '../services/voting/src/adapters/db/roll-writing.repository.ts'
import type { TestPlatform } from '../test/platform/platform.ts'
import { loginOf, QUESTION, roomOf } from './voters.ts'

const COMPOUND = 'ct-01'
const STEWARD = 'community-1'
export const TRUSTEES = ['trustee-1', 'trustee-2', 'trustee-3'] as const
const HEADS_AT_ONCE = 20_000

export interface Noticed {
  readonly id: string
  /** Of the trustees, in their order. */
  readonly shares: readonly string[]
}

/** A named decision of the demo district, brought over HTTP to the end of its notice, with the shares of its key handed out. */
export async function noticedDecision(platform: TestPlatform, voting: { amount: number; unit: string }): Promise<Noticed> {
  await platform.person('editor-1').ask('voting', 'PUT', '/v1/rule-sets/bench', ruleSetOf(voting))
  const { id } = await asSteward<{ id: string }>(platform, 'POST', '/v1/decisions', {
    ...{ ruleSet: 'bench', scope: { compound: COMPOUND }, title: '更换消防设备' },
    questions: [{ id: QUESTION, text: '是否更换消防设备？' }],
    trustees: TRUSTEES.map((login) => residentId(platform.issuer.url, login)),
  })
  await command(platform, STEWARD, id, 'publish')
  await comesTo(platform, id, ({ roll }) => roll !== undefined)
  const shares: string[] = []
  for (const trustee of TRUSTEES) shares.push((await command<{ share: string }>(platform, trustee, id, 'share')).share)
  await comesTo(platform, id, ({ noticeEndedAt }) => noticeEndedAt !== undefined)
  return { id, shares }
}

const seconds = { amount: 5, unit: 'WALL_SECONDS' }
const ruleSetOf = (voting: object) => ({
  ruleSet: {
    ...{
      code: 'bench',
      version: 1,
      names: { zh: '测量', en: 'Bench' },
      advisory: true,
      form: 'VOTE',
      scopes: ['COMPOUND'],
      voters: 'OWNERS',
    },
    ...{ weights: ['AREA', 'HEADS'], quorum: { area: { atLeast: '2/3' }, heads: { atLeast: '2/3' } } },
    majority: { of: 'PARTICIPATING', area: { moreThan: '1/2' }, heads: { moreThan: '1/2' } },
    ...{ stages: { notice: seconds, voting, objections: seconds }, mayCall: ['COMMUNITY'] },
    ballots: { electronic: true, paper: false, first: 'ELECTRONIC', replaceable: false, mandates: 1 },
  },
  tests: [
    { name: 'all', heads: [{ count: 1, area: 10_000, choice: 'FOR' }], expect: { quorumMet: true, passed: true } },
    { name: 'none', heads: [{ count: 1, area: 10_000, choice: 'AGAINST' }], expect: { quorumMet: true, passed: false } },
  ],
})

/** In place of the roll of the demo compound one of so many heads, written as the service writes it. */
export async function writeRoll(platform: TestPlatform, id: string, heads: number): Promise<void> {
  const database = platform.database('voting')
  const roll = new RollWritingRepository()
  await database.transaction(async (tx) => {
    await roll.clear(tx, id)
    let area = 0
    for (let from = 0; from < heads; from += HEADS_AT_ONCE) {
      const numbers = Array.from({ length: Math.min(HEADS_AT_ONCE, heads - from) }, (_, k) => from + k)
      const lines = numbers.map(headOf)
      const voters = numbers.map((n, k) => ({ person: residentId(platform.issuer.url, loginOf(n)), head: lines[k]!.head }))
      await roll.write(tx, id, lines, voters, [])
      area += lines.reduce((sum, line) => sum + line.area, 0)
    }
    await tx.run(sql`update decision set roll_heads = ${heads}, roll_area = ${area}, unsettled = '[]' where id = ${id}`)
  })
  await analyze(database)
}

function headOf(n: number): RollHead {
  const salt = randomBytes(16)
  const rooms = [{ ...roomOf(n), kind: 'DWELLING', area: 5_000 + (n % 10_000) }]
  return { head: headPseudonym(salt, rooms), salt: salt.toString('hex'), members: [`o${n}`], area: rooms[0]!.area, rooms }
}

/** The planner knows what there is, as after a night. */
export const analyze = (database: Database) => database.run(sql`vacuum (analyze)`)

/** Returns how many seconds it took. */
export async function openVoting(platform: TestPlatform, id: string): Promise<number> {
  const began = performance.now()
  await command(platform, STEWARD, id, 'open')
  return (performance.now() - began) / 1_000
}

export const command = <Body = object>(platform: TestPlatform, login: string, id: string, name: string, body: object = {}) =>
  platform.person(login).ask<Body>('voting', 'POST', `/v1/decisions/${id}/${name}`, body)

const asSteward = <Body>(platform: TestPlatform, method: string, path: string, body?: object) =>
  platform.person(STEWARD).ask<Body>('voting', method, path, body)

export interface DecisionView {
  readonly stage: string
  readonly roll?: object
  readonly noticeEndedAt?: string
  readonly countedAt?: string
}

export async function comesTo(
  platform: TestPlatform,
  id: string,
  there: (decision: DecisionView) => boolean,
  timeout = 60_000,
): Promise<void> {
  const look = async () => {
    const decision = await asSteward<DecisionView>(platform, 'GET', `/v1/decisions/${id}`)
    if (!there(decision)) throw new Error(`decision ${id} has not come further than ${decision.stage}`)
  }
  await eventually(look, { timeout, interval: 100 })
}
