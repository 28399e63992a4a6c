import { freePort, startTcpProxy, type TcpProxy } from '@yiwang/testing'
import type { ServiceName } from '../../tools/services.ts'

/** The network between the services and their servers: what tests use themselves does not go through it. */
export class Network {
  private postgresPort = 0

  private constructor(
    readonly broker: TcpProxy,
    readonly brokerListener: { readonly port: number; readonly proxyPort: number },
    readonly database: TcpProxy,
  ) {}

  static async start(): Promise<Network> {
    const port = await freePort()
    const broker = await startTcpProxy(() => port)
    const database = await startTcpProxy(() => network.postgresPort)
    const network: Network = new Network(broker, { port, proxyPort: broker.port }, database)
    return network
  }

  /** A service's environment, led through the network. */
  readonly environment = (_: ServiceName, __: number, usual: Readonly<Record<string, string>>): Record<string, string> => {
    const database = new URL(usual['DATABASE_URL']!)
    this.postgresPort = Number(database.port)
    database.port = String(this.database.port)
    return { ...usual, DATABASE_URL: database.href, KAFKA_BROKERS: `127.0.0.1:${this.broker.port}` }
  }

  async stop(): Promise<void> {
    await Promise.all([this.broker.stop(), this.database.stop()])
  }
}
