import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts, type KafkaOptions, startKafka, startPostgres, type TestServers, testServers } from '@yiwang/testing'
import { Faulty } from './faulty.ts'

export interface PlatformServers extends TestServers {
  /** Given only for servers of the platform's own. */
  readonly own?: { readonly postgres: Faulty; readonly broker: Faulty }
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
}

/** A PostgreSQL and a broker of the platform's own with the durable defaults of a production, which come back with their data. */
export async function durableServers({ folder, postgres: settings, kafka }: DurableOptions = {}): Promise<PlatformServers> {
  const home = folder ?? mkdtempSync(join(tmpdir(), 'yiwang-durable-'))
  const [postgresPort, brokerPort, controllerPort] = (await freePorts(3)) as [number, number, number]
  const given = settings ? { settings } : {}
  const database = new Faulty((spawned) => startPostgres({ folder: join(home, 'postgres'), port: postgresPort, ...given, spawned }))
  const broker = new Faulty((spawned) => startKafka({ folder: join(home, 'kafka'), port: brokerPort, controllerPort, ...kafka, spawned }))
  await Promise.all([database.start(), broker.start()])
  return {
    postgres: `postgres://postgres@127.0.0.1:${postgresPort}/postgres`,
    brokers: `127.0.0.1:${brokerPort}`,
    own: { postgres: database, broker },
    async stop() {
      await Promise.all([database.stop(), broker.stop()])
      if (!folder) rmSync(home, { recursive: true, force: true })
    },
  }
}
