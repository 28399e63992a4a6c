import type { MatterType } from '../../services/dispatch/src/domain/directory.ts'
import type { Matter } from '../../services/dispatch/src/domain/effects/register.ts'
import { Random } from '../../tools/demo/random.ts'
import type { SeededDistrict } from './district.ts'
import { hexOf } from './life.ts'
import { BEGIN, DAY_MS, NOW } from './period.ts'

const RESIDENTS = 60_000

export interface Report {
  readonly matter: Matter
  readonly type: MatterType
  /** What is drawn for the rest of the life of its case. */
  readonly random: Random
}

/** The matters of one of the days, in the order in which they came in. The same day is the same, whoever makes it. */
export function* reportsOf(day: number, cases: number, district: SeededDistrict): Generator<Report> {
  const begin = BEGIN + day * DAY_MS
  const until = (ms: number) => Math.floor(((ms - BEGIN) / (NOW - BEGIN)) * cases)
  const [first, next] = [until(begin), until(Math.min(begin + DAY_MS, NOW))]
  const each = (Math.min(begin + DAY_MS, NOW) - begin) / (next - first)
  for (let n = first; n < next; n++) {
    const random = new Random(n * 2_654_435_761)
    const receivedAt = begin + Math.floor((n - first + random.next()) * each)
    const grid = random.pick(district.grids)
    const type = random.pick(district.types.filter(({ street }) => street === undefined || grid.startsWith(street)))
    yield {
      matter: { id: idAt(receivedAt, random), area: grid, receivedAt: new Date(receivedAt), ...reporter(grid, district, random) },
      type,
      random,
    }
  }
}

/** Six in ten are residents, the others staff of the grid. */
function reporter(grid: string, district: SeededDistrict, random: Random) {
  const staff = district.actorsOf(district.directory.holdingUnit(grid, 'GRID').id)
  const resident = { kind: 'RESIDENT' as const, id: residentId(random.between(1, RESIDENTS)) }
  const isResident = random.next() < 0.6 || staff.length === 0
  return {
    reporter: isResident ? resident : { kind: 'STAFF' as const, id: random.pick(staff).person },
    system: undefined,
    authority: undefined,
  }
}

const residentId = (n: number): string => `5eed0000-0000-8000-8000-${n.toString(16).padStart(12, '0')}`

/** UUID v7. */
function idAt(ms: number, random: Random): string {
  const time = ms.toString(16).padStart(12, '0')
  const drawn = hexOf(random, 19)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${drawn.slice(0, 3)}-8${drawn.slice(3, 6)}-${drawn.slice(6, 18)}`
}
