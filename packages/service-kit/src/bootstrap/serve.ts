import type { AddressInfo } from 'node:net'
import 'reflect-metadata'
import type { DynamicModule, Type } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import type { FastifyReply } from 'fastify'
import { sendProblem } from '../errors/problem.filter.ts'
import { answerTo } from '../errors/problem.ts'
import { HealthRegistry } from '../health/health-registry.ts'
import { answerClientError } from '../http/client-errors.ts'
import { drainRefusedBodies, readJsonBodies } from '../http/json-body.ts'
import { closeAfterLastAnswer } from '../http/last-answers.ts'
import { refuseOtherMethods } from '../http/methods.ts'
import { openApiDocument } from '../http/openapi.ts'
import { serveOperations } from '../http/operations.ts'
import { logRequests } from '../http/request-log.ts'
import { carryTraceIds } from '../http/request-trace.ts'
import { boundHttp, RequestsInFlight } from '../http/requests-in-flight.ts'
import { Logger } from '../logging/logger.ts'
import { NestLogger } from '../logging/nest-logger.ts'
import { startTelemetry } from '../telemetry/start-telemetry.ts'
import { Lifecycle } from './lifecycle.ts'
import { SERVICE, type Service } from './service.ts'

export interface RunningService {
  /** The URL of its HTTP, without a path. */
  readonly http: string
  /** host:port of its gRPC. */
  readonly grpc: string
  readonly app: NestFastifyApplication
  readonly log: Logger
  /** Takes nothing in any more, finishes what is in hand, stops consumers, relay and pools. */
  stop(): Promise<void>
}

/** A request that takes longer to arrive is answered 408: a photo of 10 MB over a bad line, and not a connection held open for ever. */
const SLOWEST = { request: 60_000, head: 15_000, checkedEvery: 5_000 }

/** Starts a service from its module and serves HTTP and gRPC. Tests use it as it is; what goes wrong at the start is also thrown. */
export async function serve(module: Type | DynamicModule, bootLog?: Logger): Promise<RunningService> {
  const adapter = new FastifyAdapter({
    routerOptions: { maxParamLength: 256 },
    forceCloseConnections: 'idle',
    requestTimeout: SLOWEST.request,
    http: { headersTimeout: SLOWEST.head, connectionsCheckingInterval: SLOWEST.checkedEvery },
    clientErrorHandler: answerClientError,
    frameworkErrors: (error: unknown, _: unknown, reply: FastifyReply) => void sendProblem(reply, answerTo(error, {})),
  })
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    abortOnError: false,
    bodyParser: false,
    logger: bootLog ? new NestLogger(bootLog) : false,
  })
  const service = app.get<Service>(SERVICE)
  const log = app.get(Logger)
  app.useLogger(new NestLogger(log))
  await startTelemetry({ service: service.name, endpoint: service.config.OTEL_EXPORTER_OTLP_ENDPOINT })
  await prepareHttp(app, service, log)
  const grpc = await startGrpc(app, service)
  await app.listen(service.config.HTTP_PORT, service.config.HOST)
  const { port } = app.getHttpServer().address() as AddressInfo
  const running = { http: `http://${service.config.HOST}:${port}`, grpc, app, log, stop: () => app.close() }
  log.info({ http: running.http, grpc }, 'serving')
  return running
}

async function prepareHttp(app: NestFastifyApplication, { name, config, http, neverRefused }: Service, log: Logger): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance()
  readJsonBodies(fastify, config.BODY_LIMIT_BYTES)
  drainRefusedBodies(fastify)
  carryTraceIds(fastify)
  boundHttp(fastify, app.get(RequestsInFlight), neverRefused)
  logRequests(fastify, log)
  refuseOtherMethods(fastify)
  closeAfterLastAnswer(fastify, () => app.get(Lifecycle).stopping)
  let document: Promise<object> | undefined
  serveOperations(fastify, { health: app.get(HealthRegistry), openApi: () => (document ??= openApiDocument(app, name)) })
  await http?.(fastify)
}

/** Also a service that answers no questions over gRPC tells there of its health. */
async function startGrpc(app: NestFastifyApplication, { config, grpc: services = [] }: Service): Promise<string> {
  const [{ grpcOptions, keepGrpcHealth }, { HealthImplementation }] = await Promise.all([
    import('../grpc/server.ts'),
    import('grpc-health-check'),
  ])
  const health = new HealthImplementation()
  const [lifecycle, requests] = [app.get(Lifecycle), app.get(RequestsInFlight)]
  const options = grpcOptions({ services, address: `${config.HOST}:${config.GRPC_PORT}`, requests, lifecycle }, health)
  app.connectMicroservice(options, { inheritAppConfig: true })
  await app.startAllMicroservices()
  lifecycle.onStop('connections', 'grpc health', keepGrpcHealth(health, app.get(HealthRegistry), services))
  return `${config.HOST}:${config.GRPC_PORT}`
}
