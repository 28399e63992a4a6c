import { runService } from '@yiwang/service-kit/start'
import { notifyConfig } from './config.ts'

await runService({
  name: 'notify',
  config: notifyConfig,
  module: async (config) => (await import('./notify.module.ts')).NotifyModule.forRoot(config),
})
