import type { Writable } from 'node:stream'
import { create } from '@bufbuild/protobuf'
import { type Timestamp, timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt'
import type { Metadata } from '@grpc/grpc-js'
import { Controller } from '@nestjs/common'
import { Payload } from '@nestjs/microservices'
import { directoryGrpc } from '@yiwang/contracts'
import { type Actor, ANY_STAFF, Answers, CallableBy, Clock, CurrentActor, paced, RequestError, words } from '@yiwang/service-kit'
import type { Observable } from 'rxjs'
import { z } from 'zod'
import { ReadsService } from '../../reads.service.ts'
import { RollService } from '../../roll.service.ts'
import type { RollPart } from '../db/roll.repository.ts'

const OUR_SERVICES = ['intake', 'dispatch', 'sla', 'notify', 'voting', 'gateway']
const { locate, getPostHolders, streamRoll, getRoomsOfPerson, getRevocations } = directoryGrpc.DirectoryService.method

const point = z.object({ lon: z.number().min(-180).max(180), lat: z.number().min(-90).max(90), crs: z.enum(['', 'wgs84', 'gcj02']) })

const name = words(64)
const rollScope = z.object({
  compound: name,
  buildings: z.array(name).max(1_000),
  staircases: z.array(z.object({ building: name, unit: name })).max(1_000),
})
const roomsOfPerson = z.object({ compound: name, person: z.uuid() })
const revocations = z.object({ compound: name, kind: z.enum(['OWNER', 'HOUSEHOLD']).optional() })

/** The questions of other services. */
@Controller()
export class DirectoryGrpc {
  constructor(
    private readonly reads: ReadsService,
    private readonly roll: RollService,
    private readonly clock: Clock,
  ) {}

  @CallableBy(ANY_STAFF, ...OUR_SERVICES)
  @Answers(locate)
  locate(@CurrentActor() actor: Actor, @Payload() request: directoryGrpc.LocateRequest): directoryGrpc.LocateResponse {
    const { success, data } = point.safeParse(request.point)
    if (!success) throw new RequestError('invalid-request', 'Send a point: lon within ±180, lat within ±90, crs wgs84 or gcj02.')
    const areas = this.reads.locate(actor, { ...data, crs: data.crs || 'wgs84' })
    return create(directoryGrpc.LocateResponseSchema, { areas: areas.map(({ code, name, level }) => ({ code, name, level })) })
  }

  @CallableBy(ANY_STAFF, ...OUR_SERVICES)
  @Answers(getPostHolders)
  async getPostHolders(
    @CurrentActor() actor: Actor,
    @Payload() { post, at }: directoryGrpc.GetPostHoldersRequest,
  ): Promise<directoryGrpc.GetPostHoldersResponse> {
    if (!z.uuid().safeParse(post).success) throw new RequestError('invalid-request', 'Send the id of a post.')
    const holders = await this.reads.holders(actor, post, this.instantOf({ at }))
    return create(directoryGrpc.GetPostHoldersResponseSchema, {
      holders: holders.map(({ person, name, from, to }) => ({
        ...{ person, name, from: timestampFromDate(from) },
        ...(to ? { to: timestampFromDate(to) } : {}),
      })),
    })
  }

  /** Without decorators on its parameters it is given the call, which says how fast the caller reads. */
  @CallableBy('voting')
  @Answers(streamRoll)
  streamRoll(request: directoryGrpc.StreamRollRequest, _: Metadata, call: Writable): Observable<directoryGrpc.StreamRollResponse> {
    const scope = asked(rollScope, request)
    const at = this.instantOf(request)
    return paced(call, (send) => this.roll.stream(scope, at, (part) => send(rollMessage(part))))
  }

  @CallableBy('voting')
  @Answers(getRoomsOfPerson)
  async getRoomsOfPerson(request: directoryGrpc.GetRoomsOfPersonRequest): Promise<directoryGrpc.GetRoomsOfPersonResponse> {
    const { compound, person } = asked(roomsOfPerson, request)
    const rooms = await this.roll.roomsOf(person, compound, this.instantOf(request))
    return create(directoryGrpc.GetRoomsOfPersonResponseSchema, {
      rooms: rooms.map(({ building, unit, room, as, key }) => ({ building, unit, room, kind: as, key })),
    })
  }

  @CallableBy('voting')
  @Answers(getRevocations)
  async getRevocations(request: directoryGrpc.GetRevocationsRequest): Promise<directoryGrpc.GetRevocationsResponse> {
    const { compound, kind } = asked(revocations, request)
    return create(
      directoryGrpc.GetRevocationsResponseSchema,
      await this.roll.revocations(compound, kind, this.instantOf({ at: request.since }), this.clock.now()),
    )
  }

  private instantOf({ at }: { at?: Timestamp | undefined }): Date {
    const instant = at ? timestampDate(at) : this.clock.now()
    if (Number.isNaN(instant.getTime())) throw new RequestError('invalid-request', 'Send an instant that a calendar has.')
    return instant
  }
}

function asked<Schema extends z.ZodType>(schema: Schema, request: unknown): z.output<Schema> {
  const { success, data } = schema.safeParse(request)
  if (!success)
    throw new RequestError(
      'invalid-request',
      'Send codes and names of at most 64 characters, and the id of a person or the kind of a key where one is asked for.',
    )
  return data
}

const rollMessage = ({ mandates = [], ...part }: RollPart): directoryGrpc.StreamRollResponse =>
  create(directoryGrpc.StreamRollResponseSchema, {
    ...part,
    mandates: mandates.map(({ id, kind, owners, person, voter, from, to }) => ({
      ...{ id, kind, owners, from: timestampFromDate(from) },
      ...(person !== null && { person }),
      ...(voter !== null && { voter }),
      ...(to && { to: timestampFromDate(to) }),
    })),
  })
