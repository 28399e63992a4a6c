import { spawn } from 'node:child_process'

export interface Output {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

export interface CommandOptions {
  readonly input?: string
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  readonly timeoutMs?: number
}

const PATIENCE_MS = 600_000

/** Runs a program to its end, whatever it ends with. */
export function outcomeOf(command: string, args: readonly string[], options: CommandOptions = {}): Promise<Output> {
  const { input, env, cwd, timeoutMs = PATIENCE_MS } = options
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, timeout: timeoutMs, stdio: ['pipe', 'pipe', 'pipe'] })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  child.stdin.on('error', () => {})
  child.stdin.end(input ?? '')
  return new Promise((done, failed) => {
    child.once('error', (error) => failed(new Error(`${command} cannot be run: ${error.message}`)))
    child.once('close', (status, signal) =>
      done({ status: status ?? 1, stdout, stderr: signal ? `${stderr}\nended by ${signal}` : stderr }),
    )
  })
}

/** As `outcomeOf`, for what must succeed: what it printed. */
export async function run(command: string, args: readonly string[], options?: CommandOptions): Promise<string> {
  const { status, stdout, stderr } = await outcomeOf(command, args, options)
  if (status !== 0) throw new Error(`${command} ${args.slice(0, 6).join(' ')} … ended with ${status}:\n${tail(stderr + stdout)}`)
  return stdout
}

/** Whether a program of this name can be run. */
export const isThere = (program: string): Promise<boolean> =>
  outcomeOf('sh', ['-c', 'command -v "$0"', program]).then(({ status }) => status === 0)

export const tail = (text: string, lines = 25): string => text.trimEnd().split('\n').slice(-lines).join('\n')
