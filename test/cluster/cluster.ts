import { eventually } from '@yiwang/testing'
import { outcomeOf, run } from './command.ts'

export interface Pod {
  readonly metadata: { readonly name: string; readonly labels: Record<string, string>; readonly deletionTimestamp?: string }
  readonly spec: { readonly nodeName?: string; readonly containers: readonly { readonly image: string }[] }
  readonly status: {
    readonly phase: string
    readonly podIP?: string
    readonly conditions?: readonly { readonly type: string; readonly status: string }[]
    readonly containerStatuses?: readonly ContainerStatus[]
  }
}

interface ContainerStatus {
  readonly name: string
  readonly restartCount: number
  readonly ready: boolean
  readonly state: { readonly running?: object }
  readonly lastState: { readonly terminated?: { readonly reason: string; readonly exitCode: number } }
}

interface Node {
  readonly metadata: { readonly name: string }
}

/** The cluster as kubectl sees it, in one namespace. */
export class Cluster {
  constructor(readonly namespace: string) {}

  kubectl(args: readonly string[], input?: string): Promise<string> {
    return run('kubectl', ['-n', this.namespace, ...args], input === undefined ? {} : { input })
  }

  async get<Object>(...args: readonly string[]): Promise<Object> {
    return JSON.parse(await this.kubectl(['get', ...args, '-o', 'json'])) as Object
  }

  async list<Object>(...args: readonly string[]): Promise<Object[]> {
    return (await this.get<{ items: Object[] }>(...args)).items
  }

  apply(...objects: readonly object[]): Promise<string> {
    return this.kubectl(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }))
  }

  /** A namespace of our own under the strictest pod security, empty. */
  async makeNamespace(): Promise<void> {
    await this.removeNamespace()
    const labels = { 'pod-security.kubernetes.io/enforce': 'restricted', 'pod-security.kubernetes.io/warn': 'restricted' }
    await this.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: this.namespace, labels } })
  }

  async removeNamespace(): Promise<void> {
    await run('kubectl', ['delete', 'namespace', this.namespace, '--ignore-not-found', '--timeout=120s'])
  }

  /** Nodes that take pods. */
  async nodes(): Promise<string[]> {
    const { items } = JSON.parse(await run('kubectl', ['get', 'nodes', '-o', 'json'])) as { items: Node[] }
    return items.map(({ metadata }) => metadata.name)
  }

  /** On which ports the pods behind its DNS Service listen; policies see those. Where there is no such Service, the usual one. */
  async dnsPorts(): Promise<number[]> {
    const args = ['get', 'endpointslices', '-n', 'kube-system', '-l', 'kubernetes.io/service-name=kube-dns', '-o', 'json']
    const { items } = JSON.parse(await run('kubectl', args)) as { items: { ports?: { name?: string; port: number }[] | null }[] }
    const ports = items.flatMap((slice) => slice.ports ?? []).filter(({ name }) => name?.startsWith('dns'))
    return ports.length > 0 ? [...new Set(ports.map(({ port }) => port))] : [53]
  }

  /** Pods of a service that are not on their way out. */
  async podsOf(service: string): Promise<Pod[]> {
    const pods = await this.list<Pod>('pods', '-l', `app.kubernetes.io/name=${service}`)
    return pods.filter(({ metadata, status }) => !metadata.deletionTimestamp && !['Succeeded', 'Failed'].includes(status.phase))
  }

  async readyPodsOf(service: string): Promise<Pod[]> {
    return (await this.podsOf(service)).filter(isReady)
  }

  /** Waits until exactly so many pods of a service are there, all of them ready. */
  async untilPods(service: string, wanted: number, timeoutMs: number): Promise<void> {
    const attempt = async () => {
      const pods = await this.podsOf(service)
      const ready = pods.filter(isReady)
      if (pods.length !== wanted || ready.length !== wanted)
        throw new Error(`${service} has ${pods.length} pods, ${ready.length} ready, not ${wanted}`)
    }
    await eventually(attempt, { timeout: timeoutMs, interval: 500 })
  }

  async untilRunning(...pods: readonly string[]): Promise<void> {
    for (const pod of pods) await this.kubectl(['wait', `pod/${pod}`, '--for=jsonpath={.status.phase}=Running', '--timeout=90s'])
  }

  async exec(pod: string, ...command: readonly string[]): Promise<string> {
    return this.kubectl(['exec', pod, '--', ...command])
  }

  /** As `exec`, for what may be cut off half-way. */
  tryExec(pod: string, ...command: readonly string[]) {
    return outcomeOf('kubectl', ['-n', this.namespace, 'exec', pod, '--', ...command])
  }

  /** The kinds of objects that this cluster knows, as `group/Kind`. */
  async kinds(): Promise<Set<string>> {
    const resources = await run('kubectl', ['api-resources', '--no-headers'])
    const columns = resources
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
    return new Set(columns.map((words) => `${words.at(-3)!.split('/').slice(0, -1).join('/')}/${words.at(-1)}`))
  }
}

export const isReady = ({ status }: Pod): boolean =>
  status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false
