import { readFileSync } from 'node:fs'
import { create, type MessageInitShape } from '@bufbuild/protobuf'
import { Controller, type DynamicModule, Get, Module } from '@nestjs/common'
import { directoryEvents, events, topics } from '@yiwang/contracts'
import { Database } from '@yiwang/database'
import { Outbox, outgoing, own } from '@yiwang/messaging'
import {
  type Actor,
  type BaseConfig,
  baseConfig,
  CurrentActor,
  consumers,
  loadConfig,
  type RunningService,
  relay,
  ServiceModule,
  serve,
} from '@yiwang/service-kit'
import { emptyTestDatabase, eventually, type TestDatabase, type TestIssuer, testIssuer, testTopics } from '@yiwang/testing'
import { change, district, geometries, holding } from './directory-copy.fixture.ts'
import { DirectoryCopy, DirectoryCopyModule } from './index.ts'

type ChangeInit = MessageInitShape<typeof directoryEvents.ChangeSchema>

@Controller('v1/me')
class MeController {
  @Get()
  me(@CurrentActor() actor: Actor): Actor {
    return actor
  }
}

/** Publishes changes of a directory, and follows them like any other service. */
@Module({})
class FollowerModule {
  static forRoot(config: BaseConfig, seen: string[]): DynamicModule {
    return {
      module: FollowerModule,
      imports: [ServiceModule.forRoot({ name: 'follower', config }), DirectoryCopyModule.forRoot({ geometry: true })],
      controllers: [MeController],
      providers: [
        relay({ emits: [topics.directoryChange, topics.directoryGeometry, topics.slaClock] }),
        ...consumers({
          inject: [DirectoryCopy],
          subscriptions: (copy: DirectoryCopy) => [
            own(topics.slaClock, async (_, received) => {
              for (const { subject } of received) seen.push(`${subject} ${copy.isComplete ? 'knowing' : 'ignorant'}`)
            }),
          ],
        }),
      ],
    }
  }
}

describe('a service with a copy of the directory', () => {
  let issuer: TestIssuer
  let database: TestDatabase
  let kafka: Awaited<ReturnType<typeof testTopics>>
  let config: BaseConfig
  const seen: string[] = []
  const running: RunningService[] = []

  beforeAll(async () => {
    issuer = await testIssuer()
    database = await emptyTestDatabase(readFileSync(new URL('../../messaging/sql/messaging.sql', import.meta.url), 'utf8'))
    kafka = await testTopics([topics.directoryChange, topics.directoryGeometry])
    config = loadConfig(baseConfig, {
      NODE_ENV: 'test',
      HTTP_PORT: '0',
      DATABASE_URL: database.url,
      KAFKA_BROKERS: kafka.brokers,
      TOPIC_PREFIX: kafka.prefix,
      ISSUER_URL: issuer.url,
      LOG_LEVEL: 'silent',
    })
  })
  afterAll(async () => {
    for (const service of running) await service.stop()
    await Promise.all([issuer.stop(), database.drop()])
  })

  async function start(): Promise<RunningService> {
    const service = await serve(FollowerModule.forRoot(config, seen))
    running.push(service)
    return service
  }
  const ready = (service: RunningService) =>
    eventually(async () => {
      const response = await fetch(`${service.http}/health/ready`)
      expect(await response.json()).toMatchObject({ status: 'ready' })
    })
  const copyOf = (service: RunningService) => service.app.get(DirectoryCopy)

  async function publish(service: RunningService, changes: readonly ChangeInit[]): Promise<void> {
    const outbox = service.app.get(Outbox)
    const at = new Date('2026-11-24T01:00:00Z')
    const out = changes.map((value, n) => {
      const entry = create(directoryEvents.ChangeSchema, value).entry
      const key = `${entry.case}/${Object.values(entry.value ?? {})[1] as string}/${entry.case === 'type' ? n : ''}`
      return outgoing({ event: events.directoryChange.changed, key, subject: key, area: '500105', at, value })
    })
    const polygons = geometries.map((value) =>
      outgoing({ event: events.directoryGeometry.added, key: value.area, subject: value.area, area: value.area, at, value }),
    )
    await service.app.get(Database).transaction((tx) => outbox.emit(tx, [...out, ...polygons]))
  }

  it('is ready with an empty directory, follows what is published, and knows staff by it', async () => {
    const service = await start()
    await ready(service)
    expect(copyOf(service).area('500105')).toBeUndefined()
    await publish(service, district)
    await eventually(() => expect(copyOf(service).holdingUnit('500105001001001', 'GRID').id).toBe('team-1'))
    await eventually(() => expect(copyOf(service).locate({ lon: 106.2, lat: 29.2 })).toHaveLength(4))
    const headers = { authorization: `Bearer ${await issuer.token('dispatcher-1')}` }
    const me = async () => (await (await fetch(`${service.http}/v1/me`, { headers })).json()) as Actor
    await eventually(async () => expect(await me()).toMatchObject({ kind: 'STAFF', person: 'li', holdings: [{ role: 'DISPATCHER' }] }))

    await publish(service, [
      change('staff', {
        id: 'li',
        login: 'dispatcher-1',
        holdings: [holding('dispatchers', '2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z')],
      }),
    ])
    await eventually(async () => expect(await me()).toMatchObject({ kind: 'STAFF', person: 'li', holdings: [] }))
  })

  it('that starts later has read the whole directory before it is ready and before it consumes', async () => {
    const [first] = running
    await first!.app.get(Database).transaction((tx) =>
      first!.app.get(Outbox).emit(tx, [
        outgoing({
          event: events.slaClock.started,
          key: 'k',
          subject: 'clock-1',
          area: '500105',
          at: new Date('2026-11-24T01:00:00Z'),
          value: {},
        }),
      ]),
    )
    const service = await start()
    await ready(service)
    expect(copyOf(service).type('lift')?.version).toBe(2)
    expect(copyOf(service).locate({ lon: 106.2, lat: 29.2 })).toHaveLength(4)
    await eventually(() => expect(seen).toEqual(['clock-1 knowing']))
  })

  it('says why it is not ready while the broker is away', async () => {
    const service = await serve(FollowerModule.forRoot({ ...config, KAFKA_BROKERS: ['127.0.0.1:1'] }, []))
    const { status, body } = await fetch(`${service.http}/health/ready`).then(async (response) => ({
      status: response.status,
      body: (await response.json()) as { checks: Record<string, unknown> },
    }))
    const refused = await fetch(`${service.http}/v1/me`, { headers: { authorization: `Bearer ${await issuer.token('dispatcher-1')}` } })
    await service.stop()
    expect(status).toBe(503)
    expect(body.checks).toMatchObject({
      database: { ok: true },
      broker: { ok: false },
      consumer: { ok: false, reason: 'waits for what it needs' },
      'directory-copy': { ok: false, reason: 'not yet read to the end' },
      relay: { ok: false },
    })
    expect(refused.status).toBe(503)
  })
})
