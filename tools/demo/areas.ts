import { readFileSync } from 'node:fs'
import { LATTICE, streetRect } from './ground.ts'
import type { Random } from './random.ts'
import { cut, type Rect } from './tiling.ts'

export type AreaLevel = 'DISTRICT' | 'STREET' | 'COMMUNITY' | 'GRID' | 'MICRO_GRID'

export interface Area {
  readonly code: string
  readonly name: string
  readonly level: AreaLevel
  readonly parent?: string
  readonly households: number
  readonly rect: Rect
}

export const DISTRICT = '500105'
export const GRIDS = 1_379
export const MICRO_GRIDS = 7_111

/** The real district, its streets and communities: what the file says of its source stands in the file. */
const jiangbei = JSON.parse(readFileSync(new URL('./jiangbei-2023.json', import.meta.url), 'utf8')) as {
  rows: [code: string, name: string][]
}

/** Districts, streets and communities are real (jiangbei-2023.json); grids and micro-grids, households and every border are made up. */
export function makeAreas(random: Random): Area[] {
  const rows = jiangbei.rows.map(([code, name]) => ({ code, name: shortName(name) }))
  const communities = rows.filter((row) => row.code.length === 12)
  const gridCounts = spread(
    GRIDS,
    communities.map((row) => (row.name.endsWith('村') ? 5 : 7) + random.between(0, 7)),
  )
  const microCounts = spread(
    MICRO_GRIDS,
    Array.from({ length: GRIDS }, () => random.pick([4, 5, 5, 5, 6])),
    6,
  )
  const areas: Area[] = []
  let nextGrid = 0
  const plans = communities.map((community, at) => ({ ...community, micros: microCounts.slice(nextGrid, (nextGrid += gridCounts[at]!)) }))
  for (const street of rows.filter((row) => row.code.length === 9)) {
    const inStreet = plans.filter((plan) => plan.code.startsWith(street.code)).map((plan) => ({ ...plan, weight: sum(plan.micros) }))
    const rect = streetRect(street.name)
    const rects = cut(rect, inStreet, random)
    const below = inStreet.map((plan, at) => makeCommunity(plan, street.code, rects[at]!, random))
    areas.push(parentOf(street, 'STREET', DISTRICT, rect, below), ...below.flat())
  }
  const district = rows.find((row) => row.code === DISTRICT)!
  const streets = areas.filter((area) => area.level === 'STREET')
  return [{ ...district, level: 'DISTRICT', households: sum(streets.map((street) => street.households)), rect: LATTICE }, ...areas]
}

interface Plan {
  readonly code: string
  readonly name: string
  readonly micros: readonly number[]
}

function makeCommunity(plan: Plan, street: string, rect: Rect, random: Random): Area[] {
  const rects = cut(
    rect,
    plan.micros.map((weight) => ({ weight })),
    random,
  )
  const grids = plan.micros.map((count, at) => {
    const number = at + 1
    const grid = { code: `${plan.code}${String(number).padStart(3, '0')}`, name: `${plan.name}第${number}网格` }
    return makeGrid(grid, plan.code, count, rects[at]!, random)
  })
  return [parentOf(plan, 'COMMUNITY', street, rect, grids), ...grids.flat()]
}

function makeGrid(grid: { code: string; name: string }, parent: string, count: number, rect: Rect, random: Random): Area[] {
  const rects = cut(
    rect,
    Array.from({ length: count }, () => ({ weight: 1 })),
    random,
  )
  const micros = rects.map((piece, at): Area[] => [
    {
      code: `${grid.code}${String(at + 1).padStart(2, '0')}`,
      name: `${grid.name}${at + 1}号微网格`,
      level: 'MICRO_GRID',
      parent: grid.code,
      households: random.between(52, 80),
      rect: piece,
    },
  ])
  return [parentOf(grid, 'GRID', parent, rect, micros), ...micros.flat()]
}

/** `below`: each child with what lies in it, the child first. */
function parentOf(row: { code: string; name: string }, level: AreaLevel, parent: string, rect: Rect, below: readonly Area[][]): Area {
  return { code: row.code, name: row.name, level, parent, households: sum(below.map(([child]) => child!.households)), rect }
}

/** Whole numbers in about the given proportions that add up to `total`, none above `most`. */
function spread(total: number, weights: readonly number[], most = Number.POSITIVE_INFINITY): number[] {
  const scale = total / sum(weights)
  const counts = weights.map((weight) => Math.min(most, Math.max(1, Math.round(weight * scale))))
  for (let at = 0, rest = total - sum(counts); rest !== 0; at = (at + 1) % counts.length) {
    const step = Math.sign(rest)
    if (counts[at]! + step > most || counts[at]! + step < 4) continue
    counts[at]! += step
    rest -= step
  }
  return counts
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

const shortName = (name: string): string => name.replace('社区居民委员会', '社区').replace('村村民委员会', '村')
