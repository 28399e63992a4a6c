import { runService } from '@yiwang/service-kit/start'
import { slaConfig } from './config.ts'

await runService({ name: 'sla', config: slaConfig, module: async (config) => (await import('./sla.module.ts')).SlaModule.forRoot(config) })
