import { z } from 'zod'

/** Text that a column keeps and a hash covers as it was sent: no NUL, no half of a surrogate pair. */
export const words = (max: number) =>
  z
    .string()
    .max(max)
    .refine((text) => text.isWellFormed() && !text.includes('\0'), 'must have no NUL and no half of a surrogate pair')

export const code = words(64).min(1)
