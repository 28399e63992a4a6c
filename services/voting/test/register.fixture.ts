import { randomUUID } from 'node:crypto'
import { create } from '@bufbuild/protobuf'
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt'
import { Controller, type DynamicModule, Module } from '@nestjs/common'
import { directoryGrpc, intakeGrpc, slaGrpc } from '@yiwang/contracts'
import {
  Answers,
  baseConfig,
  CallableBy,
  loadConfig,
  RequestError,
  type RunningService,
  ServiceModule,
  STAFF_SOURCE,
  serve,
} from '@yiwang/service-kit'
import { freePort } from '@yiwang/testing'
import { from } from 'rxjs'

export interface TestRoom {
  readonly room: string
  readonly building?: string
  readonly unit?: string
  readonly kind?: 'DWELLING' | 'SHOP' | 'PARKING' | 'OTHER'
  /** In 0.01 m². */
  readonly area?: number
  readonly owners: readonly string[]
  readonly households?: readonly string[]
}

export interface TestMandate {
  readonly id: string
  readonly kind: 'CO_OWNERS' | 'REPRESENTATIVE'
  readonly owners: readonly string[]
  readonly person?: string
  readonly voter?: string
  readonly to?: Date
}

export interface TestFile {
  readonly by: string
  readonly contentType: string
  readonly content: Buffer
}

export type NewFile = Partial<Omit<TestFile, 'by'>> & { readonly id?: string }

/** What directory knows of one compound, what intake keeps, and how long sla says that a budget lasts; tests change it as they go. */
export class Register {
  rooms: TestRoom[] = []
  /** Owner or household → person. */
  persons = new Map<string, string>()
  mandates: TestMandate[] = []
  /** What directory says has ended, by whom. */
  revoked: { bindings: { owner: string; person: string }[]; mandates: string[] } = { bindings: [], mandates: [] }
  budgetMs = 20_000
  files = new Map<string, TestFile>()

  /** As if the person had sent it to intake. Returns its id. */
  upload(by: string, { id = randomUUID(), contentType = 'image/png', content = Buffer.from('a picture') }: NewFile = {}): string {
    this.files.set(id, { by, contentType, content })
    return id
  }

  roomsOf(person: string) {
    return this.rooms.flatMap((room) => [
      ...room.owners.filter((owner) => this.persons.get(owner) === person).map((key) => ({ ...placeOf(room), kind: 'OWNER', key })),
      ...(room.households ?? [])
        .filter((household) => this.persons.get(household) === person)
        .map((key) => ({ ...placeOf(room), kind: 'TENANT', key })),
    ])
  }
}

const placeOf = ({ building = '1', unit = '1', room }: TestRoom) => ({ building, unit, room })

/** Answers over gRPC as directory, sla and intake do. */
@Controller()
class Others {
  constructor(private readonly register: Register) {}

  @CallableBy('voting')
  @Answers(directoryGrpc.DirectoryService.method.streamRoll)
  streamRoll({ buildings }: directoryGrpc.StreamRollRequest) {
    const { rooms, persons, mandates } = this.register
    const inScope = rooms.filter(({ building = '1' }) => buildings.length === 0 || buildings.includes(building))
    const people = (keys: readonly string[]) => keys.flatMap((key) => (persons.has(key) ? [{ key, person: persons.get(key)! }] : []))
    return from([
      create(directoryGrpc.StreamRollResponseSchema, {
        rooms: inScope.map((room) => ({
          ...placeOf(room),
          ...{ kind: room.kind ?? 'DWELLING', area: room.area ?? 10_000, areaBasis: 'REGISTERED' },
          ...{ owners: [...room.owners].sort(), households: [...(room.households ?? [])] },
        })),
      }),
      create(directoryGrpc.StreamRollResponseSchema, {
        bindings: people([...new Set(inScope.flatMap(({ owners }) => owners))]).map(({ key, person }) => ({ owner: key, person })),
        households: inScope.flatMap((room) =>
          people(room.households ?? []).map(({ key, person }) => ({ ...placeOf(room), household: key, person })),
        ),
        mandates: mandates.map(({ to, owners, ...mandate }) => ({
          ...mandate,
          owners: [...owners],
          ...(to && { to: timestampFromDate(to) }),
        })),
      }),
    ])
  }

  @CallableBy('voting')
  @Answers(directoryGrpc.DirectoryService.method.getRoomsOfPerson)
  getRoomsOfPerson({ person }: directoryGrpc.GetRoomsOfPersonRequest) {
    return create(directoryGrpc.GetRoomsOfPersonResponseSchema, { rooms: this.register.roomsOf(person) })
  }

  @CallableBy('voting')
  @Answers(directoryGrpc.DirectoryService.method.getRevocations)
  getRevocations() {
    return create(directoryGrpc.GetRevocationsResponseSchema, this.register.revoked)
  }

  @CallableBy('voting')
  @Answers(slaGrpc.SlaService.method.quote)
  quote({ start }: slaGrpc.QuoteRequest) {
    const dueAt = timestampFromDate(new Date(timestampDate(start!).getTime() + this.register.budgetMs))
    return create(slaGrpc.QuoteResponseSchema, { dueAt, provisional: false })
  }

  @CallableBy('voting')
  @Answers(intakeGrpc.IntakeService.method.getAttachments)
  getAttachments({ ids }: intakeGrpc.GetAttachmentsRequest) {
    return create(intakeGrpc.GetAttachmentsResponseSchema, { attachments: ids.flatMap((id) => this.attachment(id) ?? []) })
  }

  @CallableBy('voting')
  @Answers(intakeGrpc.IntakeService.method.streamAttachment)
  streamAttachment({ id }: intakeGrpc.StreamAttachmentRequest) {
    const attachment = this.attachment(id)
    if (!attachment) throw new RequestError('not-found', 'There is no such attachment.')
    const { content } = this.register.files.get(id)!
    const [first, second] = [content.subarray(0, 4), content.subarray(4)]
    return from(
      [{ attachment }, { chunk: first }, { chunk: second }].map((part) => create(intakeGrpc.StreamAttachmentResponseSchema, part)),
    )
  }

  private attachment(id: string) {
    const file = this.register.files.get(id)
    return file && { id, contentType: file.contentType, size: file.content.length, sha256: '', uploadedBy: file.by }
  }
}

@Module({})
class OthersModule {
  static forRoot(issuer: string, grpcPort: number, register: Register): DynamicModule {
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
        ServiceModule.forRoot({
          name: 'others',
          config,
          grpc: [directoryGrpc.DirectoryService, slaGrpc.SlaService, intakeGrpc.IntakeService],
          stores: false,
        }),
      ],
      controllers: [Others],
      providers: [
        { provide: Register, useValue: register },
        { provide: STAFF_SOURCE, useValue: { staffByLogin: () => undefined } },
      ],
      exports: [STAFF_SOURCE],
    }
  }
}

/** directory, sla and intake for a voting under test, on an address that is free. */
export const serveRegister = async (issuer: string, register: Register): Promise<RunningService> =>
  serve(OthersModule.forRoot(issuer, await freePort(), register))
