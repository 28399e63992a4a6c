import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { openSync } from 'node:fs'

/**
 * The shell replaces itself by the server, so that the child's pid is the server's. Before that it leaves a twice-forked watcher that reads
 * our pipe: the pipe closes when this process ends, however it ends (kill -9 included), and the watcher then ends the server.
 */
const guard = `
exec 3<&0
server=$$
( (
  trap "" INT TERM HUP
  cat <&3 >/dev/null
  kill -s "$0" $server 2>/dev/null
  tries=0
  while kill -0 $server 2>/dev/null && [ $tries -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
  kill -s KILL $server 2>/dev/null
) & )
exec "$@" </dev/null 3<&-
`

export interface GuardedProcess {
  readonly pid: number
  readonly child: ChildProcess
  /** Has ended, by itself or by us. */
  ended(): boolean
  /** Settles when it has ended, with what it ended with. */
  readonly exit: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  /** Asks it to end with its stop signal, insists with SIGKILL, and waits until it has ended. */
  stop(patienceMs?: number): Promise<void>
}

export interface GuardedOptions {
  command: string
  args: readonly string[]
  /** How this server wants to be told to end. */
  stopSignal: 'INT' | 'TERM'
  /** Standard output and error are added to this file. */
  logFile?: string
  options?: Pick<SpawnOptions, 'cwd' | 'env' | 'uid' | 'gid'>
}

/** Starts a server that cannot outlive this process. It has a process group of its own: Ctrl-C reaches it through us only, in our order. */
export function guarded({ command, args, stopSignal, logFile, options }: GuardedOptions): GuardedProcess {
  const output = logFile ? openSync(logFile, 'a') : 'ignore'
  const child = spawn('sh', ['-c', guard, stopSignal, command, ...args], { ...options, detached: true, stdio: ['pipe', output, output] })
  child.stdin?.on('error', () => {})
  const exit = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((settle) => {
    child.once('exit', (code, signal) => {
      child.stdin?.destroy()
      settle({ code, signal })
    })
    child.once('error', () => settle({ code: 127, signal: null }))
  })
  const ended = () => child.exitCode !== null || child.signalCode !== null || child.pid === undefined
  return {
    pid: child.pid ?? -1,
    child,
    exit,
    ended,
    async stop(patienceMs = 20_000) {
      if (ended()) return
      child.kill(`SIG${stopSignal}`)
      const insist = setTimeout(() => child.kill('SIGKILL'), patienceMs)
      await exit
      clearTimeout(insist)
    },
  }
}
