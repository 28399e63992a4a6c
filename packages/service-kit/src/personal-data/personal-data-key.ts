import { z } from 'zod'

const KEY_BYTES = 32

/** Seals personal data where nobody configured a key; refused in production. */
export const DEMO_PERSONAL_DATA_KEY = Buffer.from('demo-only-personal-data-key-32by').toString('base64')

const isKey = (text: string) => z.base64().safeParse(text).success && Buffer.from(text, 'base64').length === KEY_BYTES

/** PERSONAL_DATA_KEY, for the configuration of a service that keeps personal data: the key that seals, then earlier ones that still open. */
export const personalDataKey = z
  .string()
  .refine((keys) => keys.split(',').every(isKey))
  .default(DEMO_PERSONAL_DATA_KEY)
  .describe(
    '32 random bytes in base64 that seal personal data where it is stored; in production a key of its own; after a comma earlier ones',
  )
