import { baseConfig } from '@yiwang/service-kit/start'
import type { z } from 'zod'

export const slaConfig = baseConfig
export type SlaConfig = z.output<typeof slaConfig>
