import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { topics } from '@yiwang/contracts'
import { type Database, sql } from '@yiwang/database'
import type { Kafka } from '@yiwang/messaging'
import { eventually, freePorts, type TestDatabase, type TestIssuer, testDatabase, testIssuer, testTopics } from '@yiwang/testing'
import { type ServiceName, services } from '../../tools/services.ts'
import { asShipped, fromSource, serving } from '../../tools/start/service-process.ts'
import { Faulty, type Launch } from './faulty.ts'
import { Person } from './person.ts'
import { type DurableOptions, durableServers, type PlatformServers, sharedServers } from './servers.ts'

const root = resolve(import.meta.dirname, '../..')

export interface PlatformOptions {
  /** How many times faster than real time its clock runs. */
  readonly speed?: number
  /** Servers of the jest run, or durable ones of its own. */
  readonly servers?: 'shared' | DurableOptions
  /** A broker prepared with the topics, instead of that of the servers. */
  readonly bus?: Bus
  /** Runs what `npm run build` made, as an image does, and not the sources. */
  readonly shipped?: boolean
  /** How many processes of a service; 1 where nothing is said. */
  readonly replicas?: Partial<Record<ServiceName, number>>
  /** Goes over what a service reads from its environment. */
  readonly environment?: (name: ServiceName, index: number, usual: Readonly<Record<string, string>>) => Record<string, string>
}

interface Bus {
  readonly prefix: string
  readonly brokers: string
  readonly kafka: Kafka
}

interface Place {
  readonly name: ServiceName
  readonly index: number
  readonly httpPort: number
  readonly grpcPort: number
}

/**
 * The services as processes of their own, on databases and topics of their own, with the demo district imported by the command that a
 * district uses. The clock begins on Tuesday 2026-03-03 at 09:00 in Shanghai.
 */
export class TestPlatform {
  /** Of the first process of each service. */
  readonly http: Record<ServiceName, string>
  private readonly instances = new Map<string, Faulty>()
  private readonly people = new Map<string, Person>()
  private readonly logs = mkdtempSync(join(tmpdir(), 'yiwang-journey-'))

  private constructor(
    private readonly options: PlatformOptions,
    private readonly servers: PlatformServers,
    readonly databases: Record<ServiceName, TestDatabase>,
    readonly bus: Bus,
    readonly issuer: TestIssuer,
    private readonly places: readonly Place[],
    private clock: Record<string, string>,
  ) {
    this.http = ofServices((name) => this.addresses(name)[0]!.http)
  }

  static async start(options: PlatformOptions = {}): Promise<TestPlatform> {
    const { servers: which = 'shared', speed = 1 } = options
    const servers = which === 'shared' ? await sharedServers() : await durableServers(which)
    const [databases, bus, issuer, places] = await Promise.all([
      Promise.all(services.map((name) => testDatabase(name, servers))),
      options.bus ?? testTopics(Object.values(topics), servers),
      testIssuer(),
      findPlaces(options.replicas ?? {}),
    ])
    const clock = clockFrom(Date.parse('2026-03-03T09:00:00+08:00'), speed)
    const databaseOf = ofServices((name) => databases[services.indexOf(name)]!)
    const platform = new TestPlatform(options, servers, databaseOf, bus, issuer, places, clock)
    try {
      await platform.bringUp()
    } catch (failure) {
      await platform.stop()
      throw failure
    }
    return platform
  }

  /** The directory first, until it has published everything: the others then know the district when they say that they are ready. */
  private async bringUp(): Promise<void> {
    await this.importDistrict()
    await this.startService('directory')
    await eventually(
      async () => {
        if ((await this.waitingIn('directory')) > 0) throw new Error('the directory has not published everything')
      },
      { timeout: 60_000 },
    )
    await Promise.all(this.places.filter(({ name }) => name !== 'directory').map(({ name, index }) => this.startService(name, index)))
    await this.loadPacks()
  }

  /** How many events of a service are not yet published. */
  async waitingIn(name: ServiceName): Promise<number> {
    return (await this.database(name).one<{ n: number }>(sql`select count(*)::int as n from messaging.outbox`))?.n ?? 0
  }

  database(name: ServiceName): Database {
    return this.databases[name].database
  }

  /** Where each process of a service listens. */
  addresses(name: ServiceName): { readonly http: string; readonly grpc: string }[] {
    return this.places
      .filter((place) => place.name === name)
      .map(({ httpPort, grpcPort }) => ({ http: `http://127.0.0.1:${httpPort}`, grpc: `127.0.0.1:${grpcPort}` }))
  }

  /** Durable servers of the platform's own, to be broken. */
  get postgres(): Faulty {
    return this.ownServers().postgres
  }

  get broker(): Faulty {
    return this.ownServers().broker
  }

  /** The broker, or the three of a cluster. */
  get brokers(): readonly Faulty[] {
    return this.ownServers().brokers
  }

  private ownServers() {
    if (!this.servers.own) throw new Error('this platform uses the servers of the run: start it with durable ones')
    return this.servers.own
  }

  /** Someone who calls the services; a login that is no staff is a resident. */
  person(login: string): Person {
    const known = this.people.get(login) ?? new Person(login, this.http, this.issuer)
    this.people.set(login, known)
    return known
  }

  /** The process of a service, to be killed or frozen. */
  process(name: ServiceName, index = 0): Faulty {
    const place = this.places.find((place) => place.name === name && place.index === index)
    if (!place) throw new Error(`there is no process ${index} of ${name}`)
    const key = `${name}-${index}`
    const known = this.instances.get(key) ?? new Faulty((spawned) => this.launch(place, spawned))
    this.instances.set(key, known)
    return known
  }

  /** Every process of every service. */
  processes(): { readonly name: ServiceName; readonly index: number; readonly process: Faulty }[] {
    return this.places.map(({ name, index }) => ({ name, index, process: this.process(name, index) }))
  }

  private launch(place: Place, spawned: Parameters<Launch>[0]) {
    const { name, index, httpPort } = place
    const usual = this.environment(place)
    const environment = this.options.environment?.(name, index, usual) ?? usual
    const log = this.logOf(name, index)
    const process = this.options.shipped
      ? asShipped(name, environment, log)
      : fromSource(`services/${name}/src/main.ts`, [], environment, log)
    spawned(process)
    return serving(process, `http://127.0.0.1:${httpPort}/health/ready`, log, new AbortController().signal)
  }

  startService(name: ServiceName, index = 0): Promise<void> {
    return this.process(name, index).start()
  }

  kill(name: ServiceName, index = 0): Promise<void> {
    return this.process(name, index).kill()
  }

  stopService(name: ServiceName, index = 0): Promise<void> {
    return this.process(name, index).stop()
  }

  /** What its clock shows. */
  now(): number {
    const { CLOCK_REAL_ORIGIN, CLOCK_DEMO_ORIGIN, CLOCK_SPEED } = this.clock
    return Number(CLOCK_DEMO_ORIGIN) + (Date.now() - Number(CLOCK_REAL_ORIGIN)) * Number(CLOCK_SPEED)
  }

  /**
   * Half a month in some seconds: every process is stopped as an operator stops it, and started again with the clock moved on. What fell due
   * meanwhile falls due as after a time in which nothing ran.
   */
  async jumpTo(instant: number): Promise<void> {
    if (instant < this.now()) throw new Error(`the clock does not go back to ${new Date(instant).toISOString()}`)
    await Promise.all(this.places.map(({ name, index }) => this.stopService(name, index)))
    this.clock = clockFrom(instant, this.options.speed ?? 1)
    await Promise.all(this.places.map(({ name, index }) => this.startService(name, index)))
  }

  /** The file to which a process of a service writes its log. */
  logOf(name: ServiceName, index = 0): string {
    return join(this.logs, `${name}-${index}.log`)
  }

  logText(name: ServiceName, index = 0): string {
    return readFileSync(this.logOf(name, index), 'utf8')
  }

  async stop(): Promise<void> {
    await Promise.all([...this.instances.values()].map((process) => process.stop()))
    await this.issuer.stop()
    await Promise.allSettled(services.map((name) => this.databases[name].drop()))
    await this.servers.stop()
    rmSync(this.logs, { recursive: true, force: true })
  }

  /** What `npm run import` does, on this platform's directory. */
  importDistrict(folder = 'demo/district'): Promise<void> {
    const env = { ...process.env, ...this.clock, TOPIC_PREFIX: this.bus.prefix, DATABASE_URL: this.databases.directory.url }
    const args = [join(root, 'tools/run.mjs'), 'tools/import.ts', folder, '--strict', '--postgres', this.databases.directory.url]
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
    return new Promise((done, failed) =>
      child.on('close', (status) => (status === 0 ? done() : failed(new Error(`the demo district was not imported:\n${output}`)))),
    )
  }

  private async loadPacks(): Promise<void> {
    const editor = this.person('editor-1')
    for (const system of ['city-management', 'comprehensive-governance', 'emergency-command']) await editor.putPack(system)
  }

  private environment({ name, httpPort, grpcPort }: Place): Record<string, string> {
    const grpc = (of: ServiceName) => this.addresses(of)[0]!.grpc
    return {
      NODE_ENV: 'test',
      HTTP_PORT: String(httpPort),
      GRPC_PORT: String(grpcPort),
      DATABASE_URL: this.databases[name].url,
      KAFKA_BROKERS: this.bus.brokers,
      TOPIC_PREFIX: this.bus.prefix,
      ISSUER_URL: this.issuer.url,
      SERVICE_CLIENT_ID: `service:${name}`,
      SERVICE_CLIENT_SECRET: 'a secret of the tests',
      DIRECTORY_GRPC: grpc('directory'),
      INTAKE_GRPC: grpc('intake'),
      DISPATCH_GRPC: grpc('dispatch'),
      SLA_GRPC: grpc('sla'),
      ATTACHMENTS_DIR: join(this.logs, 'attachments'),
      WEBHOOK_PRIVATE_TARGETS: 'allow',
      NODE_COMPILE_CACHE: join(root, '.cache/node'),
      ...this.clock,
    }
  }
}

/** A clock that shows an instant now. */
const clockFrom = (instant: number, speed: number): Record<string, string> => ({
  CLOCK_REAL_ORIGIN: String(Date.now()),
  CLOCK_DEMO_ORIGIN: String(instant),
  CLOCK_SPEED: String(speed),
})

async function findPlaces(replicas: Partial<Record<ServiceName, number>>): Promise<Place[]> {
  const wanted = services.flatMap((name) => Array.from({ length: replicas[name] ?? 1 }, (_, index) => ({ name, index })))
  const ports = await freePorts(wanted.length * 2)
  return wanted.map((place, k) => ({ ...place, httpPort: ports[2 * k]!, grpcPort: ports[2 * k + 1]! }))
}

const ofServices = <Value>(of: (name: ServiceName) => Value) =>
  Object.fromEntries(services.map((name) => [name, of(name)])) as Record<ServiceName, Value>
