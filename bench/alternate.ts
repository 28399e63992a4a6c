export interface Alternated {
  /** Medians of what floor and product reached. */
  readonly floor: number
  readonly product: number
  /** The median of the ratios of the pairs: what the machine does in between touches both halves of a pair. */
  readonly ratio: number
  readonly floors: readonly number[]
  readonly products: readonly number[]
}

/** One leg: as long as it is told, returning what it reached (more is better). */
export type Leg = (leg: number, seconds: number) => Promise<number>

/** Floor and product by turns, so often. */
export async function alternate({ legs, seconds }: { legs: number; seconds: number }, floor: Leg, product: Leg): Promise<Alternated> {
  const floors: number[] = []
  const products: number[] = []
  for (let leg = 0; leg < legs; leg++) {
    floors.push(await floor(leg, seconds))
    products.push(await product(leg, seconds))
  }
  const ratios = products.map((reached, leg) => reached / floors[leg]!)
  return { floor: medianOf(floors), product: medianOf(products), ratio: medianOf(ratios), floors, products }
}

export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  return Number.isInteger(middle) ? (sorted[middle - 1]! + sorted[middle]!) / 2 : sorted[Math.floor(middle)]!
}
