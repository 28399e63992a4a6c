import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { topics } from '@yiwang/contracts'
import { type Database, sql } from '@yiwang/database'
import type { Kafka } from '@yiwang/messaging'
import {
  eventually,
  freePorts,
  type GuardedProcess,
  type TestDatabase,
  type TestIssuer,
  testDatabase,
  testIssuer,
  testTopics,
} from '@yiwang/testing'
import { fromSource, serving } from '../../tools/start/service-process.ts'
import { Person } from './person.ts'
import { type ServiceName, services } from './services.ts'

const root = resolve(import.meta.dirname, '../..')

export interface PlatformOptions {
  /** How many times faster than real time its clock runs. */
  readonly speed?: number
}

/**
 * The five services as processes of their own, on databases and topics of their own, with the demo district imported by the command that a
 * district uses. The clock begins on Tuesday 2026-03-03 at 09:00 in Shanghai.
 */
export class TestPlatform {
  readonly http: Record<ServiceName, string>
  private readonly processes = new Map<ServiceName, GuardedProcess>()
  private readonly people = new Map<string, Person>()
  private readonly logs = mkdtempSync(join(tmpdir(), 'yiwang-journey-'))

  private constructor(
    readonly databases: Record<ServiceName, TestDatabase>,
    readonly bus: { readonly prefix: string; readonly brokers: string; readonly kafka: Kafka },
    readonly issuer: TestIssuer,
    private readonly ports: Record<string, number>,
    private readonly clock: Record<string, string>,
  ) {
    this.http = ofServices((name) => `http://127.0.0.1:${ports[name]}`)
  }

  static async start({ speed = 1 }: PlatformOptions = {}): Promise<TestPlatform> {
    const [databases, bus, issuer, ports] = await Promise.all([
      Promise.all(services.map((name) => testDatabase(name))),
      testTopics(Object.values(topics)),
      testIssuer(),
      freePorts(services.length * 2),
    ])
    const names = services.flatMap((name) => [name, `${name}-grpc`])
    const clock = {
      CLOCK_REAL_ORIGIN: String(Date.now()),
      CLOCK_DEMO_ORIGIN: String(Date.parse('2026-03-03T09:00:00+08:00')),
      CLOCK_SPEED: String(speed),
    }
    const platform = new TestPlatform(
      Object.fromEntries(services.map((name, k) => [name, databases[k]!])) as Record<ServiceName, TestDatabase>,
      bus,
      issuer,
      Object.fromEntries(names.map((name, k) => [name, ports[k]!])),
      clock,
    )
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
    await eventually(async () => expect(await this.waitingIn('directory')).toBe(0), { timeout: 60_000 })
    await Promise.all(services.filter((name) => name !== 'directory').map((name) => this.startService(name)))
    await this.loadPacks()
  }

  /** How many events of a service are not yet published. */
  async waitingIn(name: ServiceName): Promise<number> {
    return (await this.database(name).one<{ n: number }>(sql`select count(*)::int as n from messaging.outbox`))?.n ?? 0
  }

  database(name: ServiceName): Database {
    return this.databases[name].database
  }

  /** Someone who calls the services; a login that is no staff is a resident. */
  person(login: string): Person {
    const known = this.people.get(login) ?? new Person(login, this.http, this.issuer)
    this.people.set(login, known)
    return known
  }

  async startService(name: ServiceName): Promise<void> {
    const log = join(this.logs, `${name}.log`)
    const process = fromSource(`services/${name}/src/main.ts`, [], this.environment(name), log)
    this.processes.set(name, process)
    await serving(process, `${this.http[name]}/health/ready`, log, new AbortController().signal)
  }

  /** Without a word: what it had in hand is left as it is. */
  async kill(name: ServiceName): Promise<void> {
    const process = this.processes.get(name)!
    process.child.kill('SIGKILL')
    await process.exit
  }

  async stopService(name: ServiceName): Promise<void> {
    await this.processes.get(name)?.stop()
  }

  async stop(): Promise<void> {
    await Promise.all(services.map((name) => this.stopService(name)))
    await this.issuer.stop()
    await Promise.all(services.map((name) => this.databases[name].drop()))
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

  private environment(name: ServiceName): Record<string, string> {
    const grpc = (of: ServiceName) => `127.0.0.1:${this.ports[`${of}-grpc`]}`
    return {
      NODE_ENV: 'test',
      HTTP_PORT: String(this.ports[name]),
      GRPC_PORT: String(this.ports[`${name}-grpc`]),
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

const ofServices = <Value>(of: (name: ServiceName) => Value) =>
  Object.fromEntries(services.map((name) => [name, of(name)])) as Record<ServiceName, Value>
