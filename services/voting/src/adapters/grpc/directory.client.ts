import type { MessageInitShape } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common'
import { directoryGrpc } from '@yiwang/contracts'
import { CONFIG, type GrpcClient, grpcClient, grpcStatus, RequestError, ServiceToken } from '@yiwang/service-kit'
import type { VotingConfig } from '../../config.ts'
import { VotingError } from '../../errors.ts'
import { statusOf } from './status-of.ts'

/** A compound of a million rooms takes longer than other answers. */
const TIMEOUT_MS = 120_000

export type RoomOfPerson = Pick<directoryGrpc.RoomOfPerson, 'building' | 'unit' | 'room' | 'kind' | 'key'>
export type RollScope = MessageInitShape<typeof directoryGrpc.StreamRollRequestSchema>

/** What directory knows of the rooms of a compound. */
@Injectable()
export class DirectoryClient implements OnApplicationShutdown {
  private readonly directory: GrpcClient<typeof directoryGrpc.DirectoryService>

  constructor(@Inject(CONFIG) config: VotingConfig, token: ServiceToken) {
    this.directory = grpcClient(directoryGrpc.DirectoryService, config.DIRECTORY_GRPC, token)
  }

  /** The rooms of a scope with their owners and households, in the order of building, unit and room, then who may vote for them. */
  async *roll(scope: RollScope, timeoutMs = TIMEOUT_MS): AsyncGenerator<directoryGrpc.StreamRollResponse> {
    try {
      yield* this.directory.streamRoll(scope, { timeoutMs })
    } catch (cause) {
      throw problemOf(cause)
    }
  }

  /** None for a stranger, and for one who is no person of ours. */
  async roomsOfPerson(compound: string, person: string, at: Date): Promise<readonly RoomOfPerson[]> {
    try {
      return (await this.directory.getRoomsOfPerson({ compound, person, at: timestampFromDate(at) })).rooms
    } catch (cause) {
      throw problemOf(cause)
    }
  }

  /** Who is no more approved, as an owner or, without a kind, as anybody, and which mandates were taken back, since then. */
  async revocations(
    compound: string,
    since: Date,
    kind: 'OWNER' | undefined,
  ): Promise<Pick<directoryGrpc.GetRevocationsResponse, 'bindings' | 'mandates'>> {
    try {
      return await this.directory.getRevocations({ compound, since: timestampFromDate(since), ...(kind && { kind }) })
    } catch (cause) {
      throw problemOf(cause)
    }
  }

  onApplicationShutdown(): void {
    this.directory.close()
  }
}

function problemOf(cause: unknown): Error {
  if (statusOf(cause) === grpcStatus.NOT_FOUND) return new VotingError('unknown-compound', 'Name a compound of this district.', { cause })
  return new RequestError('unavailable', 'The rooms of the compound cannot be read at the moment. Try again.', { cause })
}
