import { sql } from '@yiwang/database'
import { type Desk, votingDesk } from './desk.fixture.ts'

const NAMED = { area: '2/3', heads: '2/3' }
const rules = (code: string, more: object) => ({
  ruleSet: {
    ...{
      code,
      version: 1,
      names: { zh: '试', en: code },
      form: 'VOTE',
      scopes: ['COMPOUND', 'BUILDING'],
      voters: 'OWNERS',
      advisory: true,
    },
    weights: ['AREA', 'HEADS'],
    quorum: { area: { atLeast: NAMED.area }, heads: { atLeast: NAMED.heads } },
    majority: { of: 'PARTICIPATING', area: { moreThan: '1/2' }, heads: { moreThan: '1/2' } },
    stages: {
      ...{ notice: { amount: 20, unit: 'WALL_SECONDS' }, voting: { amount: 20, unit: 'WALL_SECONDS' } },
      objections: { amount: 20, unit: 'WALL_SECONDS' },
    },
    mayCall: ['COMMUNITY'],
    ...more,
  },
  tests: [
    { name: 'all', heads: [{ count: 1, area: 10_000, choice: 'FOR' }], expect: { quorumMet: true, passed: true } },
    { name: 'none', heads: [{ count: 1, area: 10_000, choice: 'AGAINST' }], expect: { quorumMet: true, passed: false } },
  ],
})
const ballots = { electronic: true, paper: true, first: 'PAPER', replaceable: false, mandates: 1 }
const byHeads = {
  weights: ['HEADS'],
  quorum: { heads: { atLeast: '1/2' } },
  majority: { of: 'PARTICIPATING', heads: { moreThan: '1/2' } },
}

/** A desk with rule sets for every kind of vote. */
export async function ballotsDesk(): Promise<Desk> {
  const desk = await votingDesk()
  const sets = [
    rules('once', { ballots }),
    rules('in-person', { ballots: { ...ballots, mandates: 0 } }),
    rules('electronic-first', { ballots: { ...ballots, first: 'ELECTRONIC' } }),
    rules('secret', { ...byHeads, secret: true, ballots: { ...ballots, paper: false } }),
    rules('secret-paper', { ...byHeads, secret: true, ballots: { ...ballots, electronic: false } }),
    rules('extended', { ballots, extension: { amount: 20, unit: 'WALL_SECONDS' } }),
  ]
  for (const set of sets) await desk.ask('editor-1', 'PUT', `/v1/rule-sets/${set.ruleSet.code}`, set)
  return desk
}

export const ballotsOf = async (desk: Desk, id: string): Promise<number> =>
  (await desk.voting.database.one<{ n: number }>(sql`select count(*)::int as n from ballot where decision = ${id}`))!.n
