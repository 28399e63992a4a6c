import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { eventually } from './eventually.ts'
import { guarded } from './guarded-process.ts'
import { isRunning } from './running.ts'

const startsAServer = `
  import { guarded } from '${resolve(import.meta.dirname, 'guarded-process.ts')}'
  const server = guarded({ command: 'sleep', args: ['600'], stopSignal: 'TERM' })
  console.log(server.pid)
  setInterval(() => {}, 1000)
`

/** A process that started a guarded server, and the server's pid. */
async function launcher() {
  const process = spawn('node', ['--input-type=module', '-e', startsAServer], { stdio: ['ignore', 'pipe', 'inherit'], detached: true })
  const [output] = await once(process.stdout, 'data')
  return { process, server: Number(String(output)) }
}

describe('a guarded process', () => {
  it.each([
    ['its launcher is killed with -9', (pid: number) => process.kill(pid, 'SIGKILL')],
    ["its launcher's whole group is killed with -9", (pid: number) => process.kill(-pid, 'SIGKILL')],
  ])('is gone soon after %s', async (_, kill) => {
    const { process, server } = await launcher()
    expect(isRunning(server)).toBe(true)
    kill(process.pid as number)
    await eventually(() => expect(isRunning(server)).toBe(false), { timeout: 5000 })
  })

  it('is the server itself, and tells how it ended', async () => {
    const server = guarded({ command: 'sh', args: ['-c', 'exit 7'], stopSignal: 'TERM' })
    expect(await server.exit).toEqual({ code: 7, signal: null })
    expect(server.ended()).toBe(true)
  })

  it('is killed if it does not heed its stop signal in time', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'yiwang-guarded-'))
    const logFile = join(folder, 'log')
    const args = ['-c', 'trap "" TERM; echo deaf; while :; do sleep 0.1; done']
    const deaf = guarded({ command: 'sh', args, stopSignal: 'TERM', logFile })
    await eventually(() => expect(readFileSync(logFile, 'utf8')).toBe('deaf\n'))
    await deaf.stop(300)
    expect((await deaf.exit).signal).toBe('SIGKILL')
    rmSync(folder, { recursive: true })
  })
})
