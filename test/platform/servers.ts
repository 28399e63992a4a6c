import { rmSync } from 'node:fs'
import { join } from 'node:path'
import {
  freePort,
  freePorts,
  type KafkaOptions,
  planKafkaCluster,
  startKafka,
  startPostgres,
  type TestServers,
  testFolder,
  testServers,
} from '@yiwang/testing'
import { Faulty } from './faulty.ts'

export interface PlatformServers extends TestServers {
  /** Given only for servers of the platform's own. */
  readonly own?: { readonly postgres: Faulty; readonly broker: Faulty; readonly brokers: readonly Faulty[] }
  stop(): Promise<void>
}

/** Those of the jest run, whose data ends with it. */
export async function sharedServers(): Promise<PlatformServers> {
  return { ...(await testServers()), stop: async () => {} }
}

export interface DurableOptions {
  /** Keeps the data there after the end; else it ends with the platform. */
  readonly folder?: string
  readonly postgres?: Readonly<Record<string, string>>
  readonly kafka?: Partial<KafkaOptions>
  /** Three brokers with three replicas of everything instead of a lone one. */
  readonly cluster?: boolean
  /** Small segments let a small limit of the size of files hit the tables and not the log. */
  readonly walSegmentMb?: number
}

/** A PostgreSQL and a broker of the platform's own with the durable defaults of a production, which come back with their data. */
export async function durableServers({ folder, ...options }: DurableOptions = {}): Promise<PlatformServers> {
  const home = folder ?? testFolder()
  const postgresPort = await freePort()
  const { postgres: settings, walSegmentMb } = options
  const given = { ...(settings && { settings }), ...(walSegmentMb && { walSegmentMb }) }
  const postgres = new Faulty((spawned) => startPostgres({ folder: join(home, 'postgres'), port: postgresPort, ...given, spawned }))
  const { addresses, brokers } = options.cluster ? await cluster(home) : await loneBroker(home, options.kafka)
  await Promise.all([postgres, ...brokers].map((server) => server.start()))
  return {
    postgres: `postgres://postgres@127.0.0.1:${postgresPort}/postgres`,
    brokers: addresses,
    own: { postgres, broker: brokers[0]!, brokers },
    async stop() {
      await Promise.all([postgres, ...brokers].map((server) => server.stop()))
      if (!folder) rmSync(home, { recursive: true, force: true })
    },
  }
}

async function loneBroker(home: string, kafka: Partial<KafkaOptions> = {}) {
  const [port, controllerPort] = (await freePorts(2)) as [number, number]
  const broker = new Faulty((spawned) => startKafka({ folder: join(home, 'kafka'), port, controllerPort, ...kafka, spawned }))
  return { addresses: `127.0.0.1:${port}`, brokers: [broker] }
}

async function cluster(home: string) {
  const plan = await planKafkaCluster(home)
  return { addresses: plan.brokers, brokers: [1, 2, 3].map((node) => new Faulty((spawned) => plan.start(node, spawned))) }
}
