import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { eventually } from '@yiwang/testing'
import type { Cluster } from './cluster.ts'
import { plainPod } from './plain-pod.ts'

export interface LoadPlan {
  readonly http: Readonly<Record<string, string>>
  readonly resident: string
  readonly dispatcher: string
  readonly workers: number
  readonly pauseMs: number
  /** How often a request is tried again. */
  readonly retries: number
}

export interface LoadResult {
  readonly requests: number
  readonly failed: number
  readonly retried: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly slowest: { readonly name: string; readonly ms: number; readonly at: string }
  readonly failures: Readonly<Record<string, number>>
  /** The matters that were answered with 201, with the facts that were answered with 200 or seen. */
  readonly matters: ReadonlyMap<string, readonly string[]>
}

export interface LoadPlace {
  readonly image: string
  readonly labels: Readonly<Record<string, string>>
  /** Not on this node: it is going to be drained. */
  readonly notOn?: string
}

/** A load that runs in a pod of the cluster until it is told to stop. */
export class LoadPod {
  private static started = 0

  private constructor(
    private readonly cluster: Cluster,
    private readonly name: string,
  ) {}

  static async start(cluster: Cluster, plan: LoadPlan, place: LoadPlace): Promise<LoadPod> {
    const name = `load-${++LoadPod.started}`
    const program = readFileSync(join(import.meta.dirname, 'load/load.ts'), 'utf8')
    await cluster.apply(
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { 'load.ts': program } },
      { apiVersion: 'v1', kind: 'Secret', metadata: { name }, stringData: { 'plan.json': JSON.stringify(plan) } },
      plainPod({
        ...place,
        name,
        command: ['node', '/load/program/load.ts'],
        volumes: { '/load/program': { configMap: { name } }, '/load/plan': { secret: { secretName: name } } },
      }),
    )
    const load = new LoadPod(cluster, name)
    await cluster.untilRunning(name)
    await load.until(2)
    return load
  }

  /** So many matters are done. */
  async until(matters: number): Promise<void> {
    await eventually(
      async () => {
        const done = (await this.output()).filter((line) => 'matter' in line).length
        if (done < matters) throw new Error(`the load has brought ${done} of ${matters} matters`)
      },
      { timeout: 60_000, interval: 500 },
    )
  }

  /** Lets it end what it has in hand, and takes what it says. */
  async stop(): Promise<LoadResult> {
    await this.cluster.exec(this.name, 'node', '-e', 'process.kill(1, "SIGTERM")')
    const summary = await eventually(
      async () => {
        const line = (await this.output()).find((candidate) => 'summary' in candidate)
        if (!line) throw new Error('the load does not end')
        return line['summary'] as Omit<LoadResult, 'matters'>
      },
      { timeout: 60_000, interval: 250 },
    )
    const brought = (await this.output()).filter((line) => 'matter' in line)
    await this.cluster.kubectl([
      'delete',
      `pod/${this.name}`,
      `configmap/${this.name}`,
      `secret/${this.name}`,
      '--wait=false',
      '--grace-period=1',
    ])
    return { ...summary, matters: new Map(brought.map(({ matter, facts }) => [matter as string, facts as string[]])) }
  }

  private async output(): Promise<Record<string, unknown>[]> {
    const log = await this.cluster.kubectl(['logs', this.name])
    return log
      .split('\n')
      .filter((line) => line.startsWith('{') && line.endsWith('}'))
      .map((line) => JSON.parse(line) as Record<string, unknown>)
  }
}
