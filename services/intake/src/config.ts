import { baseConfig, personalDataKey } from '@yiwang/service-kit/start'
import { z } from 'zod'

export const intakeConfig = baseConfig.extend({
  ATTACHMENTS_DIR: z.string().default('.yiwang/attachments').describe('the folder for the files of attachments'),
  PERSONAL_DATA_KEY: personalDataKey,
})
export type IntakeConfig = z.output<typeof intakeConfig>
