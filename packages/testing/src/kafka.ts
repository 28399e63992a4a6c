import { randomBytes } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
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
  /** A second listener, for clients that come through a proxy. */
  proxied?: { readonly port: number; readonly proxyPort: number }
  /** Goes over what a lone broker has. */
  settings?: Readonly<Record<string, string | number>>
  say?: (line: string) => void
  /** Is told the process at once, before it serves. */
  spawned?: (process: GuardedProcess) => void
}

/** Starts an Apache Kafka (KRaft, one node) on loopback that ends with this process. */
export async function startKafka({ folder, say, spawned, address, proxied, settings, ...ports }: KafkaOptions): Promise<KafkaServer> {
  const { java, formatted } = await kafkaDistribution(say)
  const free = (await freePorts(2)) as [number, number]
  const { port = free[0], controllerPort = free[1] } = ports
  const data = join(folder, 'data')
  const properties = join(folder, 'server.properties')
  mkdirSync(folder, { recursive: true })
  if (!existsSync(join(data, 'meta.properties'))) copyFormatted(formatted, data, settings?.['node.id'])
  const more = { ...(address && { address }), ...(proxied && { proxied }), ...(settings && { settings }) }
  writeFileSync(properties, kafkaProperties({ folder: data, port, controllerPort, ...more }))
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

/** A folder belongs to one node; brokers of a cluster tell their folders apart by an id. */
function copyFormatted(formatted: string, data: string, node: string | number = 1): void {
  cpSync(formatted, data, { recursive: true })
  if (Number(node) === 1) return
  const file = join(data, 'meta.properties')
  const lines = readFileSync(file, 'utf8')
    .replace(/^node\.id=.*$/m, `node.id=${node}`)
    .replace(/^directory\.id=.*$/m, `directory.id=${randomBytes(16).toString('base64url')}`)
  writeFileSync(file, lines)
}
