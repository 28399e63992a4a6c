import { create } from '@bufbuild/protobuf'
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt'
import { Controller } from '@nestjs/common'
import { Payload } from '@nestjs/microservices'
import { directoryGrpc } from '@yiwang/contracts'
import { type Actor, ANY_STAFF, Answers, CallableBy, Clock, CurrentActor, RequestError } from '@yiwang/service-kit'
import { from, type Observable } from 'rxjs'
import { z } from 'zod'
import { ReadsService } from '../../reads.service.ts'
import { RollRepository, type RollScope } from '../db/roll.repository.ts'

const OUR_SERVICES = ['intake', 'dispatch', 'sla', 'notify', 'voting', 'gateway']
const { locate, getPostHolders, streamRoll } = directoryGrpc.DirectoryService.method

const point = z.object({ lon: z.number().min(-180).max(180), lat: z.number().min(-90).max(90), crs: z.enum(['', 'wgs84', 'gcj02']) })

/** The questions of other services. */
@Controller()
export class DirectoryGrpc {
  constructor(
    private readonly reads: ReadsService,
    private readonly roll: RollRepository,
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
    const holders = await this.reads.holders(actor, post, at ? timestampDate(at) : this.clock.now())
    return create(directoryGrpc.GetPostHoldersResponseSchema, {
      holders: holders.map(({ person, name, from, to }) => ({
        ...{ person, name, from: timestampFromDate(from) },
        ...(to ? { to: timestampFromDate(to) } : {}),
      })),
    })
  }

  @CallableBy('voting')
  @Answers(streamRoll)
  streamRoll({ compound, buildings, staircases, at }: directoryGrpc.StreamRollRequest): Observable<directoryGrpc.StreamRollResponse> {
    const scope = { compound, buildings, staircases: staircases.map(({ building, unit }) => ({ building, unit })) }
    return from(this.rooms(scope, at ? timestampDate(at) : this.clock.now()))
  }

  private async *rooms(scope: RollScope, at: Date) {
    for await (const rooms of this.roll.rooms(scope, at)) yield create(directoryGrpc.StreamRollResponseSchema, { rooms })
  }
}
