import { baseConfig, personalDataKey } from '@yiwang/service-kit/start'
import { z } from 'zod'

export const directoryConfig = baseConfig.extend({
  PERSONAL_DATA_KEY: personalDataKey,
  ROOM_CLAIMS_A_DAY: z.coerce
    .number()
    .int()
    .min(1)
    .default(10)
    .describe('how many rooms a person may claim within 24 hours, a whole number from 1'),
})
export type DirectoryConfig = z.output<typeof directoryConfig>

/** What the import reads: it talks to the database alone. */
export const importConfig = directoryConfig
  .pick({
    NODE_ENV: true,
    DATABASE_URL: true,
    TOPIC_PREFIX: true,
    PERSONAL_DATA_KEY: true,
    CLOCK_REAL_ORIGIN: true,
    CLOCK_DEMO_ORIGIN: true,
    CLOCK_SPEED: true,
  })
  .partial({ DATABASE_URL: true })
