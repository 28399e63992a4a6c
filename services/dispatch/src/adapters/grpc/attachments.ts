import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common'
import { intakeGrpc } from '@yiwang/contracts'
import { CONFIG, type GrpcClient, grpcClient, RequestError, ServiceToken } from '@yiwang/service-kit'
import type { DispatchConfig } from '../../config.ts'
import type { Evidence } from '../../domain/commands.ts'
import { DispatchError } from '../../errors.ts'

/** What intake knows of attachments. Asked only when evidence is sent. */
@Injectable()
export class Attachments implements OnApplicationShutdown {
  private readonly intake: GrpcClient<typeof intakeGrpc.IntakeService>

  constructor(@Inject(CONFIG) config: DispatchConfig, token: ServiceToken) {
    this.intake = grpcClient(intakeGrpc.IntakeService, config.INTAKE_GRPC, token)
  }

  async requireKnown(evidence: readonly Evidence[]): Promise<void> {
    if (evidence.length === 0) return
    const known = await this.known(evidence.map(({ attachment }) => attachment))
    const unknown = evidence.flatMap(({ attachment }, index) => (known.has(attachment) ? [] : [index]))
    if (unknown.length === 0) return
    throw new DispatchError('attachment-unknown', 'Upload the file to intake first, and name its id.', {
      errors: unknown.map((index) => ({ pointer: `/evidence/${index}/attachment`, detail: 'no attachment has this id' })),
    })
  }

  private async known(ids: string[]): Promise<Set<string>> {
    try {
      return new Set((await this.intake.getAttachments({ ids })).attachments.map(({ id }) => id))
    } catch (cause) {
      throw new RequestError('unavailable', 'The evidence cannot be checked at the moment. Try again.', { cause })
    }
  }

  onApplicationShutdown(): void {
    this.intake.close()
  }
}
