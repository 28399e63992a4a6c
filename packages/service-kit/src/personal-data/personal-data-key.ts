import { z } from 'zod'

const KEY_BYTES = 32

/** Seals personal data where nobody configured a key; refused in production. */
export const DEMO_PERSONAL_DATA_KEY = Buffer.from('demo-only-personal-data-key-32by').toString('base64')

/** PERSONAL_DATA_KEY, for the configuration of a service that keeps personal data. */
export const personalDataKey = z
  .base64()
  .refine((key) => Buffer.from(key, 'base64').length === KEY_BYTES)
  .default(DEMO_PERSONAL_DATA_KEY)
  .describe('32 random bytes in base64 that seal personal data where it is stored; in production a key of its own')
