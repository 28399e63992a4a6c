import type { MessageInitShape } from '@bufbuild/protobuf'
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common'
import { directoryGrpc } from '@yiwang/contracts'
import { CONFIG, type GrpcClient, grpcClient, grpcStatus, RequestError, ServiceToken } from '@yiwang/service-kit'
import type { VotingConfig } from '../../config.ts'
import { VotingError } from '../../errors.ts'
import { statusOf } from './status-of.ts'

/** A compound of a million rooms takes longer than other answers. */
const TIMEOUT_MS = 120_000

export type RollScope = MessageInitShape<typeof directoryGrpc.StreamRollRequestSchema>

/** What directory knows of the rooms of a compound. */
@Injectable()
export class DirectoryClient implements OnApplicationShutdown {
  private readonly directory: GrpcClient<typeof directoryGrpc.DirectoryService>

  constructor(@Inject(CONFIG) config: VotingConfig, token: ServiceToken) {
    this.directory = grpcClient(directoryGrpc.DirectoryService, config.DIRECTORY_GRPC, token)
  }

  /** The rooms of a scope with their owners and households, in the order of building, unit and room, many at a time. */
  async *rooms(scope: RollScope): AsyncGenerator<readonly directoryGrpc.RollRoom[]> {
    try {
      for await (const { rooms } of this.directory.streamRoll(scope, { timeoutMs: TIMEOUT_MS })) yield rooms
    } catch (cause) {
      if (statusOf(cause) === grpcStatus.NOT_FOUND)
        throw new VotingError('unknown-compound', 'Name a compound of this district.', { cause })
      throw new RequestError('unavailable', 'The rooms of the compound cannot be read at the moment. Try again.', { cause })
    }
  }

  onApplicationShutdown(): void {
    this.directory.close()
  }
}
