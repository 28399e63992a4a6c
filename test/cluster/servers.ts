import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Database, openDatabase, sql } from '@yiwang/database'
import { connectKafka, type Kafka } from '@yiwang/messaging'
import { databaseUrl, durablePostgres, freePorts, type KafkaServer, type PostgresServer, startKafka, startPostgres } from '@yiwang/testing'
import { issuerUrl, startIssuer } from '../../tools/issuer/issuer.ts'
import { issueToken } from '../../tools/issuer/token.ts'
import { type ServiceName, services } from '../../tools/services.ts'

/** Of this machine everybody may do everything; from elsewhere each service has its database and its password. */
const HBA = 'host all all 127.0.0.1/32 trust\nhost all all all scram-sha-256\n'

/** A durable PostgreSQL, a broker and an issuer as processes of this machine, at an address that pods reach. */
export class Servers {
  private readonly opened = new Map<ServiceName, Database>()

  private constructor(
    readonly address: string,
    readonly folder: string,
    private readonly postgres: PostgresServer,
    private readonly broker: KafkaServer,
    private readonly issuerServer: Server,
    readonly issuerPort: number,
    private readonly passwords: Readonly<Record<ServiceName, string>>,
    readonly clientSecrets: Readonly<Record<ServiceName, string>>,
  ) {}

  static async start(address: string): Promise<Servers> {
    const folder = mkdtempSync(join(tmpdir(), 'yiwang-cluster-'))
    const [issuerPort] = (await freePorts(1)) as [number]
    const [passwords, clientSecrets] = [secrets(), secrets()]
    const clients = new Map(Object.entries(clientSecrets).map(([name, secret]) => [`service:${name}`, secret]))
    const [postgres, broker, issuer] = await Promise.all([
      startDatabases(join(folder, 'postgres'), address, passwords),
      startKafka({ folder: join(folder, 'kafka'), address }),
      startIssuer({ host: address, port: issuerPort, keyFile: keyFileOf(folder), audience: 'yiwang', clients }),
    ])
    return new Servers(address, folder, postgres, broker, issuer, issuerPort, passwords, clientSecrets)
  }

  get brokers(): string {
    return this.broker.brokers
  }

  get issuer(): string {
    return issuerUrl(this.issuerPort, this.address)
  }

  /** As this machine reaches it, as its superuser. */
  get postgresUrl(): string {
    return this.postgres.url
  }

  /** What a pod of the service connects with. */
  databaseUrlOf(service: ServiceName): string {
    return `postgres://${service}:${this.passwords[service]}@${this.address}:${this.postgres.port}/${service}`
  }

  database(service: ServiceName): Database {
    const opened =
      this.opened.get(service) ?? openDatabase({ url: databaseUrl(this.postgres.url, service), applicationName: 'test', max: 2 })
    this.opened.set(service, opened)
    return opened
  }

  kafka(): Kafka {
    return connectKafka({ brokers: this.brokers, clientId: 'test-cluster' })
  }

  token(login: string): Promise<string> {
    return issueToken(this.issuer, keyFileOf(this.folder), { login, audience: 'yiwang', expiresInSeconds: 12 * 3600 })
  }

  async stop(): Promise<void> {
    await Promise.all([...this.opened.values()].map((database) => database.close()))
    this.issuerServer.close()
    this.issuerServer.closeAllConnections()
    await Promise.all([this.postgres.stop(), this.broker.stop()])
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** Where a folder of `npm start` has it too: tools sign their tokens with it. */
const keyFileOf = (folder: string): string => join(folder, 'data/issuer-keys.json')

const secrets = () => Object.fromEntries(services.map((name) => [name, randomBytes(16).toString('hex')])) as Record<ServiceName, string>

async function startDatabases(folder: string, address: string, passwords: Readonly<Record<ServiceName, string>>): Promise<PostgresServer> {
  mkdirSync(folder, { recursive: true })
  const hbaFile = join(folder, 'pg_hba.conf')
  writeFileSync(hbaFile, HBA)
  const settings = { ...durablePostgres, listen_addresses: `127.0.0.1,${address}`, hba_file: hbaFile }
  const postgres = await startPostgres({ folder, settings })
  const admin = openDatabase({ url: postgres.url, applicationName: 'test', max: 1 })
  for (const [name, password] of Object.entries(passwords)) {
    await admin.run(sql`${{ text: `create role ${name} login password '${password}'`, values: [] }}`)
    await admin.run(sql`${{ text: `create database ${name} owner ${name}`, values: [] }}`)
  }
  await admin.close()
  return postgres
}
