import { baseConfig, personalDataKey } from '@yiwang/service-kit/start'
import type { z } from 'zod'

export const directoryConfig = baseConfig.extend({ PERSONAL_DATA_KEY: personalDataKey })
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
