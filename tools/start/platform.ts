import { join } from 'node:path'
import { topics } from '@yiwang/contracts'
import { connectKafka, deadLettersOf, ensureTopics } from '@yiwang/messaging'
import { databaseUrl, startKafka, startPostgres } from '@yiwang/testing'
import { issuerUrl } from '../issuer/issuer.ts'
import { deployMigrations } from '../prisma/migrate.ts'
import { type DataFolder, writeWhole } from './data-folder.ts'
import type { DemoClock } from './demo-clock.ts'
import type { Endpoints } from './endpoints.ts'
import type { StartOptions } from './options.ts'
import { fromSource, serving, startService } from './service-process.ts'
import { Supervised, type Watcher } from './supervised.ts'

export const services = ['directory', 'intake', 'dispatch', 'sla', 'notify'] as const
export type ServiceName = (typeof services)[number]

const audience = process.env['TOKEN_AUDIENCE'] ?? 'yiwang'

/** Everything that `npm start` runs, in the order in which it depends on each other. */
export class Platform {
  readonly endpoints: Endpoints
  readonly #children: { servers: Supervised[]; services: Supervised[] } = { servers: [], services: [] }

  private constructor(
    private readonly options: StartOptions,
    private readonly folder: DataFolder,
    private readonly clock: DemoClock,
    private readonly ports: Record<string, number>,
    private readonly say: (line: string) => void,
  ) {
    this.endpoints = {
      http: byService((name) => `http://127.0.0.1:${ports[name]}`),
      grpc: byService((name) => `127.0.0.1:${ports[`${name}-grpc`]}`),
      kafka: options.kafka ?? `127.0.0.1:${ports['kafka']}`,
      postgres: options.postgres ?? `postgres://postgres@127.0.0.1:${ports['postgres']}/postgres`,
      issuer: options.issuer ?? issuerUrl(ports['issuer'] as number),
      pids: {},
      clock: { realOrigin: clock.realOrigin, demoOrigin: clock.demoOrigin, speed: clock.speed },
    }
  }

  static async prepare(options: StartOptions, folder: DataFolder, clock: DemoClock, say: (line: string) => void): Promise<Platform> {
    const names = ['postgres', 'kafka', 'kafka-controller', 'issuer', ...services.flatMap((name) => [name, `${name}-grpc`])]
    return new Platform(options, folder, clock, await folder.ports(names), say)
  }

  /** The servers side by side, and on each what belongs there: databases, topics. */
  async startServers(): Promise<void> {
    await Promise.all([
      this.#startPostgres().then(() => this.#migrate()),
      this.#startKafka().then(() => this.#makeTopics()),
      this.#startIssuer(),
    ])
    this.say('servers are up, databases and topics are there')
  }

  /** These services side by side, those that run already left alone. */
  async startServices(names: readonly ServiceName[] = services): Promise<void> {
    const running = new Set(this.#children.services.map(({ name }) => name))
    await Promise.all(names.filter((name) => !running.has(name)).map((name) => this.#startService(name)))
  }

  async stop(): Promise<void> {
    await Promise.all(this.#children.services.map((child) => child.stop()))
    // Kafka and PostgreSQL last: the services drain into them.
    await Promise.all(this.#children.servers.map((child) => child.stop()))
  }

  /** Written once all are ready, and again by rename when a process is replaced. */
  writeEndpoints(): void {
    for (const child of [...this.#children.servers, ...this.#children.services]) {
      if (child.pid && child.name !== 'issuer') this.endpoints.pids[child.name] = child.pid
    }
    writeWhole(this.folder.endpoints, this.endpoints)
  }

  get clockEnvironment(): Record<string, string> {
    return this.clock.environment()
  }

  database = (service: string): string => databaseUrl(this.endpoints.postgres, service)

  async #startPostgres(): Promise<void> {
    if (this.options.postgres) return
    const port = this.ports['postgres'] as number
    await this.#run(
      this.#children.servers,
      'postgres',
      async () => (await startPostgres({ folder: this.folder.of('postgres'), port })).process,
    )
  }

  async #startKafka(): Promise<void> {
    if (this.options.kafka) return
    const place = { port: this.ports['kafka'] as number, controllerPort: this.ports['kafka-controller'] as number }
    const start = async () => (await startKafka({ folder: this.folder.of('kafka'), ...place, say: this.say })).process
    await this.#run(this.#children.servers, 'kafka', start)
  }

  async #startIssuer(): Promise<void> {
    if (this.options.issuer) return
    const clients = Object.fromEntries(services.map((name) => [`service:${name}`, this.folder.secret(`client ${name}`)]))
    const options = JSON.stringify({ port: this.ports['issuer'], keyFile: this.folder.issuerKeys, audience, clients })
    const log = this.folder.log('issuer')
    const discovery = `${this.endpoints.issuer}/.well-known/openid-configuration`
    await this.#run(this.#children.servers, 'issuer', (stopping) =>
      serving(fromSource('tools/issuer/main.ts', [options], {}, log), discovery, log, stopping),
    )
  }

  async #migrate(): Promise<void> {
    const migrated = await Promise.all(services.map(async (name) => ((await deployMigrations(name, this.database(name))) ? [name] : [])))
    if (migrated.flat().length > 0) this.say(`migrated the databases of ${migrated.flat().join(', ')}`)
  }

  async #makeTopics(): Promise<void> {
    const own = Object.values(topics)
    const kafka = connectKafka({ brokers: this.endpoints.kafka, clientId: 'launcher' })
    await ensureTopics(kafka, [...own, ...own.map((topic) => deadLettersOf(topic.name))], process.env['TOPIC_PREFIX'] ?? '')
  }

  #startService(name: ServiceName): Promise<void> {
    const httpPort = this.ports[name] as number
    const process = { name, httpPort, env: this.#environment(name), logFile: this.folder.log(name) }
    return this.#run(this.#children.services, name, (stopping) => startService(process, stopping))
  }

  async #run(among: Supervised[], name: string, launch: ConstructorParameters<typeof Supervised>[0]['launch']): Promise<void> {
    const watcher: Watcher = { say: this.say, restarted: () => this.writeEndpoints() }
    const child = new Supervised({ name, launch }, watcher)
    among.push(child)
    await child.start().catch((error) => Promise.reject(new Error(`${name} did not start: ${error.message}`, { cause: error })))
  }

  #environment(name: ServiceName): Record<string, string> {
    const { grpc, kafka, issuer } = this.endpoints
    return {
      NODE_ENV: 'development',
      HOST: '127.0.0.1',
      HTTP_PORT: String(this.ports[name]),
      GRPC_PORT: String(this.ports[`${name}-grpc`]),
      DATABASE_URL: this.database(name),
      KAFKA_BROKERS: kafka,
      ISSUER_URL: issuer,
      TOKEN_AUDIENCE: audience,
      SERVICE_CLIENT_ID: `service:${name}`,
      SERVICE_CLIENT_SECRET: this.options.issuer ? (process.env['SERVICE_CLIENT_SECRET'] ?? 'none') : this.folder.secret(`client ${name}`),
      PAGE_TOKEN_SECRET: this.folder.secret('page tokens'),
      DIRECTORY_GRPC: grpc.directory,
      INTAKE_GRPC: grpc.intake,
      DISPATCH_GRPC: grpc.dispatch,
      SLA_GRPC: grpc.sla,
      ATTACHMENTS_DIR: this.folder.of('attachments'),
      WEBHOOK_PRIVATE_TARGETS: 'allow',
      NODE_COMPILE_CACHE: join(this.folder.folder, '../.cache/node'),
      ...this.clock.environment(),
    }
  }
}

function byService<T>(of: (name: ServiceName) => T): Record<ServiceName, T> {
  return Object.fromEntries(services.map((name) => [name, of(name)])) as Record<ServiceName, T>
}
