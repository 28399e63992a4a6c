import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './step.ts'

export interface Counts {
  readonly passed: number
  readonly failed: number
}

/** Runs jest with its own output and says how many tests passed and failed; a file that could not run counts as one that failed. */
export async function runJest(args: readonly string[]): Promise<Counts> {
  const report = join(root, '.cache/jest-report.json')
  mkdirSync(join(root, '.cache'), { recursive: true })
  rmSync(report, { force: true })
  const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning']
  const jest = ['node_modules/jest/bin/jest.js', '--json', `--outputFile=${report}`, ...args]
  const child = spawn(process.execPath, [...node, ...jest], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
  const status = await new Promise((settle) => child.on('close', settle))
  try {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(report, 'utf8'))
    const failed = numFailedTests + numRuntimeErrorTestSuites
    return { passed: numPassedTests, failed: failed === 0 && status !== 0 ? 1 : failed }
  } catch {
    return { passed: 0, failed: 1 }
  }
}
