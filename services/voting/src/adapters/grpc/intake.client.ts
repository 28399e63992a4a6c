import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common'
import { intakeGrpc } from '@yiwang/contracts'
import { CONFIG, type GrpcClient, grpcClient, grpcStatus, RequestError, ServiceToken } from '@yiwang/service-kit'
import type { VotingConfig } from '../../config.ts'
import { statusOf } from './status-of.ts'

/** A file of 10 MB to somebody with a slow connection. */
const TIMEOUT_MS = 120_000

export interface OpenFile {
  readonly contentType: string
  readonly size: number
  readonly content: AsyncGenerator<Uint8Array>
}

/** What intake keeps: photos and documents. */
@Injectable()
export class IntakeClient implements OnApplicationShutdown {
  private readonly intake: GrpcClient<typeof intakeGrpc.IntakeService>

  constructor(@Inject(CONFIG) config: VotingConfig, token: ServiceToken) {
    this.intake = grpcClient(intakeGrpc.IntakeService, config.INTAKE_GRPC, token)
  }

  /** Those that there are. */
  async attachments(ids: readonly string[]): Promise<readonly intakeGrpc.Attachment[]> {
    try {
      return (await this.intake.getAttachments({ ids: [...ids] })).attachments
    } catch (cause) {
      throw new RequestError('unavailable', 'The attachments cannot be checked at the moment. Try again.', { cause })
    }
  }

  /** @throws 404 where there is none; what is read after the first piece breaks off with the connection */
  async open(id: string): Promise<OpenFile> {
    const parts = this.intake.streamAttachment({ id }, { timeoutMs: TIMEOUT_MS })[Symbol.asyncIterator]()
    try {
      const { contentType, size } = (await parts.next()).value!.attachment!
      return { contentType, size, content: chunksOf(parts) }
    } catch (cause) {
      if (statusOf(cause) === grpcStatus.NOT_FOUND) throw new RequestError('not-found', 'There is no such file.', { cause })
      throw new RequestError('unavailable', 'The file cannot be read at the moment. Try again.', { cause })
    }
  }

  onApplicationShutdown(): void {
    this.intake.close()
  }
}

async function* chunksOf(parts: AsyncIterator<intakeGrpc.StreamAttachmentResponse>): AsyncGenerator<Uint8Array> {
  try {
    for (let part = await parts.next(); !part.done; part = await parts.next()) yield part.value.chunk
  } finally {
    await parts.return?.()
  }
}
