import { freePorts, type GuardedProcess, guarded, portOpen } from '@yiwang/testing'
import { type ServiceName, services } from '../../tools/services.ts'
import type { Cluster } from './cluster.ts'

export interface KubernetesService {
  readonly metadata: { readonly name: string; readonly namespace: string }
  readonly spec: { readonly ports: readonly { readonly name: string; readonly port: number }[] }
}

/** The Service of one of ours. */
export async function serviceOf(cluster: Cluster, name: ServiceName): Promise<KubernetesService> {
  const [found] = await cluster.list<KubernetesService>('services', '-l', `app.kubernetes.io/name=${name}`)
  if (!found) throw new Error(`no Service has the label app.kubernetes.io/name=${name}`)
  return found
}

/** The URL at which pods reach a service's HTTP. */
export async function urlWithin(cluster: Cluster, name: ServiceName): Promise<string> {
  const { metadata, spec } = await serviceOf(cluster, name)
  const port = spec.ports.find((candidate) => candidate.name === 'http')!.port
  return `http://${metadata.name}.${metadata.namespace}.svc.cluster.local:${port}`
}

/** Every service's HTTP and gRPC on loopback of this machine, for as long as the pods behind it live. */
export class Forwards {
  private constructor(
    readonly http: Record<ServiceName, string>,
    readonly grpc: Record<ServiceName, string>,
    private readonly processes: readonly GuardedProcess[],
  ) {}

  static async start(cluster: Cluster): Promise<Forwards> {
    const ports = await freePorts(services.length * 2)
    const [http, grpc] = [{} as Record<ServiceName, string>, {} as Record<ServiceName, string>]
    const processes = services.map(async (name, index) => {
      const [httpPort, grpcPort] = ports.slice(index * 2) as [number, number]
      http[name] = `http://127.0.0.1:${httpPort}`
      grpc[name] = `127.0.0.1:${grpcPort}`
      const { metadata } = await serviceOf(cluster, name)
      const places = [`${httpPort}:http`, `${grpcPort}:grpc`]
      const args = ['-n', cluster.namespace, 'port-forward', `service/${metadata.name}`, ...places]
      const forward = guarded({ command: 'kubectl', args, stopSignal: 'TERM' })
      await portOpen(httpPort, forward.ended)
      return forward
    })
    return new Forwards(http, grpc, await Promise.all(processes))
  }

  async stop(): Promise<void> {
    await Promise.all(this.processes.map((process) => process.stop()))
  }
}
