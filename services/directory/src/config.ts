import { baseConfig, ConfigurationError } from '@yiwang/service-kit/start'
import { z } from 'zod'

/** Seals personal data where nobody configured a key; refused in production. */
const DEMO_PERSONAL_DATA_KEY = 'demo-only-personal-data-key'
const A_KEY = 'seals names of residents and phones where they are stored, at least 16 characters'

export const directoryConfig = baseConfig.extend({ PERSONAL_DATA_KEY: z.string().min(16).optional().describe(A_KEY) })
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

export function personalDataKey({ NODE_ENV, PERSONAL_DATA_KEY }: Pick<DirectoryConfig, 'NODE_ENV' | 'PERSONAL_DATA_KEY'>): string {
  if (PERSONAL_DATA_KEY === undefined && NODE_ENV === 'production') {
    throw new ConfigurationError([`PERSONAL_DATA_KEY is missing; in production it ${A_KEY}`])
  }
  return PERSONAL_DATA_KEY ?? DEMO_PERSONAL_DATA_KEY
}
