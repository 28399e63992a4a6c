import { baseConfig } from '@yiwang/service-kit/start'
import { z } from 'zod'

/** Encrypts contacts when nobody configured a key; refused in production. */
export const DEMO_CONTACT_KEY = Buffer.from('demo-only-contact-key-of-32-byte').toString('base64')
const KEY_BYTES = 32

export const intakeConfig = baseConfig
  .extend({
    ATTACHMENTS_DIR: z.string().default('.yiwang/attachments').describe('the folder for the files of attachments'),
    CONTACT_KEY: z
      .base64()
      .refine((key) => Buffer.from(key, 'base64').length === KEY_BYTES)
      .default(DEMO_CONTACT_KEY)
      .describe('32 random bytes in base64 that encrypt contacts; in production one of its own'),
  })
  .refine(({ NODE_ENV, CONTACT_KEY }) => NODE_ENV !== 'production' || CONTACT_KEY !== DEMO_CONTACT_KEY, { path: ['CONTACT_KEY'] })
export type IntakeConfig = z.output<typeof intakeConfig>
