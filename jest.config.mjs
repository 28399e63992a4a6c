import { swcFromSource } from './tools/swc-options.mjs'

export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  transform: { '^.+\\.ts$': ['@swc/jest', swcFromSource] },
  modulePathIgnorePatterns: ['/dist/', '/.yiwang/'],
  testMatch: ['**/*.spec.ts'],
  // *.spec.ts needs no server; *.db.spec.ts, *.kafka.spec.ts and test/journeys need the servers that packages/testing starts.
  testTimeout: 60_000,
}
