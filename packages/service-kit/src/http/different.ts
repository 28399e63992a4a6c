import { z } from 'zod'

/** At most so many, each of which differs from all others in `of`; its document says so as far as JSON Schema can. */
export const different = <Item extends z.ZodType>(
  item: Item,
  { most, least = 0, of = String, because = 'must be different ones' }: Different<z.output<Item>>,
) =>
  z
    .array(item)
    .min(least)
    .max(most)
    .refine((all) => new Set(all.map(of)).size === all.length, because)
    .meta({ uniqueItems: true })

interface Different<Value> {
  readonly most: number
  readonly least?: number
  readonly of?: (value: Value) => string
  readonly because?: string
}
