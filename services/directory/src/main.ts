import { runService } from '@yiwang/service-kit/start'
import { directoryConfig } from './config.ts'

await runService({
  name: 'directory',
  config: directoryConfig,
  module: async (config) => (await import('./directory.module.ts')).DirectoryModule.forRoot(config),
})
