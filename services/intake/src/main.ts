import { runService } from '@yiwang/service-kit/start'
import { intakeConfig } from './config.ts'

await runService({
  name: 'intake',
  config: intakeConfig,
  module: async (config) => (await import('./intake.module.ts')).IntakeModule.forRoot(config),
})
