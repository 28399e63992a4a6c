/** What a service's main and configuration need. It loads nothing that telemetry has to see first. */
export { runService, type ServiceToRun } from './bootstrap/run-service.ts'
export { type BaseConfig, baseConfig, grpcAddress } from './config/base-config.ts'
export { ConfigurationError, loadConfig } from './config/load-config.ts'
export { DEMO_SIGNING_KEY, signingKey } from './config/signing-key.ts'
export { DEMO_PERSONAL_DATA_KEY, personalDataKey } from './personal-data/personal-data-key.ts'
