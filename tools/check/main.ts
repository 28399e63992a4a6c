// npm test: everything that CI checks. npm run test:quick (--quick): what needs no server.
import { breakingStep } from './breaking.ts'
import { generatedStep } from './generated.ts'
import { migrationSteps } from './migrations.ts'
import { runJest } from './run-jest.ts'
import { commandStep, type Step } from './step.ts'

const quick = process.argv.includes('--quick')
const migrations = migrationSteps()

const steps: Step[] = [
  commandStep('format and lint (biome)', 'biome', 'check', '.'),
  commandStep('import boundaries (dependency-cruiser)', 'npm', 'run', '-s', 'boundaries'),
  commandStep('contracts are in style (buf lint)', 'buf', 'lint'),
  commandStep('contracts are formatted (buf format)', 'buf', 'format', '--diff', '--exit-code'),
  breakingStep,
  generatedStep,
  ...(quick ? [] : migrations.steps),
  commandStep('types (tsc)', 'npm', 'run', '-s', 'types'),
]

let passed = 0
let failed = 0
for (const step of steps) await check(step)
await migrations.stop()
const jest = await runJest(['--maxWorkers=2', ...(quick ? ['--selectProjects', 'quick'] : [])])
passed += jest.passed
failed += jest.failed
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)

async function check(step: Step): Promise<void> {
  const start = performance.now()
  const result = await step.run().catch((error) => ({ passed: false as const, output: String(error?.stack ?? error) }))
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  if (result.passed) {
    passed++
    console.log(`✓ ${step.name} (${seconds} s)${result.remark ? `: ${result.remark}` : ''}`)
  } else {
    failed++
    console.log(`✗ ${step.name} (${seconds} s)\n${result.output}\n`)
  }
}
