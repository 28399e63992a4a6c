import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export interface Floor {
  readonly origin: string
  readonly pid: number
  stop(): Promise<void>
}

/** Starts a program of `bench/floors/` in a process of its own; it gets this as its first message, and answers with its port. */
export async function startFloor(name: string, config: object): Promise<Floor> {
  const process = fork(join(import.meta.dirname, `floors/${name}.ts`))
  process.send(config)
  const [{ port }] = (await Promise.race([once(process, 'message'), endOf(process, name)])) as [{ port: number }]
  return { origin: `http://127.0.0.1:${port}`, pid: process.pid!, stop: () => ended(process) }
}

async function endOf(process: ChildProcess, name: string): Promise<never> {
  const [code] = await once(process, 'exit')
  throw new Error(`the floor ${name} ended with ${code} before it listened`)
}

async function ended(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return
  const exit = once(process, 'exit')
  process.kill('SIGKILL')
  await exit
}
