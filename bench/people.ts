import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestIssuer } from '@yiwang/testing'

const district = join(import.meta.dirname, '../demo/district')

const rowsOf = (file: string): string[][] =>
  readFileSync(join(district, file), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))

export interface Worker {
  readonly login: string
  /** The code of the grid whose worker they are. */
  readonly grid: string
}

/** Who holds which post now, by the post's code. */
function holders(): Map<string, string> {
  const logins = new Map(rowsOf('staff.csv').map(([code, login]) => [code!, login!]))
  const held = rowsOf('holdings.csv').filter(([, , , to]) => !to)
  return new Map(held.map(([staff, post]) => [post!, logins.get(staff!)!]))
}

/** So many grid workers of the demo district, spread over its streets. */
export function gridWorkers(count: number): Worker[] {
  const workers = [...holders()].flatMap(([post, login]) => {
    const grid = /^(\d{15})\/grid-team\/worker$/.exec(post)?.[1]
    return grid === undefined ? [] : [{ login, grid }]
  })
  const every = Math.max(1, Math.floor(workers.length / count))
  return Array.from({ length: count }, (_, n) => workers[(n * every) % workers.length]!)
}

/** The streets of the demo district, each with who dispatches, handles and verifies there. */
export function streets() {
  const of = holders()
  const codes = [...of.keys()].flatMap((post) => /^(\d{9})\/street-centre\/dispatcher$/.exec(post)?.[1] ?? [])
  return codes.map((code) => ({
    code,
    dispatcher: of.get(`${code}/street-centre/dispatcher`)!,
    handler: of.get(`${code}/property-management/handler`)!,
    verifier: of.get(`${code}/street-centre/verifier`)!,
  }))
}

/** Each with a token that outlives any bench. */
export const withTokens = <Person extends { readonly login: string }>(issuer: Pick<TestIssuer, 'token'>, people: readonly Person[]) =>
  Promise.all(people.map(async (person) => ({ ...person, token: await issuer.token(person.login, { expiresIn: 6 * 3600 }) })))
