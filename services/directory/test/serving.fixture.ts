import { topics } from '@yiwang/contracts'
import { type RunningService, Sealing, serve } from '@yiwang/service-kit'
import { DEMO_PERSONAL_DATA_KEY, loadConfig } from '@yiwang/service-kit/start'
import { freePorts, type TestDatabase, type TestIssuer, testDatabase, testIssuer, testTopics } from '@yiwang/testing'
import { directoryConfig } from '../src/config.ts'
import { DirectoryModule } from '../src/directory.module.ts'
import { ImportDistrict } from '../src/import-district.ts'
import { type SmallDistrict, smallDistrict, writeFolder } from './small-district.fixture.ts'

export interface Serving {
  readonly test: TestDatabase
  readonly issuer: TestIssuer
  readonly service: RunningService
  import(change?: (district: SmallDistrict) => void, at?: Date): Promise<void>
  // biome-ignore lint/suspicious/noExplicitAny: what a test expects of an answer is the test
  get(path: string, login?: string): Promise<{ status: number; body: any }>
  // biome-ignore lint/suspicious/noExplicitAny: likewise
  post(path: string, login: string, body?: object, key?: string): Promise<{ status: number; headers: Headers; body: any }>
  /** The id of whoever signs in with this login. */
  person(login: string): Promise<string>
  readonly kafka: Awaited<ReturnType<typeof testTopics>>
  stop(): Promise<void>
}

/** The service on a database of its own, with the small district in it. */
export async function serving(settings: Record<string, string> = {}): Promise<Serving> {
  const emits = [topics.directoryChange, topics.directoryGeometry]
  const [test, issuer, [grpcPort], kafka] = await Promise.all([testDatabase('directory'), testIssuer(), freePorts(1), testTopics(emits)])
  const importDistrict = async (change: (district: SmallDistrict) => void = () => {}, at = new Date('2026-11-23T01:00:00Z')) => {
    const district = smallDistrict()
    change(district)
    const importer = new ImportDistrict(test.database, new Sealing(DEMO_PERSONAL_DATA_KEY), kafka.prefix)
    const { errors } = await importer.run({ folder: writeFolder(district), at })
    expect(errors).toEqual([])
  }
  await importDistrict()
  const env = {
    ...{ NODE_ENV: 'test', HTTP_PORT: '0', GRPC_PORT: String(grpcPort), LOG_LEVEL: 'silent' },
    ...{ DATABASE_URL: test.url, KAFKA_BROKERS: String(kafka.brokers), TOPIC_PREFIX: kafka.prefix, ISSUER_URL: issuer.url },
    CLOCK_DEMO_ORIGIN: String(Date.UTC(2026, 10, 24, 1)),
    ...settings,
  }
  const service = await serve(DirectoryModule.forRoot(loadConfig(directoryConfig, env)))
  return {
    ...{ test, issuer, service, kafka, import: importDistrict },
    async get(path, login) {
      const headers: Record<string, string> = login ? { authorization: `Bearer ${await issuer.token(login)}` } : {}
      const response = await fetch(service.http + path, { headers })
      return { status: response.status, body: await response.json() }
    },
    async post(path, login, body, key) {
      const headers = {
        authorization: `Bearer ${await issuer.token(login)}`,
        ...(body && { 'content-type': 'application/json' }),
        ...(key && { 'idempotency-key': key }),
      }
      const response = await fetch(service.http + path, { method: 'POST', headers, ...(body && { body: JSON.stringify(body) }) })
      return { status: response.status, headers: response.headers, body: await response.json() }
    },
    async person(login) {
      const response = await fetch(`${service.http}/v1/me`, { headers: { authorization: `Bearer ${await issuer.token(login)}` } })
      return ((await response.json()) as { person: string }).person
    },
    async stop() {
      await service.stop()
      await Promise.all([issuer.stop(), test.drop()])
    },
  }
}
