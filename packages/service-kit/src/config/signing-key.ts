import { z } from 'zod'

const SEED_BYTES = 32

/** Signs where nobody configured a key; refused in production. */
export const DEMO_SIGNING_KEY = Buffer.from('demo-only-signing-key-of-32-byte').toString('base64')

const isSeed = (text: string) => z.base64().safeParse(text).success && Buffer.from(text, 'base64').length === SEED_BYTES

/** SIGNING_KEY, for the configuration of a service that signs what others verify: the seed of an Ed25519 key (RFC 8032). */
export const signingKey = z
  .string()
  .refine(isSeed)
  .default(DEMO_SIGNING_KEY)
  .describe('32 random bytes in base64, the seed of the Ed25519 key that signs what is published; in production a key of its own')
