import { runService } from '@yiwang/service-kit/start'
import { dispatchConfig } from './config.ts'

await runService({
  name: 'dispatch',
  config: dispatchConfig,
  module: async (config) => (await import('./dispatch.module.ts')).DispatchModule.forRoot(config),
})
