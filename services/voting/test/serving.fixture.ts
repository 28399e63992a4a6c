import { topics } from '@yiwang/contracts'
import { type DirectoryCopy, DirectoryCopyModule } from '@yiwang/directory-copy'
import { loadConfig, serve } from '@yiwang/service-kit'
import { freePorts, testDatabase, testIssuer, testTopics } from '@yiwang/testing'
import { votingConfig } from '../src/config.ts'
import { VotingModule } from '../src/voting.module.ts'
import { type Register, serveRegister } from './register.fixture.ts'
import { smallDistrict } from './small-district.fixture.ts'

export interface Answer<Body = Record<string, unknown>> {
  readonly status: number
  readonly body: Body
  readonly headers: Headers
}

/** `409 already-voted`: what was answered, in short. */
export const typeOf = ({ status, body }: Pick<Answer<object>, 'status' | 'body'>): string =>
  `${status} ${(body as { type?: string }).type?.split(':').at(-1) ?? ''}`.trim()

export interface Sent {
  readonly as?: string
  readonly body?: unknown
  readonly key?: string
  readonly headers?: Record<string, string>
}

interface Options {
  /** What directory, sla and intake say; without it there are none. */
  readonly register?: Register
  readonly directory?: DirectoryCopy
  readonly env?: Record<string, string>
}

/** The whole of voting on real servers, with a directory of its own and an issuer. */
export async function serveVoting({ directory = smallDistrict(), register, env = {} }: Options = {}) {
  const [{ database, url, drop }, { prefix, brokers, kafka }, issuer, [grpcPort]] = await Promise.all([
    testDatabase('voting'),
    testTopics([topics.dispatchCase, topics.slaClock, topics.votingDecision]),
    testIssuer(),
    freePorts(1),
  ])
  const others = register && (await serveRegister(issuer.url, register))
  const config = loadConfig(votingConfig, {
    NODE_ENV: 'test',
    HTTP_PORT: '0',
    GRPC_PORT: String(grpcPort),
    DATABASE_URL: url,
    KAFKA_BROKERS: String(brokers),
    TOPIC_PREFIX: prefix,
    ISSUER_URL: issuer.url,
    DIRECTORY_GRPC: others?.grpc ?? '127.0.0.1:1',
    SLA_GRPC: others?.grpc ?? '127.0.0.1:1',
    INTAKE_GRPC: others?.grpc ?? '127.0.0.1:1',
    LOG_LEVEL: 'silent',
    SERVICE_CLIENT_ID: 'service:voting',
    SERVICE_CLIENT_SECRET: 'secret of the test',
    ...env,
  })
  const service = await serve(VotingModule.forRoot(config, DirectoryCopyModule.of(directory)))

  async function call<Body = Record<string, unknown>>(
    method: string,
    path: string,
    { as, body, key, headers = {} }: Sent = {},
  ): Promise<Answer<Body>> {
    const response = await fetch(service.http + path, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      headers: {
        ...(as !== undefined && { authorization: `Bearer ${await issuer.token(as)}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(key !== undefined && { 'idempotency-key': key }),
        ...headers,
      },
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json;') || response.headers.get('content-type')?.endsWith('json')
    return { status: response.status, body: (isJson ? JSON.parse(text) : text) as Body, headers: response.headers }
  }

  return {
    ...{ service, config, database, issuer, kafka, prefix, call },
    async stop() {
      await service.stop()
      await others?.stop()
      await Promise.all([issuer.stop(), drop()])
    },
  }
}
export type Serving = Awaited<ReturnType<typeof serveVoting>>
