import { readFileSync } from 'node:fs'
import { join } from 'node:path'

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

/** So many grid workers of the demo district, spread over its streets. */
export function gridWorkers(count: number): Worker[] {
  const logins = new Map(rowsOf('staff.csv').map(([code, login]) => [code!, login!]))
  const workers = rowsOf('holdings.csv').flatMap(([staff, post]) => {
    const grid = /^(\d{15})\/grid-team\/worker$/.exec(post!)?.[1]
    return grid === undefined ? [] : [{ login: logins.get(staff!)!, grid }]
  })
  const every = Math.max(1, Math.floor(workers.length / count))
  return Array.from({ length: count }, (_, n) => workers[(n * every) % workers.length]!)
}
