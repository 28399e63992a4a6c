import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type GuardedProcess, guarded } from './guarded-process.ts'
import { kafkaDistribution } from './kafka-distribution.ts'
import { kafkaProperties } from './kafka-properties.ts'
import { freePorts, portOpen } from './ports.ts'

export interface KafkaServer {
  /** `host:port` */
  readonly brokers: string
  readonly port: number
  readonly controllerPort: number
  readonly process: GuardedProcess
  stop(): Promise<void>
}

export interface KafkaOptions {
  /** Holds the data and the log; what is there is used again. */
  folder: string
  port?: number
  controllerPort?: number
  /** The address at which its clients reach it, loopback if not said. */
  address?: string
  say?: (line: string) => void
  /** Is told the process at once, before it serves. */
  spawned?: (process: GuardedProcess) => void
}

/** Starts an Apache Kafka (KRaft, one node) on loopback that ends with this process. */
export async function startKafka({ folder, say, spawned, address, ...ports }: KafkaOptions): Promise<KafkaServer> {
  const { java, formatted } = await kafkaDistribution(say)
  const free = (await freePorts(2)) as [number, number]
  const { port = free[0], controllerPort = free[1] } = ports
  const data = join(folder, 'data')
  const properties = join(folder, 'server.properties')
  mkdirSync(folder, { recursive: true })
  if (!existsSync(join(data, 'meta.properties'))) cpSync(formatted, data, { recursive: true })
  writeFileSync(properties, kafkaProperties({ folder: data, port, controllerPort, ...(address && { address }) }))
  const server = guarded({
    command: 'java',
    args: [...java, 'kafka.Kafka', properties],
    stopSignal: 'TERM',
    logFile: join(folder, 'kafka.log'),
  })
  spawned?.(server)
  await portOpen(port, server.ended)
  return { brokers: `${address ?? '127.0.0.1'}:${port}`, port, controllerPort, process: server, stop: () => server.stop() }
}
