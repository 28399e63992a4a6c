import { z } from 'zod'

/** At least and at most so many ids, no two of them the same; its document says so too. */
export const differentIds = ({ most, least = 0, because = 'must be different ones' }: Different) =>
  z
    .array(z.uuid())
    .min(least)
    .max(most)
    .refine((all) => new Set(all).size === all.length, because)
    .meta({ uniqueItems: true })

interface Different {
  readonly most: number
  readonly least?: number
  readonly because?: string
}
