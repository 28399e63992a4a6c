import { execFileSync } from 'node:child_process'
import { isRunning } from '@yiwang/testing'

/**
 * Calls `orphaned` when a process through which this one was started is gone (npm, its shell, the runner): whoever kills one of them with -9
 * means everything, and the signal cannot reach us.
 */
export function watchAncestors(orphaned: () => void): NodeJS.Timeout {
  const ancestors = ancestorsUpToNpm()
  const timer = setInterval(() => {
    if (ancestors.every(isRunning)) return
    clearInterval(timer)
    orphaned()
  }, 300)
  timer.unref()
  return timer
}

/** Without npm above us only the parent counts. */
function ancestorsUpToNpm(): number[] {
  const found: number[] = []
  for (let pid = process.ppid; pid > 1; ) {
    const { parent, command } = describe(pid)
    found.push(pid)
    if (/\bnpm\b/.test(command) && !command.includes('-c')) return found
    pid = parent
  }
  return [process.ppid]
}

function describe(pid: number): { parent: number; command: string } {
  try {
    const [, parent, command] =
      /^\s*(\d+)\s+(.*)$/m.exec(execFileSync('ps', ['-o', 'ppid=,args=', '-p', String(pid)], { encoding: 'utf8' })) ?? []
    return { parent: Number(parent ?? 0), command: command ?? '' }
  } catch {
    return { parent: 0, command: '' }
  }
}
