import { baseConfig } from '@yiwang/service-kit/start'
import { z } from 'zod'

/** What notify reads from its environment. */
export const notifyConfig = baseConfig.extend({
  WEBHOOK_PRIVATE_TARGETS: z
    .enum(['allow', 'refuse'])
    .default('refuse')
    .describe('allow or refuse: whether webhooks may call loopback and private addresses; refused in production'),
})
export type NotifyConfig = z.output<typeof notifyConfig>
