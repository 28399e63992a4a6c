import { join } from 'node:path'
import type { GuardedProcess } from './guarded-process.ts'
import { startKafka } from './kafka.ts'
import { freePorts } from './ports.ts'

/** Three brokers that are controllers too; every topic has three replicas, two of which must have what is acknowledged. */
export interface KafkaCluster {
  readonly brokers: string
  /** From 1. Starts a broker at its place, at first or after its end. */
  start(node: number, spawned?: (process: GuardedProcess) => void): Promise<void>
}

const NODES = [1, 2, 3]

export async function planKafkaCluster(folder: string): Promise<KafkaCluster> {
  const ports = await freePorts(NODES.length * 2)
  const [clients, controllers] = [ports.slice(0, NODES.length), ports.slice(NODES.length)]
  const settings = {
    'controller.quorum.voters': NODES.map((node, k) => `${node}@127.0.0.1:${controllers[k]}`).join(','),
    'default.replication.factor': NODES.length,
    'min.insync.replicas': 2,
    'offsets.topic.replication.factor': NODES.length,
    'transaction.state.log.replication.factor': NODES.length,
    'transaction.state.log.min.isr': 2,
    'replica.lag.time.max.ms': 5_000,
  }
  return {
    brokers: clients.map((port) => `127.0.0.1:${port}`).join(','),
    async start(node, spawned) {
      const place = { folder: join(folder, `kafka-${node}`), port: clients[node - 1]!, controllerPort: controllers[node - 1]! }
      await startKafka({ ...place, settings: { ...settings, 'node.id': node }, ...(spawned && { spawned }) })
    },
  }
}
