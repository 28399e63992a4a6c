import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { shippedRuleSets } from '@yiwang/counting'
import { ELSEWHERE, type Town } from '../town.ts'
import { type Operation, operationsOf } from './operations.ts'

/** What hostile requests are made of: true tokens, true ids of both streets, page tokens of others. */
export interface Material {
  readonly operations: readonly Operation[]
  readonly tokens: readonly string[]
  readonly badTokens: readonly string[]
  readonly ids: readonly string[]
  /** Of decisions and what belongs to them. */
  readonly decisions: readonly string[]
  readonly compounds: readonly string[]
  readonly trustees: readonly string[]
  /** Where a list of somebody else, or another list, goes on. */
  readonly pageTokens: readonly string[]
  readonly posts: readonly string[]
  readonly areas: readonly string[]
  /** A mapping pack as it should be. */
  readonly pack: object
  /** A rule set with its tests as it should be. */
  readonly ruleSet: object
}

export async function materialOf({ platform, cases, decisions }: Town): Promise<Material> {
  const people = ELSEWHERE.map((login) => platform.person(login))
  const dispatcher = platform.person('dispatcher-1')
  const other = platform.person('dispatcher-1-other')
  const pages = await Promise.all([
    dispatcher.ask<Paged>('dispatch', 'GET', '/v1/cases?pageSize=1'),
    other.ask<Paged>('dispatch', 'GET', '/v1/cases?pageSize=1'),
    other.ask<Paged>('directory', 'GET', '/v1/units?pageSize=1'),
    other.ask<Paged>('notify', 'GET', '/v1/inbox?pageSize=1'),
    platform.person('resident-1-other').ask<Paged>('intake', 'GET', '/v1/matters?pageSize=1'),
    other.ask<Paged>('voting', 'GET', '/v1/rule-sets?pageSize=1'),
    other.ask<Paged>('voting', 'GET', `/v1/compounds/${decisions.compounds[0]}/decisions?pageSize=1`),
  ])
  const token = await dispatcher.token()
  const [head, body, signature] = token.split('.') as [string, string, string]
  const pack = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../../demo/packs/city-management.json'), 'utf8')) as object
  const ruleSet = JSON.parse(readFileSync(new URL('trial.json', shippedRuleSets), 'utf8')) as object
  return {
    ...{ pack, ruleSet },
    operations: await operationsOf(platform),
    tokens: await Promise.all(people.map((person) => person.token())),
    badTokens: [
      ...['', 'x', '.', '..', 'a.b.c', 'null', token.slice(0, -3), `${token}x`, `${head}.${body}.`, `${head}..${signature}`],
      `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.`,
      await platform.issuer.token('dispatcher-1', { expiresIn: -60 }),
      await platform.issuer.token('dispatcher-1', { aud: 'elsewhere' }),
      'x'.repeat(4_000),
    ],
    ids: [...cases.own, ...cases.other],
    decisions: [...decisions.ids, ...decisions.other],
    ...{ compounds: decisions.compounds, trustees: decisions.trustees },
    pageTokens: pages.flatMap(({ nextPageToken }) =>
      nextPageToken ? [nextPageToken, nextPageToken.slice(0, -2), `${nextPageToken}A`] : [],
    ),
    posts: (await Promise.all([dispatcher, other].map((person) => person.me()))).flatMap(({ posts }) =>
      posts.flatMap(({ id, unit }) => [id, unit]),
    ),
    areas: [
      ...new Set(
        (await Promise.all([dispatcher, other].map((person) => person.me()))).flatMap(({ posts }) => posts.map(({ area }) => area)),
      ),
    ],
  }
}

interface Paged {
  readonly nextPageToken?: string
}
