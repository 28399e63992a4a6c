import { swcFromSource } from './tools/swc-options.mjs'

const everywhere = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  transform: { '^.+\\.ts$': ['@swc/jest', swcFromSource] },
  modulePathIgnorePatterns: ['/dist/', '/.yiwang/'],
}
const needServers = ['**/*.db.spec.ts', '**/*.kafka.spec.ts', '**/test/journeys/**/*.spec.ts']

// Two projects: what needs no server, and what needs the PostgreSQL and the Kafka that packages/testing starts once a run.
export default {
  testTimeout: 60_000,
  projects: [
    { ...everywhere, displayName: 'quick', testMatch: ['**/*.spec.ts', ...needServers.map((pattern) => `!${pattern}`)] },
    {
      ...everywhere,
      displayName: 'servers',
      testMatch: needServers,
      globalSetup: '<rootDir>/packages/testing/jest/global-setup.mjs',
      globalTeardown: '<rootDir>/packages/testing/jest/global-teardown.mjs',
    },
  ],
}
