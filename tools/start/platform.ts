import { topics } from '@yiwang/contracts'
import { connectKafka, deadLettersOf, ensureTopics } from '@yiwang/messaging'
import { databaseUrl, startKafka, startPostgres } from '@yiwang/testing'
import { issuerUrl } from '../issuer/issuer.ts'
import { deployMigrations } from '../prisma/migrate.ts'
import { type ServiceName, services } from '../services.ts'
import { type DataFolder, writeWhole } from './data-folder.ts'
import type { DemoClock } from './demo-clock.ts'
import { deleteTopics, dropDatabases } from './empty-servers.ts'
import type { Endpoints } from './endpoints.ts'
import type { StartOptions } from './options.ts'
import { serviceEnvironment } from './service-environment.ts'
import { fromSource, serving, startService } from './service-process.ts'
import { type ChildToSupervise, Supervised } from './supervised.ts'

const audience = process.env['TOKEN_AUDIENCE'] ?? 'yiwang'

/** Everything that `npm start` runs, in the order in which it depends on each other. */
export class Platform {
  readonly endpoints: Endpoints
  #isComplete = false
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
    const missing = names.filter((name) => !running.has(name))
    await Promise.all(missing.map((name) => this.#start(this.#children.services, this.#service(name, this.endpoints.issuer))))
  }

  async stop(): Promise<void> {
    await Promise.all(this.#children.services.map((child) => child.stop()))
    // Kafka and PostgreSQL last: the services drain into them.
    await Promise.all(this.#children.servers.map((child) => child.stop()))
  }

  /** Written once all are ready, and again by rename when a process is replaced. */
  writeEndpoints(): void {
    this.#isComplete = true
    for (const child of [...this.#children.servers, ...this.#children.services]) {
      if (child.pid && child.name !== 'issuer') this.endpoints.pids[child.name] = child.pid
    }
    writeWhole(this.folder.endpoints, this.endpoints)
  }

  /**
   * For what is loaded in a person's name: a service that believes the issuer of this machine. Where another issuer was given, it runs so for
   * a moment only, before it is started for good.
   */
  async withOwnIssuer(name: ServiceName, work: (http: string, issuer: string) => Promise<void>): Promise<void> {
    const url = issuerUrl(this.ports['issuer'] as number)
    if (url === this.endpoints.issuer) return work(this.endpoints.http[name], url)
    const issuer = this.#issuer(url)
    const service = this.#service(name, url)
    await this.#start(this.#children.servers, issuer)
    await this.#start(this.#children.services, service)
    await work(this.endpoints.http[name], url)
    await service.stop()
    await issuer.stop()
    this.#children.servers = this.#children.servers.filter((child) => child !== issuer)
    this.#children.services = this.#children.services.filter((child) => child !== service)
  }

  get clockEnvironment(): Record<string, string> {
    return this.clock.environment()
  }

  database = (service: string): string => databaseUrl(this.endpoints.postgres, service)

  async isDistrictOnBus(): Promise<boolean> {
    const kafka = connectKafka({ brokers: this.endpoints.kafka, clientId: 'launcher' })
    const ends = await kafka.endOffsets((process.env['TOPIC_PREFIX'] ?? '') + topics.directoryChange.name)
    return [...ends.values()].some((end) => end > 0n)
  }

  async #startPostgres(): Promise<void> {
    if (this.options.postgres) return
    const options = { folder: this.folder.of('postgres'), port: this.ports['postgres'] as number }
    const launch = async () => (await startPostgres(options)).process
    await this.#start(this.#children.servers, this.#child({ name: 'postgres', launch }))
  }

  async #startKafka(): Promise<void> {
    if (this.options.kafka) return
    const ports = { port: this.ports['kafka'] as number, controllerPort: this.ports['kafka-controller'] as number }
    const launch = async () => (await startKafka({ folder: this.folder.of('kafka'), ...ports, say: this.say })).process
    await this.#start(this.#children.servers, this.#child({ name: 'kafka', launch }))
  }

  async #startIssuer(): Promise<void> {
    if (!this.options.issuer) await this.#start(this.#children.servers, this.#issuer(this.endpoints.issuer))
  }

  async #migrate(): Promise<void> {
    if (this.options.fresh && this.options.postgres) await dropDatabases(this.options.postgres, services)
    const migrated = await Promise.all(services.map(async (name) => ((await deployMigrations(name, this.database(name))) ? [name] : [])))
    if (migrated.flat().length > 0) this.say(`migrated the databases of ${migrated.flat().join(', ')}`)
  }

  async #makeTopics(): Promise<void> {
    const own = Object.values(topics)
    const prefix = process.env['TOPIC_PREFIX'] ?? ''
    const kafka = connectKafka({ brokers: this.endpoints.kafka, clientId: 'launcher' })
    if (this.options.fresh && this.options.kafka) await deleteTopics(kafka, prefix)
    await ensureTopics(kafka, [...own, ...own.map((topic) => deadLettersOf(topic.name))], prefix)
  }

  #issuer(url: string): Supervised {
    const clients = Object.fromEntries(services.map((name) => [`service:${name}`, this.folder.secret(`client ${name}`)]))
    const options = JSON.stringify({ port: this.ports['issuer'], keyFile: this.folder.issuerKeys, audience, clients })
    const log = this.folder.log('issuer')
    const launch = (stopping: AbortSignal) => {
      const issuer = fromSource('tools/issuer/main.ts', [], { ISSUER_OPTIONS: options }, log)
      return serving(issuer, `${url}/.well-known/openid-configuration`, log, stopping)
    }
    return this.#child({ name: 'issuer', launch })
  }

  #service(name: ServiceName, issuer: string): Supervised {
    const isOwnIssuer = issuer === issuerUrl(this.ports['issuer'] as number)
    const env = serviceEnvironment(name, {
      endpoints: this.endpoints,
      database: this.database(name),
      issuer,
      audience,
      identityClaim: isOwnIssuer ? 'sub' : (process.env['IDENTITY_CLAIM'] ?? 'sub'),
      clientSecret: isOwnIssuer ? this.folder.secret(`client ${name}`) : (process.env['SERVICE_CLIENT_SECRET'] ?? 'none'),
      pageTokenSecret: this.folder.secret('page tokens'),
      signingKey: Buffer.from(this.folder.secret('signing key'), 'hex').toString('base64'),
      attachments: this.folder.of('attachments'),
      clock: this.clock.environment(),
    })
    const program = { name, httpPort: this.ports[name] as number, env, logFile: this.folder.log(name) }
    return this.#child({ name, launch: (stopping) => startService(program, stopping) })
  }

  #child(child: ChildToSupervise): Supervised {
    const restarted = () => {
      if (this.#isComplete) this.writeEndpoints()
    }
    return new Supervised(child, { say: this.say, restarted })
  }

  async #start(among: Supervised[], child: Supervised): Promise<void> {
    among.push(child)
    await child.start().catch((error) => Promise.reject(new Error(`${child.name} did not start: ${error.message}`, { cause: error })))
  }
}

function byService<T>(of: (name: ServiceName) => T): Record<ServiceName, T> {
  return Object.fromEntries(services.map((name) => [name, of(name)])) as Record<ServiceName, T>
}
