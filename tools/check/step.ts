import { execFile } from 'node:child_process'
import { delimiter, join, resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '../..')

/** One thing that must hold. It passes with a remark or nothing, and fails with what a person needs to see. */
export interface Step {
  readonly name: string
  run(): Promise<StepResult>
}

export type StepResult = { readonly passed: true; readonly remark?: string } | { readonly passed: false; readonly output: string }

/** A step that is one command: it passes if the command ends with 0. */
export const commandStep = (name: string, command: string, ...args: string[]): Step => ({
  name,
  run: async () => {
    const { status, output } = await runCommand(command, args)
    return status === 0 ? { passed: true } : { passed: false, output }
  },
})

/** Runs a program of node_modules/.bin or of the PATH in the root folder. */
export function runCommand(command: string, args: readonly string[]): Promise<{ status: number; output: string }> {
  const env = { ...process.env, PATH: join(root, 'node_modules/.bin') + delimiter + process.env['PATH'], NO_COLOR: '1' }
  return new Promise((settle) => {
    execFile(command, args, { cwd: root, env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      settle({ status: error ? Number(error.code) || 1 : 0, output: (stdout + stderr).trim() || (error?.message ?? '') })
    })
  })
}
