import { once } from 'node:events'
import { type ClientHttp2Stream, connect } from 'node:http2'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fromBinary } from '@bufbuild/protobuf'
import { FileDescriptorProtoSchema, timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt'
import {
  type ClientDuplexStream,
  type ClientReadableStream,
  credentials,
  type ServiceError as GrpcError,
  loadPackageDefinition,
  makeClientConstructor,
  type ServiceDefinition,
  status,
} from '@grpc/grpc-js'
import { loadSync } from '@grpc/proto-loader'
import { jest } from '@jest/globals'
import { Global, Module } from '@nestjs/common'
import { slaGrpc } from '@yiwang/contracts'
import { eventually, freePorts, testIssuer } from '@yiwang/testing'
import { service as healthService } from 'grpc-health-check'
import { Issuer } from './identity/issuer.ts'
import {
  baseConfig,
  type GrpcClient,
  grpcClient,
  HealthRegistry,
  loadConfig,
  ServiceModule,
  ServiceToken,
  STAFF_SOURCE,
  serve,
} from './index.ts'
import { createLogger } from './logging/logger.ts'
import { gate, notesEnv, staffOf } from './notes.fixture.ts'
import { type NotesServer, notesServer } from './notes-server.fixture.ts'

const start = timestampFromDate(new Date('2026-11-24T01:00:00Z'))

describe('a service over gRPC', () => {
  let notes: NotesServer
  const clients: { close(): void }[] = []

  beforeAll(async () => {
    notes = await notesServer({ MAX_IN_FLIGHT: '2' }, staffOf({ 'post-1': { person: 'person-1', holdings: [] } }))
  })
  afterAll(async () => {
    for (const client of clients) client.close()
    await notes.stop()
  })

  /** A client whose token is of this login. */
  function as(login: string): GrpcClient<typeof slaGrpc.SlaService> {
    const client = grpcClient(slaGrpc.SlaService, notes.service.grpc!, { get: () => notes.issuer.token(login) })
    clients.push(client)
    return client
  }
  /** Over HTTP/2 itself; settles with the status, or undefined if there was none. */
  async function rawCall(token: string, send: (stream: ClientHttp2Stream) => void): Promise<string | undefined> {
    const session = connect(`http://${notes.service.grpc}`)
    const headers = { 'content-type': 'application/grpc', te: 'trailers', authorization: `Bearer ${token}` }
    const stream = session.request({ ':method': 'POST', ':path': '/yiwang.sla.v1.SlaService/Quote', ...headers })
    let found: string | undefined
    const noted = (of: Record<string, unknown>) => (found ??= of['grpc-status'] as string | undefined)
    stream
      .on('response', noted)
      .on('trailers', noted)
      .on('error', () => {})
    stream.resume()
    send(stream)
    await once(stream, 'close')
    session.close()
    return found
  }
  const statusOf = (call: Promise<unknown>): Promise<number | undefined> =>
    call.then(
      () => status.OK,
      (error: GrpcError) => error.code,
    )

  it('answers a service with the token of its own client', async () => {
    const issuer = new Issuer(notes.issuer.url, createLogger({ service: 'test', level: 'silent' }))
    const token = new ServiceToken(issuer, { id: 'service:dispatch', secret: 'any' }, 'yiwang')
    const client = grpcClient(slaGrpc.SlaService, notes.service.grpc!, token)
    clients.push(client)
    const { dueAt, provisional } = await client.quote({ calendar: 'provisional', start })
    expect(timestampDate(dueAt!)).toEqual(new Date('2026-11-24T01:00:00Z'))
    expect(provisional).toBe(true)
  })

  it.each([
    ['a service that is named', 'service:dispatch', status.OK],
    ['any staff', 'post-1', status.OK],
    ['a service that is not named', 'service:voting', status.PERMISSION_DENIED],
    ['a resident', 'resident-1', status.PERMISSION_DENIED],
  ])('answers %s as the method says', async (_, login, expected) => {
    expect(await statusOf(as(login).quote({ calendar: 'c', start }))).toBe(expected)
  })

  it('knows who calls', async () => {
    expect(await statusOf(as('post-1').quote({ calendar: 'mine', start }))).toBe(status.OK)
    expect(await statusOf(as('service:dispatch').quote({ calendar: 'mine', start }))).toBe(status.FAILED_PRECONDITION)
  })

  it('refuses what is beyond the requests in flight, those over HTTP included', async () => {
    const held = [notes.as('resident-1', '/v1/notes/slow'), notes.as('resident-1', '/v1/notes/slow')]
    await eventually(() => expect(gate.waiting).toHaveLength(2))
    const refused = await statusOf(as('post-1').quote({ start }))
    gate.open()
    await Promise.all(held)
    expect(refused).toBe(status.RESOURCE_EXHAUSTED)
    expect(await statusOf(as('post-1').quote({ start }))).toBe(status.OK)
  })

  it('says that a message which is none is the caller’s fault', async () => {
    const token = await notes.issuer.token('post-1')
    expect(await rawCall(token, (stream) => stream.end(Buffer.from([0, 0, 0, 0, 2, 0xff, 0xff])))).toBe(String(status.INVALID_ARGUMENT))
  })

  it('gives no place to calls that are taken back at once', async () => {
    const token = await notes.issuer.token('post-1')
    for (let k = 0; k < 20; k++) await rawCall(token, (stream) => stream.close())
    await eventually(async () => {
      expect((await as('post-1').quote({ calendar: 'cn', start, amount: 1, unit: 'WORKING_DAYS' })).dueAt).toBeDefined()
    })
  })

  it('refuses a method that names nobody to everybody', async () => {
    expect(await statusOf(as('service:dispatch').getClocks({}))).toBe(status.PERMISSION_DENIED)
  })

  it('refuses a call without a valid token', async () => {
    const client = grpcClient(slaGrpc.SlaService, notes.service.grpc!, { get: async () => 'not-a-token' })
    clients.push(client)
    expect(await statusOf(client.quote({ start }))).toBe(status.UNAUTHENTICATED)
  })

  it('maps a problem to its status and says which it is', async () => {
    const error = await as('post-1')
      .quote({ calendar: 'closed', start })
      .then(
        () => undefined,
        (thrown: GrpcError) => thrown,
      )
    expect(error).toMatchObject({ code: status.FAILED_PRECONDITION, details: 'Open it first.' })
    expect(error!.metadata.get('problem-type')).toEqual(['urn:yiwang:problem:note-closed'])
  })

  it('tells of its health as /health/ready does, without a token', async () => {
    const health = new (makeClientConstructor(healthService, 'Health'))(notes.service.grpc!, credentials.createInsecure())
    clients.push(health)
    const check = () =>
      new Promise<unknown>((resolve, reject) => {
        const answered = (error: Error | null, answer: { status: string }) => (error ? reject(error) : resolve(answer.status))
        health['check']!({ service: 'yiwang.sla.v1.SlaService' }, answered)
      })
    const registry = notes.service.app.get(HealthRegistry)
    await eventually(async () => expect(await check()).toBe('SERVING'))
    registry.register('broker', () => ({ ok: false }))
    await eventually(async () => expect(await check()).toBe('NOT_SERVING'))
    registry.register('broker', () => ({ ok: true }))
  })

  it('tells who watches its health of changes, and of nothing else', async () => {
    const health = new (makeClientConstructor(healthService, 'Health'))(notes.service.grpc, credentials.createInsecure())
    clients.push(health)
    const heard: string[] = []
    const watch = health['watch']!({ service: '' }) as ClientReadableStream<{ status: string }>
    watch.on('data', ({ status }) => heard.push(status)).on('error', () => {})
    await eventually(() => expect(heard.at(-1)).toBe('SERVING'))
    heard.length = 0
    const registry = notes.service.app.get(HealthRegistry)
    const readiness = jest.spyOn(registry, 'readiness')
    await eventually(() => expect(readiness.mock.calls.length).toBeGreaterThanOrEqual(2))
    registry.register('broker', () => ({ ok: false }))
    await eventually(() => expect(heard).toEqual(['NOT_SERVING']))
    registry.register('broker', () => ({ ok: true }))
    watch.cancel()
  })

  it.each([
    ['yiwang.sla.v1.SlaService', 'SlaService'],
    ['grpc.health.v1.Health', 'Health'],
  ])('lists and describes %s by reflection, without a token', async (typeName, described) => {
    const { service } = reflectionProto.grpc.reflection.v1.ServerReflection
    const reflection = new (makeClientConstructor(service, 'ServerReflection'))(notes.service.grpc, credentials.createInsecure())
    clients.push(reflection)
    const ask = (question: object) =>
      new Promise<ReflectionAnswer>((resolve, reject) => {
        const stream = reflection['ServerReflectionInfo']!() as ClientDuplexStream<object, ReflectionAnswer>
        stream.on('data', resolve).on('error', reject)
        stream.write(question)
        stream.end()
      })
    const { listServicesResponse } = await ask({ listServices: '*' })
    expect(listServicesResponse.service.map(({ name }) => name)).toContain(typeName)
    const { fileDescriptorResponse } = await ask({ fileContainingSymbol: typeName })
    const files = fileDescriptorResponse.fileDescriptorProto.map((bytes) => fromBinary(FileDescriptorProtoSchema, bytes))
    expect(files.flatMap((file) => file.service.map(({ name }) => name))).toContain(described)
    const maps = files.flatMap((file) => file.messageType.flatMap((type) => type.nestedType.filter((nested) => nested.options?.mapEntry)))
    expect(maps.filter(({ name }) => !name.endsWith('Entry'))).toEqual([])
  })
})

describe('a service that answers no questions over gRPC', () => {
  it('tells of its health there all the same', async () => {
    const issuer = await testIssuer()
    const [grpcPort] = await freePorts(1)
    const config = loadConfig(baseConfig, notesEnv(issuer.url, { GRPC_PORT: String(grpcPort) }))
    @Module({
      imports: [ServiceModule.forRoot({ name: 'silent', config, stores: false })],
      providers: [{ provide: STAFF_SOURCE, useValue: staffOf({}) }],
      exports: [STAFF_SOURCE],
    })
    @Global()
    class SilentModule {}
    const service = await serve(SilentModule)
    const health = new (makeClientConstructor(healthService, 'Health'))(service.grpc, credentials.createInsecure())
    const check = () =>
      new Promise<unknown>((resolve, reject) => {
        const answered = (error: Error | null, answer: { status: string }) => (error ? reject(error) : resolve(answer.status))
        health['check']!({ service: '' }, answered)
      })
    await eventually(async () => expect(await check()).toBe('SERVING'))
    health.close()
    await service.stop()
    await issuer.stop()
  })
})

interface ReflectionAnswer {
  readonly listServicesResponse: { readonly service: { readonly name: string }[] }
  readonly fileDescriptorResponse: { readonly fileDescriptorProto: Uint8Array[] }
}

const reflectionFolder = dirname(createRequire(import.meta.url).resolve('@grpc/reflection/package.json'))
const reflectionProto = loadPackageDefinition(
  loadSync(join(reflectionFolder, 'build/proto/grpc/reflection/v1/reflection.proto')),
) as unknown as { grpc: { reflection: { v1: { ServerReflection: { service: ServiceDefinition } } } } }
