import type { Random } from './random.ts'

/** A rectangle on the whole-number lattice in which the district is cut up. */
export interface Rect {
  readonly x0: number
  readonly y0: number
  readonly x1: number
  readonly y1: number
}

export interface Part {
  readonly weight: number
}

/**
 * Cuts a rectangle into one piece a part, sized about as the parts' weights: halve the list, cut across the longer side, go on.
 * Every cut is a line of the lattice, so that pieces meet without gap or overlap.
 */
export function cut(rect: Rect, parts: readonly Part[], random: Random): Rect[] {
  if (parts.length === 1) return [rect]
  const total = weigh(parts)
  const at = halfway(parts, total)
  const share = (weigh(parts.slice(0, at)) / total) * (0.94 + 0.12 * random.next())
  const [first, second] = cutInTwo(rect, share)
  return [...cut(first, parts.slice(0, at), random), ...cut(second, parts.slice(at), random)]
}

function cutInTwo(rect: Rect, share: number): [Rect, Rect] {
  const width = rect.x1 - rect.x0
  const height = rect.y1 - rect.y0
  if (width >= height) {
    const x = rect.x0 + toStep(width * share)
    return [
      { ...rect, x1: x },
      { ...rect, x0: x },
    ]
  }
  const y = rect.y1 - toStep(height * share)
  return [
    { ...rect, y0: y },
    { ...rect, y1: y },
  ]
}

/** Cuts keep a distance of whole steps, so that rounding on the ground never makes one point of two. */
const STEP = 20
const toStep = (length: number): number => Math.round(length / STEP) * STEP

const weigh = (parts: readonly Part[]): number => parts.reduce((sum, part) => sum + part.weight, 0)

function halfway(parts: readonly Part[], total: number): number {
  let sum = 0
  for (let at = 1; at < parts.length; at++) {
    sum += parts[at - 1]!.weight
    if (sum + parts[at]!.weight / 2 > total / 2) return at
  }
  return parts.length - 1
}

export type LatticePoint = readonly [x: number, y: number]

/** Every corner of a tiling, by line, so that a piece's outline can name the corners of its neighbours that lie on it. */
export class Corners {
  readonly #byX = new Map<number, number[]>()
  readonly #byY = new Map<number, number[]>()

  constructor(rects: readonly Rect[]) {
    const byX = new Map<number, Set<number>>()
    const byY = new Map<number, Set<number>>()
    for (const { x0, y0, x1, y1 } of rects) {
      for (const [x, y] of [
        [x0, y0],
        [x1, y0],
        [x1, y1],
        [x0, y1],
      ] as const) {
        collect(byX, x, y)
        collect(byY, y, x)
      }
    }
    for (const [x, ys] of byX) this.#byX.set(x, ascending(ys))
    for (const [y, xs] of byY) this.#byY.set(y, ascending(xs))
  }

  /** Counter-clockwise and not closed: from the lower left corner, with every corner of the tiling that lies on the way. */
  outline({ x0, y0, x1, y1 }: Rect): LatticePoint[] {
    return [
      ...this.#alongY(y0, x0, x1),
      ...this.#alongX(x1, y0, y1),
      ...this.#alongY(y1, x0, x1, true).reverse(),
      ...this.#alongX(x0, y0, y1, true).reverse(),
    ]
  }

  #alongY(y: number, from: number, to: number, endIncluded = false): LatticePoint[] {
    return between(this.#byY.get(y) ?? [], from, to, endIncluded).map((x) => [x, y] as const)
  }

  #alongX(x: number, from: number, to: number, endIncluded = false): LatticePoint[] {
    return between(this.#byX.get(x) ?? [], from, to, endIncluded).map((y) => [x, y] as const)
  }
}

/** The sorted values from `from` to `to` without the far end; with `endIncluded` without the near one. */
function between(sorted: readonly number[], from: number, to: number, endIncluded: boolean): number[] {
  return sorted.filter((value) => (endIncluded ? value > from && value <= to : value >= from && value < to))
}

function collect(map: Map<number, Set<number>>, key: number, value: number): void {
  const values = map.get(key)
  if (values) values.add(value)
  else map.set(key, new Set([value]))
}

const ascending = (values: Set<number>): number[] => [...values].sort((a, b) => a - b)
