import { z } from 'zod'

/** `2/3`: a fraction above nothing and at most the whole. */
const fraction = z.string().refine((text) => {
  if (!/^[1-9]\d{0,5}\/[1-9]\d{0,5}$/.test(text)) return false
  const [numerator, denominator] = numbers(text)
  return numerator <= denominator
}, 'is no fraction of the whole, like "2/3"')

/** The part of a whole that is needed: "at least" includes the number itself, "more than" does not (Civil Code Art. 1259). */
export const shareSchema = z.union([z.strictObject({ atLeast: fraction }), z.strictObject({ moreThan: fraction })])
export type Share = z.infer<typeof shareSchema>

/**
 * Whether the part is that share of the whole. Exact: by cross-multiplication of integers. Nothing is no share of nothing.
 * @param part a whole number, as are all areas (0.01 m²) and heads.
 */
export function reaches(share: Share, part: number, whole: number): boolean {
  const [numerator, denominator] = numbers(fractionOf(share))
  const [have, need] = [integer(part) * denominator, integer(whole) * numerator]
  return whole > 0 && ('atLeast' in share ? have >= need : have > need)
}

/** Whether whatever reaches the share reaches the other one too. */
export function isAsStrictAs(share: Share, other: Share): boolean {
  const [n, d] = numbers(fractionOf(share))
  const [m, e] = numbers(fractionOf(other))
  return n * e === m * d ? 'moreThan' in share || 'atLeast' in other : n * e > m * d
}

export const fractionOf = (share: Share): string => ('atLeast' in share ? share.atLeast : share.moreThan)

/** "at least 2/3" */
export const inWords = (share: Share): string => `${'atLeast' in share ? 'at least' : 'more than'} ${fractionOf(share)}`

const numbers = (text: string) => text.split('/').map(BigInt) as [numerator: bigint, denominator: bigint]

function integer(n: number): bigint {
  if (!Number.isSafeInteger(n) || n < 0) throw new RangeError(`${n} is no whole number that can be counted exactly`)
  return BigInt(n)
}
