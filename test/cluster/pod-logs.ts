import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type GuardedProcess, guarded } from '@yiwang/testing'
import type { Cluster, Pod } from './cluster.ts'

const LOOK_MS = 2_000

/** What every pod of ours says, kept on this machine: a pod takes its log with it when it goes. */
export class PodLogs {
  private readonly following = new Map<string, GuardedProcess>()
  private readonly timer: NodeJS.Timeout

  constructor(
    private readonly cluster: Cluster,
    readonly folder: string,
  ) {
    mkdirSync(folder, { recursive: true })
    this.timer = setInterval(() => void this.look().catch(() => {}), LOOK_MS)
  }

  async stop(): Promise<void> {
    clearInterval(this.timer)
    await Promise.all([...this.following.values()].map((process) => process.stop()))
  }

  /** The lines of level error, each with its pod. */
  errors(): string[] {
    return readdirSync(this.folder).flatMap((file) => {
      const lines = readFileSync(join(this.folder, file), 'utf8').split('\n')
      return lines.filter((line) => line.startsWith('{"level":"error"')).map((line) => `${file}: ${line}`)
    })
  }

  private async look(): Promise<void> {
    for (const { metadata, status } of await this.cluster.list<Pod>('pods', '-l', 'app.kubernetes.io/part-of=yiwang')) {
      for (const { name, restartCount, state } of status.containerStatuses ?? []) {
        const one = `${metadata.name}-${name}-${restartCount}`
        if (this.following.has(one) || !state.running) continue
        const args = ['-n', this.cluster.namespace, 'logs', '-f', metadata.name, '-c', name]
        this.following.set(one, guarded({ command: 'kubectl', args, stopSignal: 'TERM', logFile: join(this.folder, `${one}.log`) }))
      }
    }
  }
}
