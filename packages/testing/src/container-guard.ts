import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { resolve } from 'node:path'

const label = 'yiwang.test-run'

export interface ContainerGuard {
  /** What is started with these labels is guarded. */
  readonly labels: Readonly<Record<string, string>>
  /** Removes every guarded container with its volumes. */
  removeContainers(): Promise<void>
}

/**
 * Containers outlive the process that started them. A process beside us reads our pipe: the pipe closes when this process ends, however it
 * ends (kill -9 included), and the other one then removes our containers. It needs no help of Testcontainers' own reaper, which may be off.
 */
export function guardContainers(): ContainerGuard {
  const run = randomUUID()
  const program = resolve(import.meta.dirname, 'remove-containers.ts')
  // A session of its own: Ctrl-C must not end the one that cleans up.
  const remover = spawn(process.execPath, [program, label, run], { detached: true, stdio: ['pipe', 'ignore', 'inherit'] })
  remover.stdin.on('error', () => {})
  const ended = once(remover, 'exit')
  ended.catch(() => {})
  return {
    labels: { [label]: run },
    async removeContainers() {
      remover.stdin.end()
      const [status] = await ended
      if (status !== 0) throw new Error(`containers may be left: docker ps --all --filter label=${label}=${run}`)
    },
  }
}
