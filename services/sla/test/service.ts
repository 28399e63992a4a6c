import { slaGrpc } from '@yiwang/contracts'
import { type DirectoryCopy, DirectoryCopyModule } from '@yiwang/directory-copy'
import { grpcClient, serve } from '@yiwang/service-kit'
import { loadConfig } from '@yiwang/service-kit/start'
import { freePort, testIssuer, testServers } from '@yiwang/testing'
import { slaConfig } from '../src/config.ts'
import { SlaModule } from '../src/sla.module.ts'

interface Options {
  readonly databaseUrl: string
  readonly directory: DirectoryCopy
  readonly env?: Record<string, string>
}

/** sla as it runs, with an issuer and a directory of the test's own. */
export async function openService({ databaseUrl, directory, env = {} }: Options) {
  const issuer = await testIssuer()
  const { brokers } = await testServers()
  const config = loadConfig(slaConfig, {
    NODE_ENV: 'test',
    HTTP_PORT: '0',
    GRPC_PORT: String(await freePort()),
    DATABASE_URL: databaseUrl,
    KAFKA_BROKERS: String(brokers),
    ISSUER_URL: issuer.url,
    LOG_LEVEL: 'error',
    ...env,
  })
  const service = await serve(SlaModule.forRoot(config, DirectoryCopyModule.of(directory)))
  const grpcAs = (login: string) => grpcClient(slaGrpc.SlaService, service.grpc!, { get: () => issuer.token(login) })
  return {
    service,
    issuer: issuer.url,
    grpcAs,
    // biome-ignore lint/suspicious/noExplicitAny: what comes over the wire is what the test looks at
    async get(login: string, path: string): Promise<{ status: number; body: any }> {
      const response = await fetch(`${service.http}${path}`, { headers: { authorization: `Bearer ${await issuer.token(login)}` } })
      return { status: response.status, body: await response.json() }
    },
    async stop() {
      await service.stop()
      await issuer.stop()
    },
  }
}
export type SlaUnderTest = Awaited<ReturnType<typeof openService>>
