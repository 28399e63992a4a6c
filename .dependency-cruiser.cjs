// Who may import whom: docs/decisions/0001-workspace.md.
const pure = ['contracts', 'calendar', 'counting', 'geo', 'ledger']
const packages = (names) => `^packages/(${names.join('|')})/`
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'services-never-import-services',
      severity: 'error',
      from: { path: '^services/([^/]+)/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'contracts-import-nothing-of-ours',
      severity: 'error',
      from: { path: packages(['contracts']) },
      to: { path: '^(packages|services)/', pathNot: packages(['contracts']) },
    },
    {
      name: 'pure-packages-import-contracts-only',
      severity: 'error',
      from: { path: packages(['calendar', 'counting', 'geo', 'ledger', 'database']), pathNot: '\\.(spec|fixture)\\.ts$' },
      // The recount of a decision stands on the count.
      to: { path: '^(packages|services)/', pathNot: `${packages(['contracts', 'counting'])}|^packages/$1/` },
    },
    {
      name: 'messaging-stands-on-database',
      severity: 'error',
      from: { path: packages(['messaging']), pathNot: '\\.(spec|fixture)\\.ts$' },
      to: { path: '^(packages|services)/', pathNot: packages([...pure, 'database', 'messaging']) },
    },
    {
      name: 'service-kit-stands-on-messaging',
      severity: 'error',
      from: { path: packages(['service-kit']), pathNot: '\\.(spec|fixture)\\.ts$' },
      to: { path: '^(packages|services)/', pathNot: packages([...pure, 'database', 'messaging', 'service-kit']) },
    },
    { name: 'packages-never-import-services', severity: 'error', from: { path: '^packages/' }, to: { path: '^services/' } },
    {
      name: 'testing-only-in-tests-bench-and-tools',
      severity: 'error',
      from: { path: '^(packages|services)/', pathNot: '\\.(spec|fixture)\\.ts$|^packages/testing/|^services/[^/]+/test/' },
      to: { path: packages(['testing']) },
    },
    {
      name: 'the-kafka-client-stays-in-messaging',
      severity: 'error',
      from: { pathNot: `${packages(['messaging'])}|^bench/floors/` },
      to: { path: 'node_modules/kafkajs' },
    },
    {
      name: 'domain-is-pure',
      severity: 'error',
      from: { path: '^services/([^/]+)/src/domain/', pathNot: '\\.(spec|fixture)\\.ts$' },
      to: { path: '^(services|packages)/', pathNot: `^services/$1/src/domain/|${packages(pure)}` },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|gen|adapters/db/prisma)/' },
    // The TypeScript compiler of version 7 has no API that dependency-cruiser could use.
    parser: 'swc',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'default'],
      extensions: ['.ts', '.mjs', '.js', '.cjs', '.json'],
    },
  },
}
