import { runService } from '@yiwang/service-kit/start'
import { votingConfig } from './config.ts'

await runService({
  name: 'voting',
  config: votingConfig,
  module: async (config) => (await import('./voting.module.ts')).VotingModule.forRoot(config),
})
