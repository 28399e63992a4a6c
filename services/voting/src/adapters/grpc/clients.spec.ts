import { create } from '@bufbuild/protobuf'
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt'
import { Controller, type DynamicModule, Module } from '@nestjs/common'
import { directoryGrpc, slaGrpc } from '@yiwang/contracts'
import {
  Answers,
  baseConfig,
  CallableBy,
  loadConfig,
  RequestError,
  type RunningService,
  ServiceModule,
  type ServiceToken,
  STAFF_SOURCE,
  serve,
} from '@yiwang/service-kit'
import { freePort, type TestIssuer, testIssuer } from '@yiwang/testing'
import { from } from 'rxjs'
import { votingConfig } from '../../config.ts'
import { DirectoryClient } from './directory.client.ts'
import { SlaClient } from './sla.client.ts'

/** Answers as directory and sla do. */
@Controller()
class Others {
  @CallableBy('voting')
  @Answers(directoryGrpc.DirectoryService.method.streamRoll)
  streamRoll({ compound, buildings }: directoryGrpc.StreamRollRequest) {
    if (compound === 'nowhere') throw new RequestError('not-found', 'There is no such compound.')
    if (compound === 'torn') return from(this.torn())
    const batches = buildings.map((building) => [{ building, unit: '1', room: '101', kind: 'DWELLING', area: 8_934, owners: ['a', 'b'] }])
    return from(batches.map((rooms) => create(directoryGrpc.StreamRollResponseSchema, { rooms })))
  }

  private async *torn() {
    yield create(directoryGrpc.StreamRollResponseSchema, { rooms: [{ building: '1' }] })
    throw new Error('the database is gone')
  }

  @CallableBy('voting')
  @Answers(slaGrpc.SlaService.method.quote)
  quote({ calendar, start, amount, unit }: slaGrpc.QuoteRequest) {
    if (calendar === 'nobody’s') throw new RequestError('not-found', 'Name a calendar of this district.')
    if (unit === 'MOONS') throw new RequestError('invalid-request', 'Name a unit.')
    const dueAt = timestampFromDate(new Date(timestampDate(start!).getTime() + amount * 86_400_000))
    return create(slaGrpc.QuoteResponseSchema, { dueAt, provisional: true })
  }
}

@Module({})
class OthersModule {
  static forRoot(issuer: string, grpcPort: number): DynamicModule {
    const stores = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', KAFKA_BROKERS: '127.0.0.1:1' }
    const config = loadConfig(baseConfig, {
      HTTP_PORT: '0',
      GRPC_PORT: String(grpcPort),
      ISSUER_URL: issuer,
      LOG_LEVEL: 'silent',
      ...stores,
    })
    return {
      module: OthersModule,
      global: true,
      imports: [
        ServiceModule.forRoot({ name: 'others', config, grpc: [directoryGrpc.DirectoryService, slaGrpc.SlaService], stores: false }),
      ],
      controllers: [Others],
      providers: [{ provide: STAFF_SOURCE, useValue: { staffByLogin: () => undefined } }],
      exports: [STAFF_SOURCE],
    }
  }
}

describe('what voting asks', () => {
  let issuer: TestIssuer
  let others: RunningService
  let directory: DirectoryClient
  let sla: SlaClient

  const configFor = (grpc: string) =>
    loadConfig(votingConfig, {
      ...{ HTTP_PORT: '0', ISSUER_URL: issuer.url, DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', KAFKA_BROKERS: '127.0.0.1:1' },
      ...{ DIRECTORY_GRPC: grpc, SLA_GRPC: grpc, INTAKE_GRPC: grpc },
    })
  const token = { get: () => issuer.token('service:voting') } as ServiceToken

  beforeAll(async () => {
    issuer = await testIssuer()
    others = await serve(OthersModule.forRoot(issuer.url, await freePort()))
    const config = configFor(others.grpc)
    directory = new DirectoryClient(config, token)
    sla = new SlaClient(config, token)
  })
  afterAll(async () => {
    directory.onApplicationShutdown()
    sla.onApplicationShutdown()
    await others.stop()
    await issuer.stop()
  })

  const rooms = async (client: DirectoryClient, compound: string, buildings: string[] = ['1']) => {
    const batches: object[][] = []
    for await (const { rooms: batch } of client.roll({ compound, buildings }))
      batches.push(batch.map(({ building, area, owners }) => ({ building, area, owners })))
    return batches
  }

  it('of directory comes in the batches in which it is told', async () => {
    expect(await rooms(directory, 'here', ['1', '2'])).toEqual([
      [{ building: '1', area: 8_934, owners: ['a', 'b'] }],
      [{ building: '2', area: 8_934, owners: ['a', 'b'] }],
    ])
  })

  it('of a compound that there is not is refused', async () => {
    await expect(rooms(directory, 'nowhere')).rejects.toMatchObject({ code: 'unknown-compound' })
  })

  it('and breaks off half way is no roll', async () => {
    await expect(rooms(directory, 'torn')).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('of sla is when a budget would be used up', async () => {
    const quotation = { calendar: 'cn', start: new Date('2026-03-03T01:00:00Z'), amount: 2, unit: 'CALENDAR_DAYS' }
    expect(await sla.quote(quotation)).toEqual({ dueAt: new Date('2026-03-05T01:00:00Z'), provisional: true })
    for (const wrong of [{ calendar: 'nobody’s' }, { unit: 'MOONS' }])
      await expect(sla.quote({ ...quotation, ...wrong })).rejects.toMatchObject({ code: 'due-instant-unknown' })
  })

  it('while nobody answers is said to be unavailable', async () => {
    const nobody = configFor(`127.0.0.1:${await freePort()}`)
    const [noDirectory, noSla] = [new DirectoryClient(nobody, token), new SlaClient(nobody, token)]
    await expect(rooms(noDirectory, 'here')).rejects.toMatchObject({ code: 'unavailable' })
    await expect(noSla.quote({ calendar: 'cn', start: new Date(0), amount: 1, unit: 'CALENDAR_DAYS' })).rejects.toMatchObject({
      code: 'unavailable',
    })
    noDirectory.onApplicationShutdown()
    noSla.onApplicationShutdown()
  })
})
